namespace Weir.Engine;

/// <summary>
/// The blueprint of a provider: an owner of policy (WFP: <c>FWPM_PROVIDER</c>). Sublayers, callouts, provider contexts and filters can name
/// theirs, so that everybody sees whose they are. It has no part in classification.
/// </summary>
public sealed record ProviderSpec
{
    /// <summary>Unique key; the default, all zero, lets the engine make one.</summary>
    public Guid Key { get; init; }

    /// <summary>Name for people; required by the engine.</summary>
    public required string Name { get; init; }

    /// <summary>Longer text for people.</summary>
    public string Description { get; init; } = "";

    /// <summary>
    /// Name of the service that manages the provider's policy; empty when there is none. Persistent filters of the provider are enforced by
    /// the next engine only if <see cref="FilterEngineOptions.IsServiceEnabled"/> says that the service is enabled.
    /// </summary>
    public string ServiceName { get; init; } = "";

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
