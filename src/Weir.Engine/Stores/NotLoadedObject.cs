namespace Weir.Engine;

/// <summary>An object of a store that an engine could not load.</summary>
/// <param name="Kind">Its kind; of a security descriptor the container it is for, or null for the engine.</param>
/// <param name="Key">Its key; all zero for a security descriptor.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Reason">Why, and how to put it right.</param>
public sealed record NotLoadedObject(ObjectKind? Kind, Guid Key, string Name, string Reason)
{
    /// <summary>True for the security descriptor of the engine or of a container.</summary>
    public bool IsSecurity { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        IsSecurity ? $"security of {Name}: {Reason}" : $"{Kind} '{Name}' {Key}: {Reason}";

    internal bool Is(StoredObjectKey stored) => !IsSecurity && Kind == stored.Kind && Key == stored.Key;
}
