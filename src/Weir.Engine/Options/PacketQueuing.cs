namespace Weir.Engine;

/// <summary>
/// Where packets wait to be spread over processors before they are classified (WFP: <c>FWPM_ENGINE_OPTION_PACKET_*</c>, for IPsec
/// tunnels). Linux classifies each packet on the processor that has it, so this engine knows <see cref="None"/> only.
/// </summary>
[Flags]
public enum PacketQueuing : uint
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>Inbound packets.</summary>
    Inbound = 1,

    /// <summary>Forwarded packets.</summary>
    Forward = 2,
}
