using System.Numerics;
using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.Passes;

/// <summary>
/// Tells the verifier what the compiler knows and it forgets: after a division or remainder it takes the whole register as unknown,
/// even the upper half of a 32-bit result. A mask (or a 32-bit move) restores the bound.
/// </summary>
internal sealed class VerifierShapes : Pass
{
    public override bool IsOptional => false;

    public override bool Run(Function function)
    {
        var changed = false;
        foreach (var block in function.Blocks)
        {
            if (!block.Instructions.Exists(value => value.Opcode.IsDivision()))
                continue;
            changed = true;
            var instructions = block.Instructions;
            block.Instructions = new List<Value>(instructions.Count);
            foreach (var value in instructions)
            {
                block.Append(value);
                if (value.Opcode.IsDivision())
                    AddBound(function, block, value);
            }
        }

        return changed;
    }

    private static void AddBound(Function function, Block block, Value division)
    {
        var max = Ranges.MaxUnsigned(division);
        Value bound;
        if (max <= int.MaxValue)
        {
            bound = function.NewValue(Opcode.And, OperandWidth.Bits32, division.Source);
            division.ReplaceWith(bound);
            bound.Add(division);
            bound.Add(function.Constant(OperandWidth.Bits32, (long)Ranges.MaxOfBits(BitOperations.Log2(max | 1) + 1)));
        }
        else if (division.Is32Bit)
        {
            bound = function.NewValue(Opcode.Truncate, OperandWidth.Bits32, division.Source);
            division.ReplaceWith(bound);
            bound.Add(division);
        }
        else
        {
            return;
        }

        block.Append(bound);
    }
}
