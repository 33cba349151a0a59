using System.Collections.Immutable;

namespace Weir.Bpf.Compiler;

/// <summary>What compiling a program came to.</summary>
/// <param name="InstructionCount">Eight-byte instruction slots.</param>
/// <param name="FunctionCount">The program and the functions it calls.</param>
/// <param name="StackBytes">The largest stack frame of one function.</param>
/// <param name="Elapsed">Time spent.</param>
public sealed record CompilerStatistics(int InstructionCount, int FunctionCount, int StackBytes, TimeSpan Elapsed)
{
    /// <summary>The stack frame of each function in bytes, in the order in which they stand in the program.</summary>
    public ImmutableArray<int> FrameBytes { get; init; } = [];
}
