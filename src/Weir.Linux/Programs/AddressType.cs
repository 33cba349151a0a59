using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>Kinds of addresses, with the values of Windows' <c>NL_ADDRESS_TYPE</c> (nldef.h).</summary>
internal static unsafe class AddressType
{
    public const byte Unicast = 1;
    public const byte Multicast = 3;
    public const byte Broadcast = 4;

    // RTN_BROADCAST of linux/rtnetlink.h.
    private const ushort RouteBroadcast = 3;

    /// <summary>What a hook leaves in the place of a kind: the kernel's route says that the packet goes to a network's broadcast address.</summary>
    public const byte BroadcastRoute = 1;

    /// <summary>The kind of an IPv4 address. By arithmetic, since the verifier would follow every outcome of a branch.</summary>
    /// <param name="address">The address.</param>
    /// <param name="route">0 or <see cref="BroadcastRoute"/>: by itself the broadcast address of a network is not told from a host's.</param>
    public static byte OfV4(uint address, byte route)
    {
        ulong isMulticast = (((ulong)(address >> 28) ^ 14) - 1) >> 63;
        ulong isBroadcast = ((((ulong)address ^ uint.MaxValue) - 1) >> 63) | (route & 1ul);
        return (byte)(Unicast + (isMulticast * (Multicast - Unicast)) + (isBroadcast * (Broadcast - Unicast)));
    }

    /// <summary>The kind of an IPv6 address. Anycast addresses look like the others.</summary>
    public static byte OfV6(ulong high) => (byte)(Unicast + (((((high >> 56) ^ 0xff) - 1) >> 63) * (Multicast - Unicast)));

    /// <summary>Whether the kernel's route says that an IPv4 packet goes to a network's broadcast address.</summary>
    public static bool IsRoutedAsBroadcast(sk_buff* buffer)
    {
        ulong route = buffer->_skb_refdst & ~1ul;
        return route != 0 && Kernel.ReadOnlyCast<rtable>((void*)route)->rt_type == RouteBroadcast;
    }
}
