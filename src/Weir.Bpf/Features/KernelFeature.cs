using Weir.Bpf.Language;

namespace Weir.Bpf;

/// <summary>Something that a kernel may lack.</summary>
/// <param name="Name">What it is, as a noun: "tcx links".</param>
/// <param name="MinimumKernel">The first kernel version that has it.</param>
public sealed record KernelFeature(string Name, Version MinimumKernel)
{
    /// <summary>Everything that Weir's own programs rely on.</summary>
    public static KernelFeature Weir { get; } = new("something that Weir relies on", new Version(6, 12));

    /// <summary>Arrays whose values can be mapped into a process (BPF_F_MMAPABLE).</summary>
    public static KernelFeature MappableArrays { get; } = new("mappable array maps", new Version(5, 5));

    /// <summary>Functions that the verifier checks once, alone (BTF_FUNC_GLOBAL).</summary>
    public static KernelFeature GlobalFunctions { get; } = new("global functions", new Version(5, 6));

    /// <summary>The ring buffer map (BPF_MAP_TYPE_RINGBUF).</summary>
    public static KernelFeature RingBuffers { get; } = new("ring buffers", new Version(5, 8))
    {
        Enumerator = ("bpf_map_type", "BPF_MAP_TYPE_RINGBUF"),
    };

    /// <summary>Programs on netfilter hooks.</summary>
    public static KernelFeature NetfilterLinks { get; } = new("netfilter links", new Version(6, 4))
    {
        Enumerator = ("bpf_link_type", "BPF_LINK_TYPE_NETFILTER"),
    };

    /// <summary>Programs on the traffic control hooks of a device, without a qdisc.</summary>
    public static KernelFeature TcxLinks { get; } = new("tcx links", new Version(6, 6))
    {
        Enumerator = ("bpf_link_type", "BPF_LINK_TYPE_TCX"),
    };

    /// <summary>The instruction that bounds a loop by a budget (may_goto).</summary>
    public static KernelFeature BudgetedLoops { get; } = new("budgeted loops (may_goto)", new Version(6, 9));

    /// <summary>
    /// The enumerator (enum, name) in the kernel's type information that proves the feature, whatever the version says:
    /// distributions carry features back. Null when only the version tells.
    /// </summary>
    public (string Enumeration, string Name)? Enumerator { get; init; }

    /// <summary>The kernel function whose presence in the kernel's type information proves the feature, or null.</summary>
    public string? Function { get; init; }

    /// <summary>A function of the kernel that programs may call (kfunc).</summary>
    /// <param name="name">Its name.</param>
    /// <param name="minimumKernel">The first kernel version that lets programs call it.</param>
    public static KernelFeature KernelFunction(string name, Version minimumKernel) =>
        new($"kernel function {name}", minimumKernel) { Function = name };

    /// <summary>A type of program.</summary>
    public static KernelFeature Program(ProgramType type)
    {
        (Version minimum, string kernelName) = type switch
        {
            ProgramType.Netfilter => (new Version(6, 4), "BPF_PROG_TYPE_NETFILTER"),
            ProgramType.Syscall => (new Version(5, 14), "BPF_PROG_TYPE_SYSCALL"),
            ProgramType.SocketLookup => (new Version(5, 9), "BPF_PROG_TYPE_SK_LOOKUP"),
            ProgramType.Tracing => (new Version(5, 5), "BPF_PROG_TYPE_TRACING"),
            ProgramType.CgroupSocketOption => (new Version(5, 3), "BPF_PROG_TYPE_CGROUP_SOCKOPT"),
            _ => (new Version(5, 0), ""),
        };
        return new KernelFeature($"{type} programs", minimum)
        {
            Enumerator = kernelName.Length == 0 ? null : ("bpf_prog_type", kernelName),
        };
    }

    /// <summary>A place to attach programs to.</summary>
    public static KernelFeature Attach(AttachType type)
    {
        (Version minimum, string kernelName) = type switch
        {
            AttachType.TcxIngress => (new Version(6, 6), "BPF_TCX_INGRESS"),
            AttachType.TcxEgress => (new Version(6, 6), "BPF_TCX_EGRESS"),
            AttachType.Netfilter => (new Version(6, 4), "BPF_NETFILTER"),
            AttachType.CgroupInetSocketRelease => (new Version(5, 9), "BPF_CGROUP_INET_SOCK_RELEASE"),
            AttachType.Xdp => (new Version(5, 9), "BPF_XDP"),
            AttachType.SocketLookup => (new Version(5, 9), "BPF_SK_LOOKUP"),
            AttachType.CgroupInet4GetPeerName => (new Version(5, 8), "BPF_CGROUP_INET4_GETPEERNAME"),
            AttachType.CgroupInet6GetPeerName => (new Version(5, 8), "BPF_CGROUP_INET6_GETPEERNAME"),
            AttachType.CgroupInet4GetSocketName => (new Version(5, 8), "BPF_CGROUP_INET4_GETSOCKNAME"),
            AttachType.CgroupInet6GetSocketName => (new Version(5, 8), "BPF_CGROUP_INET6_GETSOCKNAME"),
            AttachType.TraceIterator => (new Version(5, 8), "BPF_TRACE_ITER"),
            _ => (new Version(5, 0), ""),
        };
        return new KernelFeature($"attach point {type}", minimum)
        {
            Enumerator = kernelName.Length == 0 ? null : ("bpf_attach_type", kernelName),
        };
    }

    /// <summary>A type of map.</summary>
    public static KernelFeature Map(MapType type)
    {
        (Version minimum, string kernelName) = type switch
        {
            MapType.TaskStorage => (new Version(5, 11), "BPF_MAP_TYPE_TASK_STORAGE"),
            MapType.RingBuffer => (new Version(5, 8), "BPF_MAP_TYPE_RINGBUF"),
            MapType.SocketStorage => (new Version(5, 2), "BPF_MAP_TYPE_SK_STORAGE"),
            _ => (new Version(5, 0), ""),
        };
        return new KernelFeature($"{type} maps", minimum)
        {
            Enumerator = kernelName.Length == 0 ? null : ("bpf_map_type", kernelName),
        };
    }
}
