using System.Runtime.InteropServices;
using System.Text;
using Weir.Bpf.Interop;
using Weir.Bpf.Language;

namespace Weir.Bpf;

public sealed partial class BpfLink
{
    // BPF_MPROG_MAX of the kernel is 64, and the last place is kept free.
    private const int MaximumTcxPrograms = 63;

    /// <summary>Attaches a program to a netfilter hook of the calling thread's network namespace.</summary>
    /// <param name="program">The program, loaded with <see cref="AttachType.Netfilter"/>.</param>
    /// <param name="family">Whose packets it sees.</param>
    /// <param name="hook">Where in the stack.</param>
    /// <param name="priority">Its place among others at the hook, lower first; each is taken once. See NF_IP_PRI_*: filter is 0, connection tracking -200.</param>
    /// <param name="flags">How to attach.</param>
    /// <exception cref="BpfException">The priority is taken or not allowed, or the kernel refuses.</exception>
    /// <exception cref="KernelFeatureMissingException">The kernel is older than 6.4.</exception>
    public static BpfLink AttachNetfilter(
        BpfProgram program,
        NetfilterFamily family,
        NetfilterHook hook,
        int priority,
        NetfilterLinkFlags flags = NetfilterLinkFlags.None)
    {
        ArgumentNullException.ThrowIfNull(program);
        using BpfHandle.Use use = program.Handle.Borrow();
        bpf_attr.link_create attributes = new()
        {
            prog_fd = use.Descriptor,
            attach_type = (uint)AttachType.Netfilter,
            netfilter = new bpf_attr.link_create_netfilter
            {
                pf = (uint)family,
                hooknum = (uint)hook,
                priority = priority,
                flags = (uint)flags,
            },
        };
        return Create(ref attributes, KernelFeature.NetfilterLinks, $"attach {program} to {family} {hook}", errno => errno switch
        {
            LibC.EBUSY => $"priority {priority} is taken by another program at this hook; choose another",
            LibC.ERANGE => $"priority {priority} is not allowed there: lower ones than reassembly (-400) exclude {NetfilterLinkFlags.Defragment}",
            LibC.EINVAL => $"it must be loaded as {ProgramType.Netfilter} with expected attach type {AttachType.Netfilter}",
            _ => null,
        });
    }

    /// <summary>Attaches a program to a traffic control hook of a device.</summary>
    /// <param name="program">The program, of type <see cref="ProgramType.SchedulerClassifier"/>.</param>
    /// <param name="interfaceIndex">Index of the device in the calling thread's network namespace.</param>
    /// <param name="direction">Which of its hooks.</param>
    /// <param name="anchor">Where among the programs of the hook; null for last.</param>
    /// <exception cref="BpfException">There is no such device, the anchor is not attached there, or the kernel refuses.</exception>
    /// <exception cref="KernelFeatureMissingException">The kernel is older than 6.6.</exception>
    public static BpfLink AttachTcx(
        BpfProgram program, int interfaceIndex, TcxDirection direction, TcxAnchor? anchor = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        anchor ??= TcxAnchor.Last;
        using BpfHandle.Use use = program.Handle.Borrow();
        using BpfHandle.Use relative = anchor.Relative is null ? default : anchor.Relative.Handle.Borrow();
        bpf_attr.link_create attributes = new()
        {
            prog_fd = use.Descriptor,
            target_ifindex = (uint)interfaceIndex,
            attach_type = (uint)(direction == TcxDirection.Ingress ? AttachType.TcxIngress : AttachType.TcxEgress),
            flags = anchor.Flags,
        };
        if (anchor.Relative is not null)
            attributes.tcx.relative_fd = relative.Descriptor;
        return Create(ref attributes, KernelFeature.TcxLinks, $"attach {program} to {direction} of device {interfaceIndex}", errno => errno switch
        {
            LibC.ENODEV => "this network namespace has no device with that index",
            LibC.ENOENT => $"{anchor.Relative} is not attached there",
            LibC.ERANGE => $"the hook has {MaximumTcxPrograms} programs already, which is the most it takes",
            LibC.EINVAL => $"it must be of type {ProgramType.SchedulerClassifier}",
            _ => null,
        });
    }

    /// <summary>Attaches a program to a control group: it runs for the sockets of all processes in it and below it.</summary>
    /// <param name="program">The program, loaded with the same attach type.</param>
    /// <param name="directory">Directory of the control group, in a cgroup2 file system.</param>
    /// <param name="attachType">Which operations of the sockets it sees.</param>
    /// <exception cref="BpfException">The directory is no control group, the attach type is another than the program's, or the kernel refuses.</exception>
    public static BpfLink AttachCgroup(BpfProgram program, string directory, AttachType attachType)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(directory);
        string operation = $"attach {program} to {attachType} of {directory}";
        int descriptor = LibC.open(directory, LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_CLOEXEC);
        if (descriptor < 0)
            throw BpfException.FromLastError(operation);
        using BpfHandle cgroup = new(descriptor);
        using BpfHandle.Use target = cgroup.Borrow();
        using BpfHandle.Use use = program.Handle.Borrow();
        bpf_attr.link_create attributes = new()
        {
            prog_fd = use.Descriptor,
            target_fd = target.Descriptor,
            attach_type = (uint)attachType,
        };
        return Create(ref attributes, KernelFeature.Attach(attachType), operation, errno => errno switch
        {
            LibC.EBADF => "it is not a directory of a cgroup2 file system",
            LibC.EINVAL => "the program must be loaded with this expected attach type",
            _ => null,
        });
    }

    /// <summary>Attaches a program that chooses the receiving sockets of a network namespace.</summary>
    /// <param name="program">The program, of type <see cref="ProgramType.SocketLookup"/>.</param>
    /// <param name="networkNamespace">The namespace: an open file such as /proc/self/ns/net.</param>
    /// <exception cref="BpfException">The file is no network namespace, or the kernel refuses.</exception>
    public static BpfLink AttachSocketLookup(BpfProgram program, SafeHandle networkNamespace)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(networkNamespace);
        bool added = false;
        networkNamespace.DangerousAddRef(ref added);
        try
        {
            using BpfHandle.Use use = program.Handle.Borrow();
            bpf_attr.link_create attributes = new()
            {
                prog_fd = use.Descriptor,
                target_fd = (uint)networkNamespace.DangerousGetHandle(),
                attach_type = (uint)AttachType.SocketLookup,
            };
            return Create(ref attributes, KernelFeature.Attach(AttachType.SocketLookup), $"attach {program} to a network namespace", errno => errno switch
            {
                LibC.EINVAL => $"the file must be a network namespace and the program of type {ProgramType.SocketLookup}",
                LibC.E2BIG => "the namespace has as many of these programs as it takes",
                _ => null,
            });
        }
        finally
        {
            networkNamespace.DangerousRelease();
        }
    }

    /// <summary>Attaches a program to the earliest hook of a device, before the kernel makes a socket buffer.</summary>
    /// <param name="program">The program, of type <see cref="ProgramType.Xdp"/>.</param>
    /// <param name="interfaceIndex">Index of the device in the calling thread's network namespace.</param>
    /// <param name="mode">In the driver or in the network stack.</param>
    /// <exception cref="BpfException">There is no such device, it has an XDP program, its driver cannot, or the kernel refuses.</exception>
    public static BpfLink AttachXdp(BpfProgram program, int interfaceIndex, XdpMode mode = XdpMode.Automatic)
    {
        ArgumentNullException.ThrowIfNull(program);
        using BpfHandle.Use use = program.Handle.Borrow();
        bpf_attr.link_create attributes = new()
        {
            prog_fd = use.Descriptor,
            target_ifindex = (uint)interfaceIndex,
            attach_type = (uint)AttachType.Xdp,
            flags = (uint)mode,
        };
        return Create(ref attributes, KernelFeature.Attach(AttachType.Xdp), $"attach {program} to device {interfaceIndex}", errno => errno switch
        {
            LibC.EBUSY or LibC.EEXIST => "the device has an XDP program already, and takes one only",
            LibC.ENODEV => "this network namespace has no device with that index",
            LibC.EOPNOTSUPP => $"the driver has no XDP; use {XdpMode.Generic}",
            LibC.EINVAL => $"the device does not exist in this network namespace, or the program is not of type {ProgramType.Xdp}",
            _ => null,
        });
    }

    /// <summary>Attaches a program to a tracepoint of the kernel. It sees the whole machine, whatever network namespace the caller is in.</summary>
    /// <param name="program">The program, of type <see cref="ProgramType.RawTracepoint"/>.</param>
    /// <param name="tracepoint">The tracepoint's name, such as <c>kfree_skb</c>.</param>
    /// <exception cref="BpfException">This kernel has no such tracepoint, or it refuses.</exception>
    public static unsafe BpfLink AttachRawTracepoint(BpfProgram program, string tracepoint)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentException.ThrowIfNullOrEmpty(tracepoint);
        using BpfHandle.Use use = program.Handle.Borrow();
        fixed (byte* name = Encoding.UTF8.GetBytes(tracepoint + '\0'))
        {
            bpf_attr.raw_tracepoint attributes = new() { name = (ulong)name, prog_fd = use.Descriptor };
            int result = BpfCall.Invoke(bpf_cmd.BPF_RAW_TRACEPOINT_OPEN, ref attributes);
            if (result >= 0)
                return new BpfLink(new BpfHandle(result));
            string operation = $"attach {program} to tracepoint {tracepoint}";
            throw -result switch
            {
                LibC.ENOENT => BpfException.FromErrno(-result, operation, "this kernel has no such tracepoint, or was built without tracing"),
                LibC.EINVAL => BpfException.FromErrno(-result, operation, $"it must be loaded as {ProgramType.RawTracepoint}"),
                _ => BpfException.FromErrno(-result, operation),
            };
        }
    }

    private static BpfLink Create(
        ref bpf_attr.link_create attributes, KernelFeature feature, string operation, Func<int, string?> findReason)
    {
        int result = BpfCall.Invoke(bpf_cmd.BPF_LINK_CREATE, ref attributes);
        if (result >= 0)
            return new BpfLink(new BpfHandle(result));
        // A kernel that does not know a kind of link answers EINVAL, as it does for a wrong program.
        KernelFeatures.Current.Require(feature);
        throw findReason(-result) is string reason
            ? BpfException.FromErrno(-result, operation, reason)
            : BpfException.FromErrno(-result, operation);
    }
}
