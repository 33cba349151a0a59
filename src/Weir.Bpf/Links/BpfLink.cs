using Weir.Bpf.Interop;
using Weir.Bpf.Language;

namespace Weir.Bpf;

/// <summary>
/// A program's place at a hook of the kernel. The program runs there for as long as a descriptor or a pin refers to
/// the link, so a process that dies leaves nothing attached, unless it pinned the link.
/// </summary>
/// <remarks>See <see href="https://docs.kernel.org/userspace-api/ebpf/syscall.html"/>.</remarks>
/// <example><code>
/// using BpfProgram program = BpfProgram.Load(spec, maps);
/// using BpfLink link = BpfLink.AttachNetfilter(program, NetfilterFamily.IPv4, NetfilterHook.LocalOut, priority: 0);
/// Console.ReadLine(); // the program judges each packet that leaves, until the link is closed
/// </code></example>
public sealed partial class BpfLink : IDisposable
{
    private readonly BpfHandle _handle;

    private BpfLink(BpfHandle handle) => _handle = handle;

    /// <summary>Describes the link as the kernel sees it now.</summary>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public LinkInfo GetInfo()
    {
        bpf_link_info info = default;
        BpfCall.GetInfo(_handle, ref info, "describe a link");
        LinkInfo common = new() { Id = info.id, Type = (LinkType)info.type, ProgramId = info.prog_id };
        return common.Type switch
        {
            LinkType.Netfilter => common with
            {
                NetfilterFamily = (NetfilterFamily)info.netfilter.pf,
                NetfilterHook = (NetfilterHook)info.netfilter.hooknum,
                NetfilterPriority = info.netfilter.priority,
            },
            LinkType.Tcx => common with
            {
                InterfaceIndex = (int)info.tcx.ifindex,
                AttachType = (AttachType)info.tcx.attach_type,
            },
            LinkType.Xdp => common with { InterfaceIndex = (int)info.xdp.ifindex },
            LinkType.Cgroup => common with
            {
                CgroupId = info.cgroup.cgroup_id,
                AttachType = (AttachType)info.cgroup.attach_type,
            },
            LinkType.NetworkNamespace => common with
            {
                NetworkNamespaceInode = info.netns.netns_ino,
                AttachType = (AttachType)info.netns.attach_type,
            },
            _ => common,
        };
    }

    /// <summary>Puts another program in the link's place; no packet is without one or the other in between.</summary>
    /// <param name="program">The new program, of the same type and expected attach type.</param>
    /// <param name="expected">The program that must run there now, or null to replace any.</param>
    /// <exception cref="NotSupportedException">The link is a netfilter link: the kernel cannot change its program.</exception>
    /// <exception cref="BpfException">Another program runs there, the types differ, or the hook is gone.</exception>
    public void Update(BpfProgram program, BpfProgram? expected = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        using BpfHandle.Use link = _handle.Borrow();
        using BpfHandle.Use replacement = program.Handle.Borrow();
        using BpfHandle.Use old = expected is null ? default : expected.Handle.Borrow();
        bpf_attr.link_update attributes = new() { link_fd = link.Descriptor, new_prog_fd = replacement.Descriptor };
        if (expected is not null)
        {
            attributes.flags = Constants.BPF_F_REPLACE;
            attributes.old_prog_fd = old.Descriptor;
        }

        int result = BpfCall.Invoke(bpf_cmd.BPF_LINK_UPDATE, ref attributes);
        if (result < 0)
            throw DescribeUpdateRefusal(-result, program, expected);
    }

    /// <summary>Takes the program from its hook now, although descriptors or pins still refer to the link.</summary>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public void Detach()
    {
        using BpfHandle.Use link = _handle.Borrow();
        bpf_attr.link_detach attributes = new() { link_fd = link.Descriptor };
        int result = BpfCall.Invoke(bpf_cmd.BPF_LINK_DETACH, ref attributes);
        if (result < 0)
            throw BpfException.FromErrno(-result, "detach a link");
    }

    /// <summary>Closes this process's descriptor; the program leaves its hook unless the link is pinned or open elsewhere.</summary>
    public void Dispose() => _handle.Dispose();

    internal static BpfLink FromHandle(BpfHandle handle) => new(handle);

    private static Exception DescribeUpdateRefusal(int errno, BpfProgram program, BpfProgram? expected)
    {
        string operation = $"put {program} in the place of a link";
        return errno switch
        {
            LibC.EOPNOTSUPP => new NotSupportedException(
                "The kernel cannot change the program of a netfilter link. Attach a fixed program that tail-calls " +
                "through a PROG_ARRAY, and replace the program in the array's slot."),
            LibC.EPERM when expected is not null => BpfException.FromErrno(
                errno, operation, $"another program than {expected} runs there"),
            LibC.EINVAL => BpfException.FromErrno(
                errno, operation, "it differs from the present one in type or expected attach type"),
            LibC.ENOLINK => BpfException.FromErrno(errno, operation, "the device, control group or namespace is gone"),
            _ => BpfException.FromErrno(errno, operation),
        };
    }
}
