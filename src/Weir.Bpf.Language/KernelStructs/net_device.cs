namespace Weir.Bpf.Language;

/// <summary>A network device (<c>struct net_device</c>).</summary>
[KernelStruct("net_device")]
public unsafe struct net_device
{
    /// <summary>Interface index.</summary>
    public int ifindex;
    /// <summary>Flags (<c>IFF_*</c>): 8 is loopback.</summary>
    public uint flags;
    /// <summary>Largest packet in bytes.</summary>
    public uint mtu;
    /// <summary>Hardware type (<c>ARPHRD_*</c>): 1 Ethernet, 772 loopback, 65534 none (tunnels).</summary>
    public ushort type;
    /// <summary>Network namespace (<c>possible_net_t</c>, whose only field is the pointer).</summary>
    public net* nd_net;
    /// <summary>Hardware address. To the verifier a plain number: read it through <see cref="Kernel.ReadOnlyCast{T}"/>.</summary>
    public byte* dev_addr;
}
