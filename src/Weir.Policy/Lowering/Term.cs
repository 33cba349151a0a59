namespace Weir.Policy;

/// <summary>
/// What one engine filter can say: for each field of the layer the values it may have, all fields at once. An unrestricted field may also be
/// absent from the packet; a restricted one must be there, even when every value will do, unless the absence is named.
/// </summary>
internal sealed class Term
{
    private readonly FieldSet?[] _slots;

    private Term(FieldSet?[] slots) => _slots = slots;

    /// <summary>Restricts nothing.</summary>
    public static Term Everything(LayerView layer) => new(new FieldSet?[layer.Layer.Fields.Length]);

    /// <summary>The values of the field with this index.</summary>
    public FieldSet? this[int slot] => _slots[slot];

    public Term With(int slot, FieldSet values)
    {
        var slots = (FieldSet?[])_slots.Clone();
        slots[slot] = values;
        return new Term(slots);
    }

    /// <summary>The term that says both, or <see langword="null"/> and the field on which they exclude each other.</summary>
    /// <exception cref="CannotSayException">No list of tests on one of the fields says both.</exception>
    public Term? And(Term other, LayerView layer, out int conflict)
    {
        var slots = new FieldSet?[_slots.Length];
        for (var i = 0; i < slots.Length; i++)
        {
            conflict = i;
            var (mine, theirs) = (_slots[i], other._slots[i]);
            slots[i] = mine is null ? theirs : theirs is null ? mine : mine.Intersect(theirs, layer.FieldAt(i), layer.Layer.Fields[i].Type);
            if (slots[i] is { IsEmpty: true })
                return null;
        }

        conflict = default;
        return new Term(slots);
    }

    /// <summary>One term that says "either", when there is one: if one covers the other, or they differ in one field only.</summary>
    public Term? TryOr(Term other)
    {
        if (Covers(other))
            return this;
        if (other.Covers(this))
            return other;

        var different = -1;
        for (var i = 0; i < _slots.Length; i++)
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

        return With(different, _slots[different]!.Union(other._slots[different]!));
    }

    private bool Covers(Term other)
    {
        for (var i = 0; i < _slots.Length; i++)
        {
            if (_slots[i] is { } mine && (other._slots[i] is not { } theirs || !mine.Contains(theirs)))
                return false;
        }

        return true;
    }
}
