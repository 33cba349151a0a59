using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>
/// Where a layer of outbound packets is evaluated: in its verdict placement, at netfilter's hook, or in its action placement, at the traffic
/// control hook of the interface that the packet is handed to. Both sides ask the same of a packet, so exactly one of them evaluates it.
/// </summary>
internal static unsafe class Placement
{
    private const ushort FamilyV4 = 2;
    private const ushort FamilyV6 = 10;

    /// <summary>
    /// Whether a packet at netfilter's hook is left to the action placement. <see cref="IsCovered"/> takes its place in the programs of a layer
    /// that has moved there.
    /// </summary>
    public static bool IsElsewhere(NetfilterContext* context, uint slot) => false;

    /// <summary>True for a packet whose interface has the layer's program at its traffic control hook.</summary>
    public static bool IsCovered(NetfilterContext* context, uint slot) => FindCoverage(context, slot) != 0;

    /// <summary>0 for a packet that is not covered. A global function, to have its own stack.</summary>
    [GlobalFunction]
    public static uint FindCoverage(NetfilterContext* context, uint slot)
    {
        dst_entry* route = RouteOf(context->skb);
        if (route == null)
        {
            return 0;
        }

        net_device* device = route->dev;
        if (device == null)
        {
            return 0;
        }

        ulong key = CoverageKey(slot, (uint)device->ifindex);
        return PacketMaps.Coverage.Lookup(&key) != null ? 1u : 0u;
    }

    /// <summary>Whether the layer has moved back; <see cref="Drains"/> takes its place then.</summary>
    public static bool IsDraining() => false;

    public static bool Drains() => true;

    /// <summary>Key in <see cref="PacketMaps.Coverage"/>.</summary>
    public static ulong CoverageKey(uint slot, uint interfaceIndex) => ((ulong)slot << 32) | interfaceIndex;

    /// <summary>
    /// True for a packet that this host's own network stack of the family hands to the interface: not for what is forwarded, for what a packet socket
    /// sends, and for what a bridge, a bond or a VLAN passes on to the interface beneath it.
    /// </summary>
    public static bool IsDeparting(TrafficControlContext* context, bool isV6)
    {
        if (context->ingress_ifindex != 0)
        {
            return false;
        }

        sk_buff* buffer = KernelFunctions.CastToKernelContext(context);
        dst_entry* route = RouteOf(buffer);
        if (route == null || route->dev != buffer->dev)
        {
            return false;
        }

        dst_ops* ops = route->ops;
        return ops != null && ops->family == (isV6 ? FamilyV6 : FamilyV4);
    }

    /// <summary>Bytes before the IP header of a packet at a traffic control hook: none at an interface without a link header.</summary>
    public static uint NetworkOffset(TrafficControlContext* context)
    {
        sk_buff* buffer = KernelFunctions.CastToKernelContext(context);
        return (uint)((ulong)buffer->head + buffer->network_header - (ulong)buffer->data);
    }

    private static dst_entry* RouteOf(sk_buff* buffer)
    {
        ulong route = buffer->_skb_refdst & ~1ul;
        return route == 0 ? null : Kernel.ReadOnlyCast<dst_entry>((void*)route);
    }
}
