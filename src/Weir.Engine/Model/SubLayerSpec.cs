namespace Weir.Engine;

/// <summary>
/// The blueprint of a sublayer: a group of filters that are arbitrated together, one decision per sublayer, before the sublayers'
/// decisions are merged.
/// </summary>
public sealed record SubLayerSpec
{
    /// <summary>Unique key; the default, all zero, lets the engine make one.</summary>
    public Guid Key { get; init; }

    /// <summary>Name for people; required by the engine.</summary>
    public required string Name { get; init; }

    /// <summary>Longer text for people.</summary>
    public string Description { get; init; } = "";

    /// <summary>Key of the provider that it belongs to; the default, all zero, means none.</summary>
    public Guid Provider { get; init; }

    /// <summary>
    /// Place among the sublayers: higher is evaluated first. No two sublayers share a weight; when it is taken the engine uses
    /// the next free one above, or else below (<see cref="InstalledSubLayer.EffectiveWeight"/>).
    /// </summary>
    public ushort Weight { get; init; }

    /// <summary>What the layers of its filters do while their kernel program is missing.</summary>
    public FailMode FailMode { get; init; }

    /// <summary>Bytes for the provider's own use, which the engine keeps and does not read (WFP: <c>providerData</c>).</summary>
    public ByteBlob ProviderData { get; init; }

    /// <summary>
    /// Whether it is kept in the engine's store and comes back with the next engine, until it is deleted. A dynamic session cannot add
    /// such an object.
    /// </summary>
    public bool Persistent { get; init; }

    /// <summary>Who may do what with the object; null, the default, means what the container of its kind says.</summary>
    public SecurityDescriptor? Security { get; init; }
}
