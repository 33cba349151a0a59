namespace Weir.Engine;

/// <summary>What a <see cref="FieldKey"/> refers to. There is one object for each known field, so that equal keys are mostly the same object.</summary>
internal sealed class FieldName(Guid guid, string? name)
{
    public Guid Guid { get; } = guid;

    /// <summary>Null when Weir does not know the field.</summary>
    public string? Name { get; } = name;
}
