namespace Weir.Engine;

/// <summary>
/// How to treat the flows that a filter permits at ALE_AUTH_CONNECT or ALE_AUTH_RECV_ACCEPT (WFP: <c>FWPM_CLASSIFY_OPTIONS</c>). What is
/// null is left as it is. When several filters set an option, the one that was evaluated first wins.
/// </summary>
/// <remarks>WFP's options of secure sockets are not among them: they set IPsec.</remarks>
public sealed record ClassifyOptions
{
    /// <summary>Whether outbound multicast and broadcast packets make flows (WFP: <c>FWP_CLASSIFY_OPTION_MULTICAST_STATE</c>).</summary>
    public MulticastState? MulticastState { get; init; }

    /// <summary>
    /// Whether an answer to a datagram needs to match the remote port only, not the remote address (WFP:
    /// <c>FWP_CLASSIFY_OPTION_LOOSE_SOURCE_MAPPING</c>).
    /// </summary>
    public bool? LooseSourceMapping { get; init; }

    /// <summary>
    /// How long a flow of datagrams to one host lives without packets, in whole seconds, at least one (WFP:
    /// <c>FWP_CLASSIFY_OPTION_UNICAST_LIFETIME</c>).
    /// </summary>
    public TimeSpan? UnicastLifetime { get; init; }

    /// <summary>
    /// How long a flow of multicast or broadcast datagrams lives without packets, in whole seconds, at least one (WFP:
    /// <c>FWP_CLASSIFY_OPTION_MCAST_BCAST_LIFETIME</c>).
    /// </summary>
    public TimeSpan? MulticastLifetime { get; init; }

    /// <summary>Whether only hosts of the local network may answer (WFP: <c>FWP_CLASSIFY_OPTION_LOCAL_ONLY_MAPPING</c>).</summary>
    public bool? LocalOnlyMapping { get; init; }

    /// <summary>True when no option is set.</summary>
    public bool IsEmpty => this == s_none;

    private static readonly ClassifyOptions s_none = new();
}
