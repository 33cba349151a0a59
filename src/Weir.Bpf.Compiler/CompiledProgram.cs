using System.Collections.Immutable;

namespace Weir.Bpf.Compiler;

/// <summary>A C# method compiled to eBPF.</summary>
/// <param name="Program">The program, ready to load.</param>
/// <param name="Maps">The maps it uses, in order of first use.</param>
/// <param name="Statistics">What compiling it came to.</param>
public sealed record CompiledProgram(ProgramSpec Program, ImmutableArray<MapDeclaration> Maps, CompilerStatistics Statistics);
