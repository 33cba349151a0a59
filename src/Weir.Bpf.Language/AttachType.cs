namespace Weir.Bpf.Language;

/// <summary>Where a program is attached (<c>enum bpf_attach_type</c>). Values are the kernel's.</summary>
public enum AttachType : uint
{
    /// <summary>Packets that arrive at sockets of a cgroup.</summary>
    CgroupInetIngress = 0,
    /// <summary>Packets that sockets of a cgroup send.</summary>
    CgroupInetEgress = 1,
    /// <summary>Creation of an inet socket in a cgroup.</summary>
    CgroupInetSocketCreate = 2,
    /// <summary>TCP events in a cgroup.</summary>
    CgroupSocketOperations = 3,
    /// <summary>IPv4 bind in a cgroup.</summary>
    CgroupInet4Bind = 8,
    /// <summary>IPv6 bind in a cgroup.</summary>
    CgroupInet6Bind = 9,
    /// <summary>IPv4 connect in a cgroup.</summary>
    CgroupInet4Connect = 10,
    /// <summary>IPv6 connect in a cgroup.</summary>
    CgroupInet6Connect = 11,
    /// <summary>After an IPv4 bind in a cgroup.</summary>
    CgroupInet4PostBind = 12,
    /// <summary>After an IPv6 bind in a cgroup.</summary>
    CgroupInet6PostBind = 13,
    /// <summary>UDP sendmsg over IPv4 in a cgroup.</summary>
    CgroupUdp4SendMessage = 14,
    /// <summary>UDP sendmsg over IPv6 in a cgroup.</summary>
    CgroupUdp6SendMessage = 15,
    /// <summary>UDP recvmsg over IPv4 in a cgroup.</summary>
    CgroupUdp4ReceiveMessage = 19,
    /// <summary>UDP recvmsg over IPv6 in a cgroup.</summary>
    CgroupUdp6ReceiveMessage = 20,
    /// <summary>getsockopt in a cgroup.</summary>
    CgroupGetSocketOption = 21,
    /// <summary>setsockopt in a cgroup.</summary>
    CgroupSetSocketOption = 22,
    /// <summary>Before a kernel function, by BTF.</summary>
    TraceFunctionEntry = 24,
    /// <summary>After a kernel function, by BTF.</summary>
    TraceFunctionExit = 25,
    /// <summary>Iterator over kernel objects.</summary>
    TraceIterator = 28,
    /// <summary>getpeername over IPv4 in a cgroup.</summary>
    CgroupInet4GetPeerName = 29,
    /// <summary>getpeername over IPv6 in a cgroup.</summary>
    CgroupInet6GetPeerName = 30,
    /// <summary>getsockname over IPv4 in a cgroup.</summary>
    CgroupInet4GetSocketName = 31,
    /// <summary>getsockname over IPv6 in a cgroup.</summary>
    CgroupInet6GetSocketName = 32,
    /// <summary>Release of an inet socket in a cgroup.</summary>
    CgroupInetSocketRelease = 34,
    /// <summary>Socket lookup in a network namespace.</summary>
    SocketLookup = 36,
    /// <summary>XDP on a device.</summary>
    Xdp = 37,
    /// <summary>Netfilter hook.</summary>
    Netfilter = 45,
    /// <summary>tcx ingress of a device.</summary>
    TcxIngress = 46,
    /// <summary>tcx egress of a device.</summary>
    TcxEgress = 47,
}
