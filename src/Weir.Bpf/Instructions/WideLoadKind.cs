namespace Weir.Bpf;

/// <summary>
/// What the 64-bit immediate of a two-slot load means to the kernel; the values are those of the source register
/// field (kernel: <c>BPF_PSEUDO_*</c> for <c>ld_imm64</c>).
/// </summary>
public enum WideLoadKind : byte
{
    /// <summary>A plain 64-bit number.</summary>
    Number = 0,

    /// <summary>The map of a file descriptor (<c>BPF_PSEUDO_MAP_FD</c>).</summary>
    MapDescriptor = 1,

    /// <summary>An address inside the value of a single-entry array map (<c>BPF_PSEUDO_MAP_VALUE</c>).</summary>
    MapValue = 2,

    /// <summary>A kernel variable, by its BTF id (<c>BPF_PSEUDO_BTF_ID</c>).</summary>
    KernelVariable = 3,

    /// <summary>A function of the same program, for callbacks (<c>BPF_PSEUDO_FUNC</c>).</summary>
    Function = 4,

    /// <summary>A map by its index in the load call's descriptor array (<c>BPF_PSEUDO_MAP_IDX</c>).</summary>
    MapIndex = 5,

    /// <summary>An address inside the value of a map given by index (<c>BPF_PSEUDO_MAP_IDX_VALUE</c>).</summary>
    MapIndexValue = 6,
}
