namespace Weir.Bpf;

/// <summary>The kind of a link (<c>enum bpf_link_type</c>). Values are the kernel's; newer kernels may report others.</summary>
public enum LinkType : uint
{
    /// <summary>Raw tracepoint.</summary>
    RawTracepoint = 1,

    /// <summary>Kernel function or BTF tracepoint.</summary>
    Tracing = 2,

    /// <summary>Control group.</summary>
    Cgroup = 3,

    /// <summary>Iterator over kernel objects.</summary>
    Iterator = 4,

    /// <summary>Network namespace: socket lookup, flow dissector.</summary>
    NetworkNamespace = 5,

    /// <summary>XDP on a device.</summary>
    Xdp = 6,

    /// <summary>Performance event.</summary>
    PerformanceEvent = 7,

    /// <summary>Many kernel functions.</summary>
    KernelProbes = 8,

    /// <summary>Table of kernel operations.</summary>
    StructOperations = 9,

    /// <summary>Netfilter hook.</summary>
    Netfilter = 10,

    /// <summary>Traffic control hook of a device.</summary>
    Tcx = 11,

    /// <summary>Many functions of user programs.</summary>
    UserProbes = 12,

    /// <summary>Netkit device.</summary>
    Netkit = 13,

    /// <summary>Map of sockets.</summary>
    SocketMap = 14,
}
