namespace Weir.Bpf;

/// <summary>What a disassembly shows besides the instructions.</summary>
public sealed record DisassemblyOptions
{
    /// <summary>Slot numbers and opcodes, no annotations: the look of the verifier's log.</summary>
    public static DisassemblyOptions Default { get; } = new();

    /// <summary>Whether each line starts with the slot number and the opcode, as in <c>4: (2d) if r2 &gt; r0 goto pc+7</c>.</summary>
    public bool ShowPositions { get; init; } = true;

    /// <summary>
    /// A comment to write above a slot, or null. It is asked for every slot that starts an instruction; a comment that
    /// repeats the one before is not written again.
    /// </summary>
    public Func<int, string?> Comment { get; init; } = static _ => null;

    /// <summary>The name of the map that a 64-bit load at a slot refers to, or null to show its descriptor.</summary>
    public Func<int, string?> MapName { get; init; } = static _ => null;

    /// <summary>The name of the kernel function with a BTF id, or null when it is not known.</summary>
    public Func<int, string?> KernelFunctionName { get; init; } = static _ => null;
}
