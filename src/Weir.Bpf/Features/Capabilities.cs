namespace Weir.Bpf;

/// <summary>The capabilities that bpf(2) asks for; see capabilities(7). Bits are the kernel's.</summary>
[Flags]
public enum Capabilities : ulong
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary>CAP_NET_ADMIN: load and attach networking programs.</summary>
    NetAdmin = 1UL << 12,

    /// <summary>CAP_SYS_ADMIN: includes CAP_BPF and CAP_PERFMON; needed alone to open objects by their ids.</summary>
    SysAdmin = 1UL << 21,

    /// <summary>CAP_PERFMON: read kernel memory in programs, pointer arithmetic beyond the unprivileged rules.</summary>
    PerfMon = 1UL << 38,

    /// <summary>CAP_BPF: create maps, load programs and types.</summary>
    Bpf = 1UL << 39,

    /// <summary>What loading and attaching filters takes.</summary>
    Filtering = Bpf | NetAdmin | PerfMon,
}
