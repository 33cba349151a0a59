namespace Weir.Linux.Programs;

/// <summary>What Linux can tell of WFP's <c>FWP_CONDITION_L2_*</c> flags.</summary>
internal static class EthernetFlags
{
    /// <summary>The interface is an Ethernet one (<c>FWP_CONDITION_L2_IS_NATIVE_ETHERNET</c>). Linux gives wireless interfaces out as such too.</summary>
    public const uint IsNativeEthernet = 0x1;

    /// <summary>The frame's header could not be read to its end (<c>FWP_CONDITION_L2_IS_MALFORMED_PACKET</c>).</summary>
    public const uint IsMalformed = 0x20;
}
