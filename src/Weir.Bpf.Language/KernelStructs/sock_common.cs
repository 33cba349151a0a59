namespace Weir.Bpf.Language;

/// <summary>What all sockets begin with (<c>struct sock_common</c>).</summary>
[KernelStruct("sock_common")]
public struct sock_common
{
    /// <summary>Remote IPv4 address in network byte order.</summary>
    public uint skc_daddr;
    /// <summary>Local IPv4 address in network byte order.</summary>
    public uint skc_rcv_saddr;
    /// <summary>Remote port in network byte order.</summary>
    public ushort skc_dport;
    /// <summary>Local port in host byte order.</summary>
    public ushort skc_num;
    /// <summary>Address family.</summary>
    public ushort skc_family;
    /// <summary>TCP state.</summary>
    public byte skc_state;
    /// <summary>Its place among the sockets of its protocol; outside of the chain for those that packets never find.</summary>
    public hlist_node skc_node;
    /// <summary>Index of the device the socket is bound to, or 0.</summary>
    public int skc_bound_dev_if;
    /// <summary>Remote IPv6 address.</summary>
    public in6_addr skc_v6_daddr;
    /// <summary>Local IPv6 address.</summary>
    public in6_addr skc_v6_rcv_saddr;
    /// <summary>Socket cookie; 0 until somebody asked for it (<c>bpf_get_socket_cookie</c>).</summary>
    public ulong skc_cookie;
}
