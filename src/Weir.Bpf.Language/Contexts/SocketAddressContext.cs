using System.Runtime.InteropServices;

namespace Weir.Bpf.Language;

/// <summary>Context of cgroup bind, connect, sendmsg, recvmsg, getpeername and getsockname programs (<c>struct bpf_sock_addr</c>).</summary>
[ContextStruct("bpf_sock_addr")]
[StructLayout(LayoutKind.Explicit, Size = 72)]
public unsafe struct SocketAddressContext
{
    /// <summary>Address family the caller gave.</summary>
    [FieldOffset(0)] public uint user_family;
    /// <summary>IPv4 address the caller gave, in network byte order.</summary>
    [FieldOffset(4)] public uint user_ip4;
    /// <summary>IPv6 address the caller gave, in network byte order.</summary>
    [FieldOffset(8)] public fixed uint user_ip6[4];
    /// <summary>Port the caller gave, in network byte order.</summary>
    [FieldOffset(24)] public uint user_port;
    /// <summary>Address family of the socket.</summary>
    [FieldOffset(28)] public uint family;
    /// <summary>Socket type.</summary>
    [FieldOffset(32)] public uint type;
    /// <summary>IP protocol.</summary>
    [FieldOffset(36)] public uint protocol;
    /// <summary>Source IPv4 address of sendmsg, in network byte order.</summary>
    [FieldOffset(40)] public uint msg_src_ip4;
    /// <summary>Source IPv6 address of sendmsg, in network byte order.</summary>
    [FieldOffset(44)] public fixed uint msg_src_ip6[4];
    /// <summary>The socket.</summary>
    [FieldOffset(64)] public SocketContext* sk;
}
