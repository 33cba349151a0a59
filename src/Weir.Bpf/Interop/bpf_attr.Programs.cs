using System.Runtime.InteropServices;

namespace Weir.Bpf.Interop;

internal static unsafe partial class bpf_attr
{
    /// <summary>BPF_PROG_LOAD.</summary>
    [KernelType("union bpf_attr")]
    [StructLayout(LayoutKind.Explicit)]
    internal struct prog_load
    {
        [FieldOffset(0)] public uint prog_type;
        [FieldOffset(4)] public uint insn_cnt;
        [FieldOffset(8)] public ulong insns;
        [FieldOffset(16)] public ulong license;
        [FieldOffset(24)] public uint log_level;
        [FieldOffset(28)] public uint log_size;
        [FieldOffset(32)] public ulong log_buf;
        [FieldOffset(40)] public uint kern_version;
        [FieldOffset(44)] public uint prog_flags;
        [FieldOffset(48)] public fixed byte prog_name[Constants.BPF_OBJ_NAME_LEN];
        [FieldOffset(64)] public uint prog_ifindex;
        [FieldOffset(68)] public uint expected_attach_type;
        [FieldOffset(72)] public uint prog_btf_fd;
        [FieldOffset(76)] public uint func_info_rec_size;
        [FieldOffset(80)] public ulong func_info;
        [FieldOffset(88)] public uint func_info_cnt;
        [FieldOffset(92)] public uint line_info_rec_size;
        [FieldOffset(96)] public ulong line_info;
        [FieldOffset(104)] public uint line_info_cnt;
        [FieldOffset(108)] public uint attach_btf_id;
        [FieldOffset(112)] public uint attach_prog_fd;
        [FieldOffset(112)] public uint attach_btf_obj_fd;
        [FieldOffset(116)] public uint core_relo_cnt;
        [FieldOffset(120)] public ulong fd_array;
        [FieldOffset(128)] public ulong core_relos;
        [FieldOffset(136)] public uint core_relo_rec_size;
        [FieldOffset(140)] public uint log_true_size;
    }

    /// <summary>BPF_PROG_TEST_RUN.</summary>
    [KernelType("union bpf_attr", Member = "test")]
    [StructLayout(LayoutKind.Sequential)]
    internal struct test
    {
        public uint prog_fd;
        public uint retval;
        public uint data_size_in;
        public uint data_size_out;
        public ulong data_in;
        public ulong data_out;
        public uint repeat;
        public uint duration;
        public uint ctx_size_in;
        public uint ctx_size_out;
        public ulong ctx_in;
        public ulong ctx_out;
        public uint flags;
        public uint cpu;
        public uint batch_size;
    }

    /// <summary>BPF_BTF_LOAD.</summary>
    [KernelType("union bpf_attr")]
    [StructLayout(LayoutKind.Sequential)]
    internal struct btf_load
    {
        public ulong btf;
        public ulong btf_log_buf;
        public uint btf_size;
        public uint btf_log_size;
        public uint btf_log_level;
        public uint btf_log_true_size;
    }

    /// <summary>BPF_ENABLE_STATS.</summary>
    [KernelType("union bpf_attr", Member = "enable_stats")]
    [StructLayout(LayoutKind.Sequential)]
    internal struct enable_stats
    {
        public uint type;
    }
}
