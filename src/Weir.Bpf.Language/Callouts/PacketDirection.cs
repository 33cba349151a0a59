namespace Weir.Bpf.Language;

/// <summary>Which way a packet goes, seen from this host, with the numbers of WFP's <c>FWP_DIRECTION</c>.</summary>
public enum PacketDirection : byte
{
    /// <summary>Sent by this host.</summary>
    Outbound = 0,

    /// <summary>Received by this host.</summary>
    Inbound = 1,
}
