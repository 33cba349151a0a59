using System.Runtime.InteropServices;

namespace Weir.Bpf.Interop;

/// <summary>
/// The members of C's <c>union bpf_attr</c>, one struct for each command: the kernel accepts any size and takes what
/// is beyond it as zero, so each command passes just its own part. Pointers are 64-bit fields, as in C.
/// </summary>
internal static unsafe partial class bpf_attr
{
    /// <summary>BPF_MAP_CREATE.</summary>
    [KernelType("union bpf_attr")]
    [StructLayout(LayoutKind.Sequential)]
    internal struct map_create
    {
        public uint map_type;
        public uint key_size;
        public uint value_size;
        public uint max_entries;
        public uint map_flags;
        public uint inner_map_fd;
        public uint numa_node;
        public fixed byte map_name[Constants.BPF_OBJ_NAME_LEN];
        public uint map_ifindex;
        public uint btf_fd;
        public uint btf_key_type_id;
        public uint btf_value_type_id;
        public uint btf_vmlinux_value_type_id;
        public ulong map_extra;
    }

    /// <summary>BPF_MAP_{LOOKUP,UPDATE,DELETE}_ELEM, BPF_MAP_GET_NEXT_KEY and BPF_MAP_FREEZE.</summary>
    [KernelType("union bpf_attr")]
    [StructLayout(LayoutKind.Explicit)]
    internal struct map_elem
    {
        [FieldOffset(0)] public uint map_fd;
        [FieldOffset(8)] public ulong key;
        [FieldOffset(16)] public ulong value;
        [FieldOffset(16)] public ulong next_key;
        [FieldOffset(24)] public ulong flags;
    }

    /// <summary>BPF_MAP_{LOOKUP,UPDATE,DELETE}_BATCH.</summary>
    [KernelType("union bpf_attr", Member = "batch")]
    [StructLayout(LayoutKind.Sequential)]
    internal struct batch
    {
        public ulong in_batch;
        public ulong out_batch;
        public ulong keys;
        public ulong values;
        public uint count;
        public uint map_fd;
        public ulong elem_flags;
        public ulong flags;
    }
}
