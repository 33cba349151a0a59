namespace Weir.Bpf.Language;

/// <summary>A packet in the kernel (<c>struct sk_buff</c>).</summary>
[KernelStruct("sk_buff")]
public unsafe struct sk_buff
{
    /// <summary>The device.</summary>
    public net_device* dev;
    /// <summary>The socket, or null.</summary>
    public sock* sk;
    /// <summary>Length of the whole packet in bytes, from <see cref="data"/>.</summary>
    public uint len;
    /// <summary>How many of them are in fragments: <c>len - data_len</c> bytes are at <see cref="data"/>.</summary>
    public uint data_len;
    /// <summary>Packet mark.</summary>
    public uint mark;
    /// <summary>Priority for queueing.</summary>
    public uint priority;
    /// <summary>Index of the device where the packet came in; 0 when it was made here.</summary>
    public int skb_iif;
    /// <summary>Address of the route, an <see cref="rtable"/> for IPv4; the lowest bit is a mark.</summary>
    public ulong _skb_refdst;
    /// <summary>Flow hash.</summary>
    public uint hash;
    /// <summary>EtherType in network byte order.</summary>
    public ushort protocol;
    /// <summary>Offset of the transport header from <see cref="head"/>.</summary>
    public ushort transport_header;
    /// <summary>Offset of the network header from <see cref="head"/>.</summary>
    public ushort network_header;
    /// <summary>Offset of the link header from <see cref="head"/>.</summary>
    public ushort mac_header;
    /// <summary>Offset of the buffer's end, where the shared information lies, from <see cref="head"/>.</summary>
    public uint end;
    /// <summary>Start of the buffer. To the verifier a plain number.</summary>
    public byte* head;
    /// <summary>Start of the packet: the network header in netfilter programs. To the verifier a plain number: read it through <see cref="Kernel.ReadOnlyCast{T}"/> or <see cref="Helpers.ProbeReadKernel"/>.</summary>
    public byte* data;
}
