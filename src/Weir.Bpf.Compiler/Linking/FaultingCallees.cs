using Weir.Bpf.Compiler.BackEnd;
using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.Linking;

/// <summary>
/// A function with a fault result promises to return it on every fault. A function that it calls cannot leave it, so it must not fault
/// itself, or tell by a fault result of its own.
/// </summary>
internal sealed class FaultingCallees(Compilation compilation, IReadOnlyList<CompiledFunction> functions)
{
    private readonly Dictionary<Function, CompiledFunction> _functions = functions.ToDictionary(function => function.Source);

    public void Check()
    {
        foreach (var function in functions)
        {
            if (function.Source.FaultResult is not null)
                CheckCalls(function);
        }
    }

    private void CheckCalls(CompiledFunction function)
    {
        foreach (var (index, callee) in function.Calls)
        {
            if (FindFault(callee, []) is not { } fault)
                continue;
            var place = compilation.Sources.Find(fault.Method, fault.Offset);
            var where = place is null ? "" : $" in line {place.Line} of {Path.GetFileName(place.File)}";
            throw compilation.Refusal.Of(Diagnostic.FaultingCallee, function.Origins[index],
                $"{Refusal.NameOf(callee.Method)} may divide by zero or out of range{where}, and has no FaultResult.");
        }
    }

    private SourcePoint? FindFault(Function function, HashSet<Function> visited)
    {
        if (function.FaultResult is not null || !visited.Add(function))
            return null;
        var compiled = _functions[function];
        if (compiled.Fault is { } fault)
            return fault;
        foreach (var (_, callee) in compiled.Calls)
        {
            if (FindFault(callee, visited) is { } inner)
                return inner;
        }

        return null;
    }
}
