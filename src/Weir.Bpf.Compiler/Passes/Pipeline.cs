using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.Passes;

/// <summary>The passes in their order. In debug builds the function is checked after each.</summary>
internal sealed class Pipeline(CompilerOptions options)
{
    private const int MaxRounds = 8;

    private readonly PromoteVariables _promote = new();

    public void Run(Function function)
    {
        Run(_promote, function);
        Pass[] repeated =
        [
            new Simplify(), new SimplifyControlFlow(), new ThreadJumps(), new GlobalValueNumbering(), new EliminateDeadCode(), new RemoveOverwrittenStores(), new ReplaceStackSlots(_promote),
        ];
        for (var round = 0; round < MaxRounds; round++)
        {
            var changed = false;
            foreach (var pass in repeated)
                changed |= Run(pass, function);
            if (!changed)
                break;
        }

        Pass[] last =
        [
            new ExpandClearing(), .. VerifierShapes.OfValues(), new EliminateDeadCode(), new SimplifyControlFlow(), .. VerifierShapes.OfLoops(), new SplitCriticalEdges(),
        ];
        foreach (var pass in last)
            Run(pass, function);
    }

    private bool Run(Pass pass, Function function)
    {
        if ((pass.IsOptional && !options.Optimize) || ((pass.IsOptional || pass is VerifierShape) && options.DisabledPasses.Contains(pass.Name)))
            return false;
        var changed = pass.Run(function);
        options.Trace?.Invoke(function.Name, pass.Name, function.ToString());
        if (options.CheckPasses)
            IrVerifier.Verify(function, pass.Name);
        return changed;
    }
}
