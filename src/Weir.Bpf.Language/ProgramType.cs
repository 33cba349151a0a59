namespace Weir.Bpf.Language;

/// <summary>The kind of an eBPF program (<c>enum bpf_prog_type</c>): it decides the context and the helpers that are allowed. Values are the kernel's.</summary>
public enum ProgramType : uint
{
    /// <summary>No type; the kernel refuses it.</summary>
    Unspecified = 0,
    /// <summary>Filter on a socket (<c>SO_ATTACH_BPF</c>); also the type with the fewest demands, handy for probes.</summary>
    SocketFilter = 1,
    /// <summary>Traffic control classifier and tcx program (<c>SCHED_CLS</c>).</summary>
    SchedulerClassifier = 3,
    /// <summary>Express data path: before the socket buffer exists.</summary>
    Xdp = 6,
    /// <summary>Packets of the sockets in a cgroup.</summary>
    CgroupSocketBuffer = 8,
    /// <summary>Creation, release and binding of the sockets in a cgroup.</summary>
    CgroupSocket = 9,
    /// <summary>TCP life-cycle events of the sockets in a cgroup.</summary>
    SocketOperations = 13,
    /// <summary>Tracepoint of the kernel, with its arguments as they are.</summary>
    RawTracepoint = 17,
    /// <summary>bind, connect, sendmsg, recvmsg, getpeername and getsockname in a cgroup.</summary>
    CgroupSocketAddress = 18,
    /// <summary>getsockopt and setsockopt in a cgroup.</summary>
    CgroupSocketOption = 25,
    /// <summary>Tracing through BTF: fentry, fexit, iterators.</summary>
    Tracing = 26,
    /// <summary>Choice of the socket that receives a new flow.</summary>
    SocketLookup = 30,
    /// <summary>Program run on demand by <c>BPF_PROG_RUN</c>.</summary>
    Syscall = 31,
    /// <summary>Netfilter hook.</summary>
    Netfilter = 32,
}
