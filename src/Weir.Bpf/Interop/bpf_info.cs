using System.Runtime.InteropServices;

namespace Weir.Bpf.Interop;

/// <summary>What BPF_OBJ_GET_INFO_BY_FD tells about a program.</summary>
[KernelType("struct bpf_prog_info")]
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct bpf_prog_info
{
    public uint type;
    public uint id;
    public fixed byte tag[Constants.BPF_TAG_SIZE];
    public uint jited_prog_len;
    public uint xlated_prog_len;
    public ulong jited_prog_insns;
    public ulong xlated_prog_insns;
    public ulong load_time;
    public uint created_by_uid;
    public uint nr_map_ids;
    public ulong map_ids;
    public fixed byte name[Constants.BPF_OBJ_NAME_LEN];
    public uint ifindex;
    // In C a bit field of one bit, gpl_compatible, in a word of its own.
    private readonly uint _gpl_compatible;
    public ulong netns_dev;
    public ulong netns_ino;
    public uint nr_jited_ksyms;
    public uint nr_jited_func_lens;
    public ulong jited_ksyms;
    public ulong jited_func_lens;
    public uint btf_id;
    public uint func_info_rec_size;
    public ulong func_info;
    public uint nr_func_info;
    public uint nr_line_info;
    public ulong line_info;
    public ulong jited_line_info;
    public uint nr_jited_line_info;
    public uint line_info_rec_size;
    public uint jited_line_info_rec_size;
    public uint nr_prog_tags;
    public ulong prog_tags;
    public ulong run_time_ns;
    public ulong run_cnt;
    public ulong recursion_misses;
    public uint verified_insns;
    public uint attach_btf_obj_id;
    public uint attach_btf_id;
}

/// <summary>What BPF_OBJ_GET_INFO_BY_FD tells about a map.</summary>
[KernelType("struct bpf_map_info")]
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct bpf_map_info
{
    public uint type;
    public uint id;
    public uint key_size;
    public uint value_size;
    public uint max_entries;
    public uint map_flags;
    public fixed byte name[Constants.BPF_OBJ_NAME_LEN];
    public uint ifindex;
    public uint btf_vmlinux_value_type_id;
    public ulong netns_dev;
    public ulong netns_ino;
    public uint btf_id;
    public uint btf_key_type_id;
    public uint btf_value_type_id;
    // Named btf_vmlinux_id since Linux 6.5, unnamed padding before.
    private readonly uint _btf_vmlinux_id;
    public ulong map_extra;
}

/// <summary>What BPF_OBJ_GET_INFO_BY_FD tells about a link; which members hold depends on <see cref="type"/>.</summary>
[KernelType("struct bpf_link_info")]
[StructLayout(LayoutKind.Explicit)]
internal struct bpf_link_info
{
    [FieldOffset(0)] public uint type;
    [FieldOffset(4)] public uint id;
    [FieldOffset(8)] public uint prog_id;
    [FieldOffset(16)] public bpf_link_info_cgroup cgroup;
    [FieldOffset(16)] public bpf_link_info_netns netns;
    [FieldOffset(16)] public bpf_link_info_xdp xdp;
    [FieldOffset(16)] public bpf_link_info_netfilter netfilter;
    [FieldOffset(16)] public bpf_link_info_tcx tcx;
}

/// <summary>A cgroup link's place.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct bpf_link_info_cgroup
{
    public ulong cgroup_id;
    public uint attach_type;
}

/// <summary>A network namespace link's place.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct bpf_link_info_netns
{
    public uint netns_ino;
    public uint attach_type;
}

/// <summary>An XDP link's place.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct bpf_link_info_xdp
{
    public uint ifindex;
}

/// <summary>A netfilter link's place.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct bpf_link_info_netfilter
{
    public uint pf;
    public uint hooknum;
    public int priority;
    public uint flags;
}

/// <summary>A tcx link's place.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct bpf_link_info_tcx
{
    public uint ifindex;
    public uint attach_type;
}

/// <summary>What BPF_OBJ_GET_INFO_BY_FD tells about a BTF object.</summary>
[KernelType("struct bpf_btf_info")]
[StructLayout(LayoutKind.Sequential)]
internal struct bpf_btf_info
{
    public ulong btf;
    public uint btf_size;
    public uint id;
    public ulong name;
    public uint name_len;
    public uint kernel_btf;
}
