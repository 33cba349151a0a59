using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.Passes;

/// <summary>Merges straight lines of blocks, skips empty ones and turns branches with one outcome into jumps.</summary>
internal sealed class SimplifyControlFlow : Pass
{
    public override bool IsOptional => false;

    public override bool Run(Function function)
    {
        var changed = false;
        for (var again = true; again;)
        {
            again = false;
            function.Order();
            foreach (var block in function.Blocks)
            {
                if (!block.IsTerminated)
                    continue;
                again |= JoinTargets(block) || MergeWithSuccessor(function, block) || Skip(function, block);
            }

            changed |= again;
        }

        function.Order();
        return changed;
    }

    private static bool JoinTargets(Block block)
    {
        var terminator = block.Terminator;
        if (terminator.Opcode != Opcode.Branch || terminator.Target != terminator.Otherwise || terminator.Target!.HasPhis)
            return false;
        terminator.Target.RemovePredecessor(block);
        terminator.ClearOperands();
        terminator.Opcode = Opcode.Jump;
        terminator.Otherwise = null;
        return true;
    }

    private static bool MergeWithSuccessor(Function function, Block block)
    {
        var terminator = block.Terminator;
        if (terminator.Opcode != Opcode.Jump || terminator.Target is not { } next || next == block || next == function.Entry || next.Predecessors.Count != 1)
            return false;
        block.Instructions.RemoveAt(block.Instructions.Count - 1);
        foreach (var value in next.Instructions)
        {
            if (value.Opcode == Opcode.Phi)
            {
                value.ReplaceWith(value[0]);
                value.Remove();
            }
            else
            {
                block.Append(value);
            }
        }

        next.Instructions.Clear();
        foreach (var successor in block.Successors)
        {
            for (var i = 0; i < successor.Predecessors.Count; i++)
            {
                if (successor.Predecessors[i] == next)
                    successor.Predecessors[i] = block;
            }
        }

        next.Predecessors.Clear();
        return true;
    }

    /// <summary>Sends the predecessors of a block that only jumps straight to its target.</summary>
    private static bool Skip(Function function, Block block)
    {
        if (block.Instructions.Count != 1 || block.Terminator.Opcode != Opcode.Jump || block == function.Entry || block.Predecessors.Count == 0)
            return false;
        var target = block.Terminator.Target!;
        if (target == block || (target.HasPhis && block.Predecessors.Any(target.Predecessors.Contains)) || HasDuplicates(block.Predecessors, target))
            return false;
        var index = target.Predecessors.IndexOf(block);
        foreach (var predecessor in block.Predecessors)
        {
            var terminator = predecessor.Terminator;
            if (terminator.Target == block)
                terminator.Target = target;
            if (terminator.Otherwise == block)
                terminator.Otherwise = target;
            target.Predecessors.Add(predecessor);
            foreach (var phi in target.Instructions)
            {
                if (phi.Opcode != Opcode.Phi)
                    break;
                phi.Add(phi[index]);
            }
        }

        target.RemovePredecessor(block);
        block.Predecessors.Clear();
        block.Terminator.Remove();
        block.Instructions.Clear();
        return true;
    }

    // A branch with both edges to one phi could not tell its two operands apart.
    private static bool HasDuplicates(List<Block> predecessors, Block target) =>
        target.HasPhis && predecessors.Distinct().Count() != predecessors.Count;
}
