namespace Weir.Bpf.Language;

/// <summary>Where in netfilter a packet is (<c>struct nf_hook_state</c>).</summary>
[KernelStruct("nf_hook_state")]
public unsafe struct nf_hook_state
{
    /// <summary>Hook: 0 PRE_ROUTING, 1 LOCAL_IN, 2 FORWARD, 3 LOCAL_OUT, 4 POST_ROUTING.</summary>
    public byte hook;
    /// <summary>Family: 2 IPv4, 10 IPv6.</summary>
    public byte pf;
    /// <summary>Device the packet came in by, or null.</summary>
    public net_device* @in;
    /// <summary>Device the packet leaves by, or null.</summary>
    public net_device* @out;
    /// <summary>The socket, or null.</summary>
    public sock* sk;
}
