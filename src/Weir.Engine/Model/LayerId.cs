namespace Weir.Engine;

/// <summary>
/// Run-time id of a built-in layer: a point in the network stack where traffic is classified. The numbers are WFP's
/// <c>FWPS_LAYER_*</c>. <see cref="Layers"/> has the description of each.
/// </summary>
public enum LayerId : ushort
{
    /// <summary>Received IPv4 packets whose transport header was parsed.</summary>
    InboundTransportV4 = 12,

    /// <summary>Received IPv6 packets whose transport header was parsed.</summary>
    InboundTransportV6 = 14,

    /// <summary>IPv4 packets that are about to be sent, as handed to the network layer.</summary>
    OutboundTransportV4 = 16,

    /// <summary>IPv6 packets that are about to be sent, as handed to the network layer.</summary>
    OutboundTransportV6 = 18,
}
