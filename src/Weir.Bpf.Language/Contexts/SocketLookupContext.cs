using System.Runtime.InteropServices;

namespace Weir.Bpf.Language;

/// <summary>Context of a socket lookup program (<c>struct bpf_sk_lookup</c>).</summary>
[ContextStruct("bpf_sk_lookup")]
[StructLayout(LayoutKind.Explicit, Size = 72)]
public unsafe struct SocketLookupContext
{
    /// <summary>The socket chosen so far, or null.</summary>
    [FieldOffset(0)] public SocketContext* sk;
    /// <summary>Address family.</summary>
    [FieldOffset(8)] public uint family;
    /// <summary>IP protocol.</summary>
    [FieldOffset(12)] public uint protocol;
    /// <summary>Remote IPv4 address in network byte order.</summary>
    [FieldOffset(16)] public uint remote_ip4;
    /// <summary>Remote IPv6 address in network byte order.</summary>
    [FieldOffset(20)] public fixed uint remote_ip6[4];
    /// <summary>Remote port in network byte order.</summary>
    [FieldOffset(36)] public ushort remote_port;
    /// <summary>Local IPv4 address in network byte order.</summary>
    [FieldOffset(40)] public uint local_ip4;
    /// <summary>Local IPv6 address in network byte order.</summary>
    [FieldOffset(44)] public fixed uint local_ip6[4];
    /// <summary>Local port in host byte order.</summary>
    [FieldOffset(60)] public uint local_port;
    /// <summary>Index of the device where the packet came in.</summary>
    [FieldOffset(64)] public uint ingress_ifindex;
}
