using System.Runtime.InteropServices;

namespace Weir.Bpf.Interop;

internal static partial class bpf_attr
{
    /// <summary>BPF_OBJ_PIN and BPF_OBJ_GET.</summary>
    [KernelType("union bpf_attr")]
    [StructLayout(LayoutKind.Sequential)]
    internal struct obj
    {
        public ulong pathname;
        public uint bpf_fd;
        public uint file_flags;
    }

    /// <summary>BPF_{PROG,MAP,LINK,BTF}_GET_NEXT_ID and BPF_{PROG,MAP,LINK,BTF}_GET_FD_BY_ID.</summary>
    [KernelType("union bpf_attr")]
    [StructLayout(LayoutKind.Explicit)]
    internal struct get_id
    {
        [FieldOffset(0)] public uint start_id;
        [FieldOffset(0)] public uint prog_id;
        [FieldOffset(0)] public uint map_id;
        [FieldOffset(0)] public uint btf_id;
        [FieldOffset(0)] public uint link_id;
        [FieldOffset(4)] public uint next_id;
        [FieldOffset(8)] public uint open_flags;
    }

    /// <summary>BPF_OBJ_GET_INFO_BY_FD.</summary>
    [KernelType("union bpf_attr", Member = "info")]
    [StructLayout(LayoutKind.Sequential)]
    internal struct obj_info
    {
        public uint bpf_fd;
        public uint info_len;
        public ulong info;
    }
}
