namespace Weir.Bpf.Interop;

/// <summary>How objects of one kind are found.</summary>
/// <param name="Noun">The kind's name in messages.</param>
/// <param name="FileName">What /proc/self/fd shows for a descriptor opened by BPF_OBJ_GET.</param>
/// <param name="GetNextId">The command that walks the ids.</param>
/// <param name="GetDescriptorById">The command that opens an id.</param>
internal sealed record BpfObjectKind(string Noun, string FileName, bpf_cmd GetNextId, bpf_cmd GetDescriptorById)
{
    internal static readonly BpfObjectKind Program =
        new("program", "anon_inode:bpf-prog", bpf_cmd.BPF_PROG_GET_NEXT_ID, bpf_cmd.BPF_PROG_GET_FD_BY_ID);

    internal static readonly BpfObjectKind Map =
        new("map", "anon_inode:bpf-map", bpf_cmd.BPF_MAP_GET_NEXT_ID, bpf_cmd.BPF_MAP_GET_FD_BY_ID);

    internal static readonly BpfObjectKind Link =
        new("link", "anon_inode:bpf-link", bpf_cmd.BPF_LINK_GET_NEXT_ID, bpf_cmd.BPF_LINK_GET_FD_BY_ID);

    internal static readonly BpfObjectKind Types =
        new("type object", "anon_inode:btf", bpf_cmd.BPF_BTF_GET_NEXT_ID, bpf_cmd.BPF_BTF_GET_FD_BY_ID);
}
