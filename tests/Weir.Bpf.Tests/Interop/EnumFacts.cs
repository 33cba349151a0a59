using Weir.Bpf.Interop;
using Weir.Bpf.Language;

namespace Weir.Bpf.Tests.Interop;

/// <summary>The C name of every member of the enums that mirror the kernel's.</summary>
internal static class EnumFacts
{
    /// <summary>C enum, C enumerator, value in C#: enums that the kernel's type information holds.</summary>
    public static IReadOnlyList<(string Enum, string Name, long Value)> InKernelTypes { get; } =
    [
        .. Named<bpf_cmd>("bpf_cmd", command => command.ToString()),
        .. Named<ProgramType>("bpf_prog_type", type => "BPF_PROG_TYPE_" + type switch
        {
            ProgramType.Unspecified => "UNSPEC",
            ProgramType.SocketFilter => "SOCKET_FILTER",
            ProgramType.SchedulerClassifier => "SCHED_CLS",
            ProgramType.Xdp => "XDP",
            ProgramType.CgroupSocketBuffer => "CGROUP_SKB",
            ProgramType.CgroupSocket => "CGROUP_SOCK",
            ProgramType.SocketOperations => "SOCK_OPS",
            ProgramType.RawTracepoint => "RAW_TRACEPOINT",
            ProgramType.CgroupSocketAddress => "CGROUP_SOCK_ADDR",
            ProgramType.CgroupSocketOption => "CGROUP_SOCKOPT",
            ProgramType.Tracing => "TRACING",
            ProgramType.SocketLookup => "SK_LOOKUP",
            ProgramType.Syscall => "SYSCALL",
            ProgramType.Netfilter => "NETFILTER",
            _ => throw Unnamed(type),
        }),
        .. Named<AttachType>("bpf_attach_type", type => "BPF_" + type switch
        {
            AttachType.CgroupInetIngress => "CGROUP_INET_INGRESS",
            AttachType.CgroupInetEgress => "CGROUP_INET_EGRESS",
            AttachType.CgroupInetSocketCreate => "CGROUP_INET_SOCK_CREATE",
            AttachType.CgroupSocketOperations => "CGROUP_SOCK_OPS",
            AttachType.CgroupInet4Bind => "CGROUP_INET4_BIND",
            AttachType.CgroupInet6Bind => "CGROUP_INET6_BIND",
            AttachType.CgroupInet4Connect => "CGROUP_INET4_CONNECT",
            AttachType.CgroupInet6Connect => "CGROUP_INET6_CONNECT",
            AttachType.CgroupInet4PostBind => "CGROUP_INET4_POST_BIND",
            AttachType.CgroupInet6PostBind => "CGROUP_INET6_POST_BIND",
            AttachType.CgroupUdp4SendMessage => "CGROUP_UDP4_SENDMSG",
            AttachType.CgroupUdp6SendMessage => "CGROUP_UDP6_SENDMSG",
            AttachType.CgroupUdp4ReceiveMessage => "CGROUP_UDP4_RECVMSG",
            AttachType.CgroupUdp6ReceiveMessage => "CGROUP_UDP6_RECVMSG",
            AttachType.CgroupGetSocketOption => "CGROUP_GETSOCKOPT",
            AttachType.CgroupSetSocketOption => "CGROUP_SETSOCKOPT",
            AttachType.TraceFunctionEntry => "TRACE_FENTRY",
            AttachType.TraceFunctionExit => "TRACE_FEXIT",
            AttachType.TraceIterator => "TRACE_ITER",
            AttachType.CgroupInet4GetPeerName => "CGROUP_INET4_GETPEERNAME",
            AttachType.CgroupInet6GetPeerName => "CGROUP_INET6_GETPEERNAME",
            AttachType.CgroupInet4GetSocketName => "CGROUP_INET4_GETSOCKNAME",
            AttachType.CgroupInet6GetSocketName => "CGROUP_INET6_GETSOCKNAME",
            AttachType.CgroupInetSocketRelease => "CGROUP_INET_SOCK_RELEASE",
            AttachType.SocketLookup => "SK_LOOKUP",
            AttachType.Xdp => "XDP",
            AttachType.Netfilter => "NETFILTER",
            AttachType.TcxIngress => "TCX_INGRESS",
            AttachType.TcxEgress => "TCX_EGRESS",
            _ => throw Unnamed(type),
        }),
        .. Named<MapType>("bpf_map_type", type => "BPF_MAP_TYPE_" + type switch
        {
            MapType.Hash => "HASH",
            MapType.Array => "ARRAY",
            MapType.ProgramArray => "PROG_ARRAY",
            MapType.PerCpuHash => "PERCPU_HASH",
            MapType.PerCpuArray => "PERCPU_ARRAY",
            MapType.LruHash => "LRU_HASH",
            MapType.LpmTrie => "LPM_TRIE",
            MapType.ArrayOfMaps => "ARRAY_OF_MAPS",
            MapType.HashOfMaps => "HASH_OF_MAPS",
            MapType.SocketMap => "SOCKMAP",
            MapType.XskMap => "XSKMAP",
            MapType.SocketStorage => "SK_STORAGE",
            MapType.RingBuffer => "RINGBUF",
            MapType.TaskStorage => "TASK_STORAGE",
            _ => throw Unnamed(type),
        }),
        .. Named<LinkType>("bpf_link_type", type => "BPF_LINK_TYPE_" + type switch
        {
            LinkType.RawTracepoint => "RAW_TRACEPOINT",
            LinkType.Tracing => "TRACING",
            LinkType.Cgroup => "CGROUP",
            LinkType.Iterator => "ITER",
            LinkType.NetworkNamespace => "NETNS",
            LinkType.Xdp => "XDP",
            LinkType.PerformanceEvent => "PERF_EVENT",
            LinkType.KernelProbes => "KPROBE_MULTI",
            LinkType.StructOperations => "STRUCT_OPS",
            LinkType.Netfilter => "NETFILTER",
            LinkType.Tcx => "TCX",
            LinkType.UserProbes => "UPROBE_MULTI",
            LinkType.Netkit => "NETKIT",
            LinkType.SocketMap => "SOCKMAP",
            _ => throw Unnamed(type),
        }),
        .. Named<NetfilterHook>("nf_inet_hooks", hook => "NF_INET_" + hook switch
        {
            NetfilterHook.PreRouting => "PRE_ROUTING",
            NetfilterHook.LocalIn => "LOCAL_IN",
            NetfilterHook.Forward => "FORWARD",
            NetfilterHook.LocalOut => "LOCAL_OUT",
            NetfilterHook.PostRouting => "POST_ROUTING",
            _ => throw Unnamed(hook),
        }),
    ];

    /// <summary>C expression and value in C#: macros and unnamed enumerators, which only the headers hold.</summary>
    public static IReadOnlyList<(string Name, long Value)> InHeaders { get; } =
    [
        .. Named<MapFlags>(flag => flag switch
        {
            MapFlags.None => "0",
            MapFlags.NoPreallocation => "BPF_F_NO_PREALLOC",
            MapFlags.NoCommonLru => "BPF_F_NO_COMMON_LRU",
            MapFlags.ReadOnly => "BPF_F_RDONLY",
            MapFlags.WriteOnly => "BPF_F_WRONLY",
            MapFlags.ReadOnlyForPrograms => "BPF_F_RDONLY_PROG",
            MapFlags.WriteOnlyForPrograms => "BPF_F_WRONLY_PROG",
            MapFlags.MemoryMappable => "BPF_F_MMAPABLE",
            MapFlags.InnerMap => "BPF_F_INNER_MAP",
            _ => throw Unnamed(flag),
        }),
        .. Named<UpdateMode>(mode => mode switch
        {
            UpdateMode.Any => "BPF_ANY",
            UpdateMode.OnlyInsert => "BPF_NOEXIST",
            UpdateMode.OnlyReplace => "BPF_EXIST",
            _ => throw Unnamed(mode),
        }),
        .. Named<NetfilterFamily>(family => family switch
        {
            NetfilterFamily.IPv4 => "NFPROTO_IPV4",
            NetfilterFamily.IPv6 => "NFPROTO_IPV6",
            _ => throw Unnamed(family),
        }),
        .. Named<XdpMode>(mode => mode switch
        {
            XdpMode.Automatic => "0",
            XdpMode.Generic => "XDP_FLAGS_SKB_MODE",
            XdpMode.Driver => "XDP_FLAGS_DRV_MODE",
            _ => throw Unnamed(mode),
        }),
        .. Named<Capabilities>(capability => capability switch
        {
            Capabilities.None => "0",
            Capabilities.NetAdmin => "1ULL << CAP_NET_ADMIN",
            Capabilities.SysAdmin => "1ULL << CAP_SYS_ADMIN",
            Capabilities.PerfMon => "1ULL << CAP_PERFMON",
            Capabilities.Bpf => "1ULL << CAP_BPF",
            Capabilities.Filtering => "1ULL << CAP_BPF | 1ULL << CAP_NET_ADMIN | 1ULL << CAP_PERFMON",
            _ => throw Unnamed(capability),
        }),
    ];

    private static IEnumerable<(string Enum, string Name, long Value)> Named<T>(string kernelEnum, Func<T, string> name)
        where T : struct, Enum => Named(name).Select(member => (kernelEnum, member.Name, member.Value));

    private static IEnumerable<(string Name, long Value)> Named<T>(Func<T, string> name)
        where T : struct, Enum => Enum.GetValues<T>().Select(value => (name(value), Convert.ToInt64(value)));

    private static InvalidOperationException Unnamed(Enum value) =>
        new($"{value.GetType().Name}.{value} is new: write its C name here.");
}
