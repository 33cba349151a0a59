namespace Weir.Bpf;

/// <summary>One instruction of a program as text.</summary>
/// <param name="Index">Its slot; a 64-bit load has two.</param>
/// <param name="Text">The text, as the kernel's verifier would write it, with names of maps and kernel functions.</param>
/// <param name="Function">The name of the function that begins here, or null.</param>
/// <param name="Source">The statement that it came from, or null when the program has no lines.</param>
public sealed record DisassembledInstruction(int Index, string Text, string? Function, SourceLine? Source);
