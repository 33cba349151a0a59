using System.Collections.Immutable;

namespace Weir.Bpf;

/// <summary>The types, functions and source lines of a program.</summary>
/// <param name="Types">A BTF blob, as <see cref="BtfBuilder"/> makes it.</param>
/// <param name="Functions">One item per function, ascending, the first at slot zero.</param>
/// <param name="Lines">Where source lines start, strictly ascending, with one at the first slot of each function.</param>
public sealed record ProgramBtf(ImmutableArray<byte> Types, ImmutableArray<FunctionInfo> Functions, ImmutableArray<LineInfo> Lines);
