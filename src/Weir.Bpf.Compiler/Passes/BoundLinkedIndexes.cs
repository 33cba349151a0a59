using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.Passes;

/// <summary>
/// Masks an index once more where it becomes part of an address, when it has been tested with something taken off. The verifier links such
/// a difference with the number (<c>BPF_ADD_CONST</c>), and what the test tells of it replaces what it knew of the number: of
/// <c>i &lt; 2</c> there is nothing left after <c>((i - 1) &amp; 0xff) == 0</c>.
/// </summary>
internal sealed class BoundLinkedIndexes : VerifierShape
{
    public override bool Run(Function function)
    {
        var changed = false;
        foreach (var block in function.Blocks)
        {
            if (!block.Instructions.Exists(value => LinkedIndexOf(value) >= 0))
                continue;
            changed = true;
            var instructions = block.Instructions;
            block.Instructions = new List<Value>(instructions.Count);
            foreach (var value in instructions)
            {
                if (LinkedIndexOf(value) is >= 0 and var index)
                    value.Set(index, VerifierShapes.Bound(function, value[index], Ranges.MaxUnsigned(value[index]), block.Append));
                block.Append(value);
            }
        }

        return changed;
    }

    /// <summary>Which operand of an addition of addresses is a small number linked with a tested difference; -1 for none.</summary>
    private static int LinkedIndexOf(Value value)
    {
        if (value.Opcode != Opcode.Add || value.Is32Bit || value[0].IsConstant || value[1].IsConstant)
            return -1;
        return IsLinked(value[1]) ? 1 : IsLinked(value[0]) ? 0 : -1;
    }

    private static bool IsLinked(Value index) =>
        !index.Opcode.IsFloating() && Ranges.MaxUnsigned(index) <= int.MaxValue
        && index.Users.Any(user => user.Opcode == Opcode.Add && IsNegative(user[1], user.Width) && user.Users.Any(IsTest));

    // A sum with a positive constant does not wrap, and keeps the bounds.
    private static bool IsNegative(Value constant, OperandWidth width) =>
        constant.IsConstant && (width == OperandWidth.Bits32 ? (int)constant.Immediate : constant.Immediate) < 0;

    private static bool IsTest(Value user) =>
        user.Opcode == Opcode.Branch || (user.Opcode is Opcode.And or Opcode.Compare && user.Users.Any(test => test.Opcode == Opcode.Branch));
}
