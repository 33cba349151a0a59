namespace Weir.Policy;

/// <summary>The values of one dimension: numbers, and whether packets that have none belong too.</summary>
internal sealed record PacketSet(IntervalSet Values, bool Absent)
{
    public bool IsEmpty => Values.IsEmpty && !Absent;

    public bool IsFull => Absent && HasEveryValue;

    /// <summary>True when any number is in it.</summary>
    public bool HasEveryValue => Values.Intervals is [{ Low: var low, High: var high }] && low == 0 && high == Values.Maximum;

    public static PacketSet Full(UInt128 maximum) => new(IntervalSet.Of(maximum, 0, maximum), Absent: true);

    /// <summary>These numbers, and no packet without one.</summary>
    public static PacketSet Of(IntervalSet values) => new(values, Absent: false);

    public PacketSet Intersect(PacketSet other) => new(Values.Intersect(other.Values), Absent && other.Absent);

    /// <summary>What is in it and not in the other.</summary>
    public PacketSet Subtract(PacketSet other) => new(Values.Intersect(other.Values.Complement()), Absent && !other.Absent);
}
