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
        var users = division.Users.ToArray();
        var bound = Bound(function, division, Ranges.MaxUnsigned(division), block.Append);
        if (bound == division)
            return;
        foreach (var user in users)
        {
            for (var i = 0; i < user.Operands.Count; i++)
            {
                if (user[i] == division)
                    user.Set(i, bound);
            }
        }
    }

    /// <summary>Adds what tells the verifier that a value is at most <paramref name="max"/>, or at least that its upper half is zero; returns the bounded value.</summary>
    public static Value Bound(Function function, Value value, ulong max, Action<Value> insert)
    {
        Value bound;
        if (max <= int.MaxValue)
        {
            bound = function.NewValue(Opcode.And, OperandWidth.Bits32, value.Source);
            bound.Add(value);
            bound.Add(function.Constant(OperandWidth.Bits32, (long)Ranges.MaxOfBits(BitOperations.Log2(max | 1) + 1)));
        }
        else if (value.Is32Bit)
        {
            bound = function.NewValue(Opcode.Truncate, OperandWidth.Bits32, value.Source);
            bound.Add(value);
        }
        else
        {
            return value;
        }

        insert(bound);
        return bound;
    }
}
