namespace Weir.Bpf.Language;

/// <summary>Where the kernel sends an IPv4 packet (<c>struct rtable</c>).</summary>
[KernelStruct("rtable")]
public struct rtable
{
    /// <summary>Kind of the destination (<c>RTN_*</c> of linux/rtnetlink.h): unicast 1, local 2, broadcast 3, multicast 5.</summary>
    public ushort rt_type;
}
