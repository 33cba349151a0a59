using System.Runtime.InteropServices;

namespace Weir.Bpf.Language;

/// <summary>A socket as programs see it (<c>struct bpf_sock</c>); the context of cgroup socket programs.</summary>
[ContextStruct("bpf_sock")]
[StructLayout(LayoutKind.Explicit, Size = 80)]
public unsafe struct SocketContext
{
    /// <summary>Index of the device the socket is bound to, or 0.</summary>
    [FieldOffset(0)] public uint bound_dev_if;
    /// <summary>Address family.</summary>
    [FieldOffset(4)] public uint family;
    /// <summary>Socket type.</summary>
    [FieldOffset(8)] public uint type;
    /// <summary>IP protocol.</summary>
    [FieldOffset(12)] public uint protocol;
    /// <summary>Mark of its packets.</summary>
    [FieldOffset(16)] public uint mark;
    /// <summary>Priority of its packets.</summary>
    [FieldOffset(20)] public uint priority;
    /// <summary>Local IPv4 address in network byte order.</summary>
    [FieldOffset(24)] public uint src_ip4;
    /// <summary>Local IPv6 address in network byte order.</summary>
    [FieldOffset(28)] public fixed uint src_ip6[4];
    /// <summary>Local port in host byte order.</summary>
    [FieldOffset(44)] public uint src_port;
    /// <summary>Remote port in network byte order.</summary>
    [FieldOffset(48)] public ushort dst_port;
    /// <summary>Remote IPv4 address in network byte order.</summary>
    [FieldOffset(52)] public uint dst_ip4;
    /// <summary>Remote IPv6 address in network byte order.</summary>
    [FieldOffset(56)] public fixed uint dst_ip6[4];
    /// <summary>TCP state.</summary>
    [FieldOffset(72)] public uint state;
    /// <summary>Receive queue, or -1.</summary>
    [FieldOffset(76)] public int rx_queue_mapping;
}
