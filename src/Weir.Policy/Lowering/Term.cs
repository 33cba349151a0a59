namespace Weir.Policy;

/// <summary>
/// What one engine filter can say: for each slot the values it may have, all slots at once. An unrestricted slot may also be
/// absent from the packet; a restricted one must be there, even when every value will do.
/// </summary>
internal sealed class Term
{
    private const int SlotCount = 7;

    private readonly IntervalSet?[] _slots;

    private Term(IntervalSet?[] slots) => _slots = slots;

    /// <summary>Restricts nothing.</summary>
    public static Term Everything { get; } = new(new IntervalSet?[SlotCount]);

    public IntervalSet? this[TermSlot slot] => _slots[(int)slot];

    public Term With(TermSlot slot, IntervalSet values)
    {
        var slots = (IntervalSet?[])_slots.Clone();
        slots[(int)slot] = values;
        return new Term(slots);
    }

    /// <summary>The term that says both, or <see langword="null"/> and the slot on which they exclude each other.</summary>
    public Term? And(Term other, out TermSlot conflict)
    {
        var slots = new IntervalSet?[SlotCount];
        for (var i = 0; i < SlotCount; i++)
        {
            conflict = (TermSlot)i;
            var (mine, theirs) = (_slots[i], other._slots[i]);
            slots[i] = mine is null ? theirs : theirs is null ? mine : mine.Intersect(theirs);
            if (slots[i] is { IsEmpty: true })
                return null;
        }

        conflict = default;
        return new Term(slots);
    }

    /// <summary>One term that says "either", when there is one: if one covers the other, or they differ in one slot only.</summary>
    public Term? TryOr(Term other)
    {
        if (Covers(other))
            return this;
        if (other.Covers(this))
            return other;

        var different = -1;
        for (var i = 0; i < SlotCount; i++)
        {
            var (mine, theirs) = (_slots[i], other._slots[i]);
            if (mine is null && theirs is null)
                continue;
            if (mine is null || theirs is null)
                return null;
            if (mine.SetEquals(theirs))
                continue;
            if (different >= 0)
                return null;
            different = i;
        }

        return With((TermSlot)different, _slots[different]!.Union(other._slots[different]!));
    }

    private bool Covers(Term other)
    {
        for (var i = 0; i < SlotCount; i++)
        {
            if (_slots[i] is { } mine && (other._slots[i] is not { } theirs || !mine.Contains(theirs)))
                return false;
        }

        return true;
    }
}
