namespace Weir.Bpf;

/// <summary>Where in the network stack a netfilter hook is (NF_INET_* of &lt;linux/netfilter.h&gt;).</summary>
public enum NetfilterHook : uint
{
    /// <summary>Every packet that arrives, before the routing decision.</summary>
    PreRouting = 0,

    /// <summary>Packets for this host.</summary>
    LocalIn = 1,

    /// <summary>Packets that pass through this host.</summary>
    Forward = 2,

    /// <summary>Packets that this host sends.</summary>
    LocalOut = 3,

    /// <summary>Every packet that leaves, after the routing decision.</summary>
    PostRouting = 4,
}
