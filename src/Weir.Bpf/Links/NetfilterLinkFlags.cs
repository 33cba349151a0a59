namespace Weir.Bpf;

/// <summary>How a program is put on a netfilter hook.</summary>
[Flags]
public enum NetfilterLinkFlags : uint
{
    /// <summary>As it is.</summary>
    None = 0,

    /// <summary>
    /// Reassembles the fragments in the network namespace before this hook (BPF_F_NETFILTER_IP_DEFRAG); the priority
    /// must be above -400, that of reassembly.
    /// </summary>
    Defragment = Interop.RecentConstants.BPF_F_NETFILTER_IP_DEFRAG,
}
