using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.Passes;

/// <summary>
/// Makes the start values of counters in may-goto loops unknown to the verifier. It stops walking such a loop when a turn begins in a state that an earlier turn covers;
/// a counter that it knows to be 0, 1, 2, ... is a new state every time. Nothing is lost: the bound that the program tests in every turn is what it uses.
/// </summary>
internal sealed class HideLoopStarts : VerifierShape
{
    private const int MaxUpdateDepth = 8;

    public override bool Run(Function function)
    {
        var changed = false;
        Dominators.Compute(function);
        foreach (var loop in Loops.Find(function))
        {
            if (!loop.Blocks.Any(block => block.Terminator.Opcode == Opcode.MayGoto))
                continue;
            foreach (var phi in loop.Header.Instructions)
            {
                if (phi.Opcode != Opcode.Phi)
                    break;
                changed |= Hide(function, loop, phi);
            }
        }

        return changed;
    }

    private static bool Hide(Function function, Loop loop, Value phi)
    {
        if (!IsCounter(loop, phi))
            return false;
        var changed = false;
        var max = Ranges.MaxUnsigned(phi);
        for (var i = 0; i < phi.Operands.Count; i++)
        {
            var predecessor = phi.Block!.Predecessors[i];
            if (!phi[i].IsConstant || loop.Blocks.Contains(predecessor))
                continue;
            phi.Set(i, Hidden(function, predecessor, phi[i], phi.Width, max));
            changed = true;
        }

        return changed;
    }

    /// <summary>Whether the value changes by arithmetic on itself, as no pointer that starts as null does.</summary>
    private static bool IsCounter(Loop loop, Value phi)
    {
        for (var i = 0; i < phi.Operands.Count; i++)
        {
            if (loop.Blocks.Contains(phi.Block!.Predecessors[i]) && phi[i] != phi && IsComputedFrom(phi[i], phi, 0))
                return true;
        }

        return false;
    }

    private static bool IsComputedFrom(Value value, Value phi, int depth)
    {
        if (value == phi)
            return depth > 0;
        if (depth > MaxUpdateDepth || !(value.Opcode.IsBinary() || value.Opcode is Opcode.Truncate or Opcode.Phi))
            return false;
        foreach (var operand in value.Operands)
        {
            if (IsComputedFrom(operand, phi, depth + 1))
                return true;
        }

        return false;
    }

    /// <summary>After a division the verifier takes a register as unknown, even a constant divided by one.</summary>
    private static Value Hidden(Function function, Block block, Value constant, OperandWidth width, ulong max)
    {
        var quotient = function.NewValue(Opcode.DivideUnsigned, width, block.Terminator.Source);
        quotient.Add(constant);
        quotient.Add(function.Constant(width, 1));
        block.InsertBeforeTerminator(quotient);
        return VerifierShapes.Bound(function, quotient, max, block.InsertBeforeTerminator);
    }
}
