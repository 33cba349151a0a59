using System.Runtime.InteropServices;

namespace Weir.Bpf.Interop;

internal static partial class bpf_attr
{
    /// <summary>BPF_LINK_CREATE.</summary>
    [KernelType("union bpf_attr", Member = "link_create")]
    [StructLayout(LayoutKind.Explicit)]
    internal struct link_create
    {
        [FieldOffset(0)] public uint prog_fd;
        [FieldOffset(4)] public uint target_fd;
        [FieldOffset(4)] public uint target_ifindex;
        [FieldOffset(8)] public uint attach_type;
        [FieldOffset(12)] public uint flags;
        [FieldOffset(16)] public link_create_netfilter netfilter;
        [FieldOffset(16)] public link_create_tcx tcx;
    }

    /// <summary>BPF_RAW_TRACEPOINT_OPEN.</summary>
    [KernelType("union bpf_attr", Member = "raw_tracepoint")]
    [StructLayout(LayoutKind.Sequential)]
    internal struct raw_tracepoint
    {
        public ulong name;
        public uint prog_fd;
    }

    /// <summary>What BPF_LINK_CREATE needs for a netfilter hook.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct link_create_netfilter
    {
        public uint pf;
        public uint hooknum;
        public int priority;
        public uint flags;
    }

    /// <summary>Where BPF_LINK_CREATE puts a program among those of a device.</summary>
    [StructLayout(LayoutKind.Explicit)]
    internal struct link_create_tcx
    {
        [FieldOffset(0)] public uint relative_fd;
        [FieldOffset(0)] public uint relative_id;
        [FieldOffset(8)] public ulong expected_revision;
    }

    /// <summary>BPF_LINK_UPDATE.</summary>
    [KernelType("union bpf_attr", Member = "link_update")]
    [StructLayout(LayoutKind.Explicit)]
    internal struct link_update
    {
        [FieldOffset(0)] public uint link_fd;
        [FieldOffset(4)] public uint new_prog_fd;
        [FieldOffset(8)] public uint flags;
        [FieldOffset(12)] public uint old_prog_fd;
    }

    /// <summary>BPF_LINK_DETACH.</summary>
    [KernelType("union bpf_attr", Member = "link_detach")]
    [StructLayout(LayoutKind.Sequential)]
    internal struct link_detach
    {
        public uint link_fd;
    }
}
