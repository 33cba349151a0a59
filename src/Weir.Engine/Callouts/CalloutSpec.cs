namespace Weir.Engine;

/// <summary>
/// The blueprint of a callout object: it makes the callout known to the engine, so that filters can name it (WFP: <c>FWPM_CALLOUT</c>).
/// The code comes by <see cref="FilterEngine.RegisterCallout(ICallout, Guid)"/>, earlier or later.
/// </summary>
public sealed record CalloutSpec
{
    /// <summary>
    /// Unique key, the one that the code is registered under; the default, all zero, lets the engine make one.
    /// </summary>
    public Guid Key { get; init; }

    /// <summary>Name for people; required by the engine.</summary>
    public required string Name { get; init; }

    /// <summary>Longer text for people.</summary>
    public string Description { get; init; } = "";

    /// <summary>Key of the provider that it belongs to; the default, all zero, means none.</summary>
    public Guid Provider { get; init; }

    /// <summary>
    /// The layer whose filters can call it. Exactly one, as in WFP: a callout that serves IPv4 and IPv6 has two objects with two keys, and
    /// its class is registered under both.
    /// </summary>
    public required LayerId ApplicableLayer { get; init; }

    /// <summary>
    /// Whether the callout takes the context of a filter for the id of a provider context when the filter names one (WFP:
    /// <c>FWPM_CALLOUT_FLAG_USES_PROVIDER_CONTEXT</c>). Without it, filters that name one are refused, because the callout would take
    /// the id for its own kind of number.
    /// </summary>
    public bool UsesProviderContext { get; init; }

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
