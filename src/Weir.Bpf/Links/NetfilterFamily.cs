namespace Weir.Bpf;

/// <summary>The protocol family of a netfilter hook (NFPROTO_* of &lt;linux/netfilter.h&gt;).</summary>
public enum NetfilterFamily : uint
{
    /// <summary>IPv4 packets.</summary>
    IPv4 = 2,

    /// <summary>IPv6 packets.</summary>
    IPv6 = 10,
}
