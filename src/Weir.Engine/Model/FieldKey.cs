namespace Weir.Engine;

/// <summary>
/// Names a field. Keys are unique inside one layer only: the pair of layer and key identifies the field, and its type.
/// The known keys are in <see cref="Fields"/>. One word, because conditions hold it; the default is the key that is all zero, which no
/// layer has.
/// </summary>
public readonly struct FieldKey : IEquatable<FieldKey>
{
    private readonly FieldName? _name;

    /// <summary>Makes the key of a field, known to Weir or not.</summary>
    /// <param name="guid">WFP's <c>FWPM_CONDITION_*</c> GUID.</param>
    public FieldKey(Guid guid) => _name = guid == Guid.Empty ? null : Fields.Known(guid) ?? new FieldName(guid, name: null);

    internal FieldKey(FieldName name) => _name = name;

    /// <summary>WFP's <c>FWPM_CONDITION_*</c> GUID.</summary>
    public Guid Guid => _name is null ? Guid.Empty : _name.Guid;

    /// <summary>WFP's name of the field without <c>FWPM_CONDITION_</c>, or null when Weir does not know it.</summary>
    internal string? Name => _name?.Name;

    /// <summary>True when both have the same GUID.</summary>
    public static bool operator ==(FieldKey left, FieldKey right) => left.Equals(right);

    /// <summary>True when the GUIDs differ.</summary>
    public static bool operator !=(FieldKey left, FieldKey right) => !left.Equals(right);

    /// <summary>True when the other has the same GUID.</summary>
    public bool Equals(FieldKey other) =>
        ReferenceEquals(_name, other._name)
        || (_name is { Name: null } && other._name is { Name: null } && _name.Guid == other._name.Guid);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FieldKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Guid.GetHashCode();

    /// <summary>WFP's name of the field without <c>FWPM_CONDITION_</c>, or the GUID when Weir does not know it.</summary>
    public override string ToString() => Name ?? Guid.ToString();
}
