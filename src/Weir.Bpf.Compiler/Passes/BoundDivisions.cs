using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.Passes;

/// <summary>
/// Tells the verifier what the compiler knows and it forgets: after a division or remainder it takes the whole register as unknown,
/// even the upper half of a 32-bit result. A mask (or a 32-bit move) restores the bound.
/// </summary>
internal sealed class BoundDivisions : VerifierShape
{
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
        var bound = VerifierShapes.Bound(function, division, Ranges.MaxUnsigned(division), block.Append);
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
}
