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
}
