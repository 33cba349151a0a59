using System.Runtime.InteropServices;

namespace Weir.Bpf.Language;

/// <summary>Context of traffic control, tcx, socket filter and cgroup packet programs (<c>struct __sk_buff</c>). Which fields may be read or written depends on the program type.</summary>
[ContextStruct("__sk_buff")]
[StructLayout(LayoutKind.Explicit)]
public unsafe struct TrafficControlContext
{
    /// <summary>Length of the whole packet in bytes.</summary>
    [FieldOffset(0)] public uint len;
    /// <summary><c>PACKET_HOST</c> (0), <c>PACKET_BROADCAST</c> (1), <c>PACKET_OUTGOING</c> (4), ...</summary>
    [FieldOffset(4)] public uint pkt_type;
    /// <summary>Packet mark.</summary>
    [FieldOffset(8)] public uint mark;
    /// <summary>Queue of the device.</summary>
    [FieldOffset(12)] public uint queue_mapping;
    /// <summary>EtherType in network byte order.</summary>
    [FieldOffset(16)] public uint protocol;
    /// <summary>Whether a VLAN tag is kept beside the packet.</summary>
    [FieldOffset(20)] public uint vlan_present;
    /// <summary>That VLAN tag.</summary>
    [FieldOffset(24)] public uint vlan_tci;
    /// <summary>Its EtherType in network byte order.</summary>
    [FieldOffset(28)] public uint vlan_proto;
    /// <summary>Priority for queueing.</summary>
    [FieldOffset(32)] public uint priority;
    /// <summary>Index of the device where the packet came in; 0 when it was made here.</summary>
    [FieldOffset(36)] public uint ingress_ifindex;
    /// <summary>Index of the device.</summary>
    [FieldOffset(40)] public uint ifindex;
    /// <summary>Traffic control index.</summary>
    [FieldOffset(44)] public uint tc_index;
    /// <summary>Five words that travel with the packet inside the layer.</summary>
    [FieldOffset(48)] public fixed uint cb[5];
    /// <summary>Flow hash.</summary>
    [FieldOffset(68)] public uint hash;
    /// <summary>Class of a classful queueing discipline.</summary>
    [FieldOffset(72)] public uint tc_classid;
    /// <summary>Id of the NAPI instance.</summary>
    [FieldOffset(84)] public uint napi_id;
    /// <summary>Address family (cgroup and socket programs).</summary>
    [FieldOffset(88)] public uint family;
    /// <summary>Remote IPv4 address in network byte order.</summary>
    [FieldOffset(92)] public uint remote_ip4;
    /// <summary>Local IPv4 address in network byte order.</summary>
    [FieldOffset(96)] public uint local_ip4;
    /// <summary>Remote IPv6 address in network byte order.</summary>
    [FieldOffset(100)] public fixed uint remote_ip6[4];
    /// <summary>Local IPv6 address in network byte order.</summary>
    [FieldOffset(116)] public fixed uint local_ip6[4];
    /// <summary>Remote port in network byte order.</summary>
    [FieldOffset(132)] public uint remote_port;
    /// <summary>Local port in host byte order.</summary>
    [FieldOffset(136)] public uint local_port;
    /// <summary>Time stamp in nanoseconds.</summary>
    [FieldOffset(152)] public ulong tstamp;
    /// <summary>Length on the wire in bytes.</summary>
    [FieldOffset(160)] public uint wire_len;
    /// <summary>Number of segments of a large packet.</summary>
    [FieldOffset(164)] public uint gso_segs;
    /// <summary>The packet's socket, or null.</summary>
    [FieldOffset(168)] public SocketContext* sk;
    /// <summary>Payload bytes of each segment of a large packet.</summary>
    [FieldOffset(176)] public uint gso_size;
    /// <summary>Kind of <see cref="tstamp"/>.</summary>
    [FieldOffset(180)] public byte tstamp_type;
    /// <summary>Hardware time stamp.</summary>
    [FieldOffset(184)] public ulong hwtstamp;

    [FieldOffset(192)] private byte* _data;
    [FieldOffset(200)] private byte* _dataEnd;
    [FieldOffset(208)] private sk_buff* _buffer;

    /// <summary>First byte of the packet. On the CLR it is set by whoever runs the program.</summary>
    public byte* Data
    {
        [ContextPointer(76)]
        readonly get => _data;
        set => _data = value;
    }

    /// <summary>First byte behind the directly accessible part of the packet.</summary>
    public byte* DataEnd
    {
        [ContextPointer(80)]
        readonly get => _dataEnd;
        set => _dataEnd = value;
    }

    /// <summary>
    /// The packet as the CLR's <see cref="KernelFunctions.CastToKernelContext"/> answers, set by whoever runs the program. In the kernel that
    /// function is the way to it.
    /// </summary>
    public sk_buff* Buffer
    {
        readonly get => _buffer;
        set => _buffer = value;
    }
}
