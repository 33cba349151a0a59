namespace Weir.Engine;

/// <summary>
/// The blueprint of a provider context: data for callouts, beside the filters that name it (WFP: <c>FWPM_PROVIDER_CONTEXT</c>). Several
/// filters can share one. It holds bytes, a .NET object or classify options. Bytes and objects do not reach the kernel, where a callout
/// sees the context's run-time id.
/// </summary>
public sealed record ProviderContextSpec
{
    /// <summary>Unique key; the default, all zero, lets the engine make one.</summary>
    public Guid Key { get; init; }

    /// <summary>Name for people; required by the engine.</summary>
    public required string Name { get; init; }

    /// <summary>Longer text for people.</summary>
    public string Description { get; init; } = "";

    /// <summary>Key of the provider that it belongs to; the default, all zero, means none.</summary>
    public Guid Provider { get; init; }

    /// <summary>Bytes, as in WFP's <c>FWPM_GENERAL_CONTEXT</c>. Excludes <see cref="Payload"/> and <see cref="ClassifyOptions"/>.</summary>
    public ByteBlob Data { get; init; }

    /// <summary>
    /// An object of any class, which the callout's <see cref="ICallout.Notify"/> tests for the class it expects. Should be immutable: all
    /// who see the context share it. Excludes <see cref="Data"/> and <see cref="ClassifyOptions"/>.
    /// </summary>
    public object? Payload { get; init; }

    /// <summary>
    /// How to treat the flows that the filters with this context permit. Such filters are at ALE_AUTH_CONNECT or ALE_AUTH_RECV_ACCEPT.
    /// Excludes <see cref="Data"/> and <see cref="Payload"/>.
    /// </summary>
    public ClassifyOptions? ClassifyOptions { get; init; }

    /// <summary>What it holds.</summary>
    public ProviderContextType Type => ClassifyOptions is null ? ProviderContextType.General : ProviderContextType.ClassifyOptions;

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
