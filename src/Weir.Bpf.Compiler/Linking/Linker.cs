using System.Collections.Immutable;
using Weir.Bpf.Compiler.BackEnd;
using Weir.Bpf.Compiler.Ir;
using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Linking;

/// <summary>Joins the functions of a program, the program itself first, and resolves the calls between them.</summary>
internal sealed class Linker(Compilation compilation)
{
    private readonly Dictionary<Function, int> _starts = [];
    private readonly Dictionary<Function, CompiledFunction> _functions = [];

    public ProgramSpec Link(IReadOnlyList<CompiledFunction> functions, ProgramAttribute program)
    {
        var count = 0;
        foreach (var function in functions)
        {
            _starts.Add(function.Source, count);
            _functions.Add(function.Source, function);
            count += function.Instructions.Count;
        }

        CheckFrames(functions[0]);
        var instructions = ImmutableArray.CreateBuilder<Instruction>(count);
        var maps = ImmutableArray.CreateBuilder<MapReference>();
        foreach (var function in functions)
        {
            var start = instructions.Count;
            instructions.AddRange(function.Instructions);
            foreach (var (index, callee) in function.Calls)
                instructions[start + index] = Instruction.CallProgramFunction(_starts[callee] - (start + index) - 1);
            foreach (var (index, map, offset) in function.MapReferences)
                maps.Add(new MapReference(start + index, map.Key, offset));
        }

        return new ProgramSpec
        {
            Name = program.Name ?? functions[0].Source.Name,
            Type = program.Type,
            ExpectedAttachType = program.HasExpectedAttachType ? program.ExpectedAttachType : null,
            License = compilation.License,
            Instructions = instructions.ToImmutable(),
            MapReferences = maps.ToImmutable(),
            Debug = new DebugInformation(compilation).Build(functions),
        };
    }

    /// <summary>The kernel limits the frames of a chain of calls together; each counts in steps of 32 bytes.</summary>
    private void CheckFrames(CompiledFunction program)
    {
        const int granularity = 32;
        var chain = new List<CompiledFunction>();
        Visit(program, 0);

        void Visit(CompiledFunction function, int used)
        {
            if (chain.Contains(function))
                throw compilation.Refusal.Of(Diagnostic.Recursion, new SourcePoint(function.Source.Method, 0), $"{Refusal.NameOf(function.Source.Method)} calls itself.");
            chain.Add(function);
            used += (Math.Max(function.FrameSize, 1) + granularity - 1) / granularity * granularity;
            if (used > FrameLayout.MaxBytes)
            {
                var frames = string.Join(", then ", chain.Select(link => $"{link.Source.Name} ({link.FrameSize} bytes)"));
                throw compilation.Refusal.Of(Diagnostic.FrameTooLarge, new SourcePoint(function.Source.Method, 0), $"The frames of {frames} take {used} bytes together.");
            }

            foreach (var (_, callee) in function.Calls)
                Visit(_functions[callee], used);
            chain.RemoveAt(chain.Count - 1);
        }
    }
}
