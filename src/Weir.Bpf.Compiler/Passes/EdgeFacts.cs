using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.Passes;

/// <summary>What the branches on the way to an edge tell of a value: bounds by unsigned comparisons with constants.</summary>
internal static class EdgeFacts
{
    private const int MaxSteps = 8;

    /// <summary>Whether a comparison holds whenever control goes from one block to another; null when that is not known.</summary>
    /// <param name="from">The predecessor.</param>
    /// <param name="to">The block where the value is compared.</param>
    /// <param name="value">The value.</param>
    /// <param name="branch">A branch that compares the value, or a phi that has it on this edge, with a constant.</param>
    public static bool? Decide(Block from, Block to, Value value, Value branch)
    {
        // The way back is one way as long as each block has one predecessor.
        var (current, next) = (from, to);
        for (var step = 0; step < MaxSteps; step++)
        {
            if (BoundsOnEdge(current, next, value, branch.Width) is (var low, var high)
                && Decide(branch.Condition, low, high, Unsigned(branch[1], branch.Width)) is { } known)
            {
                return known;
            }

            if (current.Predecessors.Count != 1)
                return null;
            (current, next) = (current.Predecessors[0], current);
        }

        return null;
    }

    /// <summary>What every way to a block has shown of a value, as an unsigned number. Dominators must be up to date.</summary>
    public static (ulong Low, ulong High) BoundsIn(Block block, Value value, OperandWidth width)
    {
        var (low, high) = (0UL, width == OperandWidth.Bits32 ? uint.MaxValue : ulong.MaxValue);
        for (; block.ImmediateDominator is { } dominator && dominator != block; block = dominator)
        {
            if (block.Predecessors.Count != 1 || BoundsOnEdge(block.Predecessors[0], block, value, width) is not (var least, var most))
                continue;
            low = Math.Max(low, least);
            high = Math.Min(high, most);
        }

        return (low, high);
    }

    private static (ulong Low, ulong High)? BoundsOnEdge(Block from, Block to, Value value, OperandWidth width)
    {
        if (!from.IsTerminated || from.Terminator is not { Opcode: Opcode.Branch } branch || branch[0] != value || !branch[1].IsConstant
            || branch.Width != width || branch.Target == branch.Otherwise)
        {
            return null;
        }

        var max = width == OperandWidth.Bits32 ? uint.MaxValue : ulong.MaxValue;
        var bound = Unsigned(branch[1], width);
        return (branch.Condition, branch.Target == to) switch
        {
            (JumpCondition.Equal, true) or (JumpCondition.NotEqual, false) => (bound, bound),
            (JumpCondition.NotEqual, true) or (JumpCondition.Equal, false) when bound == 0 => (1, max),
            (JumpCondition.LessThan, true) or (JumpCondition.GreaterThanOrEqual, false) when bound > 0 => (0, bound - 1),
            (JumpCondition.LessThan, false) or (JumpCondition.GreaterThanOrEqual, true) => (bound, max),
            (JumpCondition.LessThanOrEqual, true) or (JumpCondition.GreaterThan, false) => (0, bound),
            (JumpCondition.LessThanOrEqual, false) or (JumpCondition.GreaterThan, true) when bound < max => (bound + 1, max),
            (JumpCondition.SignedGreaterThan, true) or (JumpCondition.SignedLessThanOrEqual, false) when bound < max / 2 => (bound + 1, max / 2),
            (JumpCondition.SignedGreaterThanOrEqual, true) or (JumpCondition.SignedLessThan, false) when bound <= max / 2 => (bound, max / 2),
            _ => null,
        };
    }

    private static bool? Decide(JumpCondition condition, ulong low, ulong high, ulong constant) => condition switch
    {
        JumpCondition.Equal => constant < low || constant > high ? false : low == high ? true : null,
        JumpCondition.NotEqual => constant < low || constant > high ? true : low == high ? false : null,
        JumpCondition.LessThan => high < constant ? true : low >= constant ? false : null,
        JumpCondition.LessThanOrEqual => high <= constant ? true : low > constant ? false : null,
        JumpCondition.GreaterThan => low > constant ? true : high <= constant ? false : null,
        JumpCondition.GreaterThanOrEqual => low >= constant ? true : high < constant ? false : null,
        _ => null,
    };

    private static ulong Unsigned(Value constant, OperandWidth width) =>
        width == OperandWidth.Bits32 ? (uint)constant.Immediate : (ulong)constant.Immediate;
}
