using System.Collections.Immutable;
using Weir.Bpf.Compiler.BackEnd;

namespace Weir.Bpf.Compiler.Linking;

/// <summary>Builds a program's BTF: its functions with the C# names, and the C# line of every instruction.</summary>
internal sealed class DebugInformation(Compilation compilation)
{
    private readonly BtfBuilder _types = new();

    public ProgramBtf Build(IReadOnlyList<CompiledFunction> functions)
    {
        var functionTypes = new FunctionTypes(_types);
        var infos = ImmutableArray.CreateBuilder<FunctionInfo>(functions.Count);
        var lines = ImmutableArray.CreateBuilder<LineInfo>();
        var start = 0;
        foreach (var function in functions)
        {
            infos.Add(new FunctionInfo(start, functionTypes.Add(function.Source)));
            AddLines(function, start, lines);
            start += function.Instructions.Count;
        }

        return new ProgramBtf(_types.Build(), infos.ToImmutable(), lines.ToImmutable());
    }

    private void AddLines(CompiledFunction function, int start, ImmutableArray<LineInfo>.Builder lines)
    {
        var beginning = new SourceLocation(function.Source.Name, 0, 0, "");
        SourceLocation? last = null;
        for (var i = 0; i < function.Instructions.Count; i++)
        {
            var isSecondSlot = i > 0 && function.Instructions[i - 1].IsWideLoad;
            var origin = function.Origins[i];
            var location = isSecondSlot ? null : compilation.Sources.Find(origin.Method, origin.Offset);
            // The kernel wants a line at the first instruction of every function.
            if (i == 0)
                location ??= compilation.Sources.Find(function.Source.Method, 0) ?? beginning;
            if (location is null || location == last)
                continue;
            lines.Add(new LineInfo(start + i, _types.AddString(location.File), _types.AddString(location.Text), location.Line, location.Column));
            last = location;
        }
    }
}
