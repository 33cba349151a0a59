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

    /// <summary>Name of the service that manages the provider's policy, for people; empty when there is none.</summary>
    public string ServiceName { get; init; } = "";

    /// <summary>Bytes of the provider's own.</summary>
    public ByteBlob Data { get; init; }
}
