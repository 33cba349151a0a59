namespace Weir.Bpf;

/// <summary>What a call instruction calls; the values are those of the source register field.</summary>
public enum CallKind : byte
{
    /// <summary>A kernel helper, by number.</summary>
    Helper = 0,

    /// <summary>A function of the same program, by relative position (<c>BPF_PSEUDO_CALL</c>).</summary>
    ProgramFunction = 1,

    /// <summary>A kernel function (kfunc), by BTF id (<c>BPF_PSEUDO_KFUNC_CALL</c>).</summary>
    KernelFunction = 2,
}
