using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.Passes;

/// <summary>
/// Where a block does nothing but compare with a constant, predecessors from which the outcome is known jump straight to it: those
/// that bring a constant, and those behind a branch that has decided it. So disappear boolean locals, <c>&amp;&amp;</c>, <c>||</c>,
/// <c>Loop.MayContinue()</c> and the question behind a loop whether it was left early.
/// </summary>
internal sealed class ThreadJumps : Pass
{
    public override bool Run(Function function)
    {
        var changed = false;
        function.Order();
        foreach (var block in function.Blocks)
        {
            while (block != function.Entry && IsCandidate(block) && ThreadOne(block))
                changed = true;
        }

        if (changed)
            function.Order();
        return changed;
    }

    private static bool IsCandidate(Block block)
    {
        if (!block.IsTerminated || block.Terminator is not { Opcode: Opcode.Branch } branch || !branch[1].IsConstant
            || branch[0].IsConstant || branch.Target == block || branch.Otherwise == block)
            return false;
        for (var i = 0; i < block.Instructions.Count - 1; i++)
        {
            var phi = block.Instructions[i];
            if (phi.Opcode != Opcode.Phi)
                return false;
            foreach (var user in phi.Users)
            {
                if (user != branch && !IsPhiBehind(user, phi, block))
                    return false;
            }
        }

        return true;
    }

    /// <summary>Whether a user is a phi of a successor that takes the value along the edge from the block.</summary>
    private static bool IsPhiBehind(Value user, Value phi, Block block)
    {
        if (user.Opcode != Opcode.Phi || user.Block == block)
            return false;
        for (var i = 0; i < user.Operands.Count; i++)
        {
            if (user[i] == phi && user.Block!.Predecessors[i] != block)
                return false;
        }

        return true;
    }

    private static bool ThreadOne(Block block)
    {
        var branch = block.Terminator;
        for (var i = 0; i < block.Predecessors.Count; i++)
        {
            var predecessor = block.Predecessors[i];
            var value = branch[0].Opcode == Opcode.Phi && branch[0].Block == block ? branch[0][i] : branch[0];
            var outcome = value.IsConstant
                ? ConstantFolding.Holds(branch.Condition, branch.Width, value.Immediate, branch[1].Immediate)
                : EdgeFacts.Decide(predecessor, block, value, branch);
            if (outcome is not { } holds)
                continue;
            var target = holds ? branch.Target! : branch.Otherwise!;
            if (target.Predecessors.Contains(predecessor) || predecessor.Terminator.Target == predecessor.Terminator.Otherwise)
                continue;
            Redirect(block, i, predecessor, target);
            return true;
        }

        return false;
    }

    private static void Redirect(Block block, int index, Block predecessor, Block target)
    {
        var edge = target.Predecessors.IndexOf(block);
        foreach (var phi in target.Instructions)
        {
            if (phi.Opcode != Opcode.Phi)
                break;
            var value = phi[edge];
            phi.Add(value.Opcode == Opcode.Phi && value.Block == block ? value[index] : value);
        }

        target.Predecessors.Add(predecessor);
        var terminator = predecessor.Terminator;
        if (terminator.Target == block)
            terminator.Target = target;
        else
            terminator.Otherwise = target;
        block.RemovePredecessor(predecessor);
    }
}
