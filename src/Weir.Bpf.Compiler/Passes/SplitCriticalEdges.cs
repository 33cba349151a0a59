using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.Passes;

/// <summary>Puts an empty block on every edge from a branch to a phi, so that the phi's copies have a place of their own.</summary>
internal sealed class SplitCriticalEdges : Pass
{
    public override bool IsOptional => false;

    public override bool Run(Function function)
    {
        var changed = false;
        foreach (var block in function.Blocks.ToArray())
        {
            var terminator = block.Terminator;
            if (terminator.Otherwise is null)
                continue;
            if (terminator.Target!.HasPhis)
            {
                terminator.Target = Split(function, block, terminator.Target, terminator);
                changed = true;
            }

            if (terminator.Otherwise.HasPhis)
            {
                terminator.Otherwise = Split(function, block, terminator.Otherwise, terminator);
                changed = true;
            }
        }

        function.Order();
        return changed;
    }

    private static Block Split(Function function, Block from, Block to, Value terminator)
    {
        var middle = function.NewBlock();
        middle.IsUnlikely = from.IsUnlikely || to.IsUnlikely;
        var jump = function.NewValue(Opcode.Jump, OperandWidth.Bits64, terminator.Source);
        jump.Target = to;
        middle.Append(jump);
        middle.Predecessors.Add(from);
        to.Predecessors[to.Predecessors.IndexOf(from)] = middle;
        return middle;
    }
}
