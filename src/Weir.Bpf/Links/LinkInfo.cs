using Weir.Bpf.Language;

namespace Weir.Bpf;

/// <summary>What the kernel tells about a link (struct bpf_link_info). Members that a kind of link does not have are null.</summary>
public sealed record LinkInfo
{
    /// <summary>The kernel's number for the link, unique while the link lives.</summary>
    public required uint Id { get; init; }

    /// <summary>Kind of the link.</summary>
    public required LinkType Type { get; init; }

    /// <summary>Id of the program that runs at the link's place now.</summary>
    public required uint ProgramId { get; init; }

    /// <summary>Attach point, of cgroup, network namespace and tcx links.</summary>
    public AttachType? AttachType { get; init; }

    /// <summary>
    /// Index of the device, of tcx and XDP links, in its own network namespace; 0 when the device is gone and the link
    /// does nothing any more.
    /// </summary>
    public int? InterfaceIndex { get; init; }

    /// <summary>Id of the control group: the inode number of its directory; 0 when it is gone.</summary>
    public ulong? CgroupId { get; init; }

    /// <summary>Inode number of the network namespace, of network namespace links; 0 when it is gone.</summary>
    public uint? NetworkNamespaceInode { get; init; }

    /// <summary>Family, of netfilter links.</summary>
    public NetfilterFamily? NetfilterFamily { get; init; }

    /// <summary>Hook, of netfilter links.</summary>
    public NetfilterHook? NetfilterHook { get; init; }

    /// <summary>Priority, of netfilter links; lower runs earlier.</summary>
    public int? NetfilterPriority { get; init; }
}
