namespace Weir.Bpf.Compiler.Ir;

/// <summary>A natural loop: its header dominates all its blocks, and one of them jumps back to it.</summary>
internal sealed record Loop(Block Header, HashSet<Block> Blocks);
