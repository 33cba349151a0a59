using System.Numerics;
using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.Passes;

/// <summary>
/// The shapes that code takes for the verifier's sake, in the order in which they are made. Each has a test that loads with it and is refused
/// without.
/// </summary>
/// <remarks>
/// <para>
/// Two more come from passes that code needs anyway. <see cref="GlobalValueNumbering"/> makes equal packet pointers one register, since every
/// load of the context's <c>data</c> and every addition of an unknown number is a pointer of its own to the verifier, and a bound that was
/// checked for one says nothing of the other. <see cref="Simplify"/> folds constant offsets into the accesses, since the context may only be
/// read through its unchanged pointer.
/// </para>
/// <para>Then there is what must not be done: masks and extensions are dropped by <see cref="Ranges"/>, which knows what the verifier knows.</para>
/// </remarks>
internal static class VerifierShapes
{
    /// <summary>Made before dead code is removed for the last time.</summary>
    public static IReadOnlyList<VerifierShape> OfValues() =>
        [new SplitMisalignedAccesses(), new SinkStackAddresses(), new BoundDivisions(), new BoundLinkedIndexes()];

    /// <summary>Made when the loops are final.</summary>
    public static IReadOnlyList<VerifierShape> OfLoops() => [new HideLoopStarts()];

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
