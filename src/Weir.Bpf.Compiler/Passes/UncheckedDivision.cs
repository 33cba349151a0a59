using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.Passes;

/// <summary>Finds divisions for which the CLR may throw where the kernel gives a result of its own.</summary>
internal static class UncheckedDivision
{
    /// <summary>The first division whose divisor may be zero, or whose quotient may be too large; null when there is none.</summary>
    public static Value? Find(Function function)
    {
        Dominators.Compute(function);
        foreach (var block in function.Blocks)
        {
            foreach (var value in block.Instructions)
            {
                if (value.Opcode.IsDivision() && (MayBeZero(value) || MayOverflow(value)))
                    return value;
            }
        }

        return null;
    }

    private static bool MayBeZero(Value division) => BoundsOf(division, 1).Low == 0;

    private static bool MayOverflow(Value division)
    {
        if (division.Opcode is not (Opcode.DivideSigned or Opcode.RemainderSigned))
            return false;
        var minusOne = Ranges.MaxOfBits((int)division.Width);
        var smallest = (minusOne >> 1) + 1;
        var (low, high) = BoundsOf(division, 0);
        return low <= smallest && high >= smallest && BoundsOf(division, 1).High == minusOne;
    }

    private static (ulong Low, ulong High) BoundsOf(Value division, int index)
    {
        var operand = division[index];
        if (operand.IsConstant)
        {
            var constant = (ulong)operand.Immediate & Ranges.MaxOfBits((int)division.Width);
            return (constant, constant);
        }

        var (low, high) = EdgeFacts.BoundsIn(division.Block!, operand, division.Width);
        // A 32-bit division reads the lower half, of which the bound of a wider value tells nothing.
        return division.Is32Bit && !Ranges.Fits32(operand) ? (low, high) : (low, Math.Min(high, Ranges.MaxUnsigned(operand)));
    }
}
