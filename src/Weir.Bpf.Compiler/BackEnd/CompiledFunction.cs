using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.BackEnd;

/// <summary>The machine code of one function, before linking.</summary>
internal sealed class CompiledFunction(Function source, int frameSize)
{
    public Function Source { get; } = source;

    public int FrameSize { get; } = frameSize;

    public List<Instruction> Instructions { get; } = [];

    /// <summary>Where each slot comes from, parallel to <see cref="Instructions"/>.</summary>
    public List<SourcePoint> Origins { get; } = [];

    /// <summary>The wide loads that refer to maps.</summary>
    public List<(int Index, MapDeclaration Map, int? ValueOffset)> MapReferences { get; } = [];

    /// <summary>The first division where the CLR may throw and the kernel goes on; null when there is none.</summary>
    public SourcePoint? Fault { get; init; }

    /// <summary>The calls of other functions of the program.</summary>
    public List<(int Index, Function Callee)> Calls { get; } = [];
}
