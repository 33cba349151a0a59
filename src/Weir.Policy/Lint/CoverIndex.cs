namespace Weir.Policy;

/// <summary>
/// Finds filters that cover another without comparing it with each. Filters are grouped by the fields that they test and by the lengths of
/// their prefixes there; in a group those that can cover a filter have the same leading bits, so one look into a table finds them. What is
/// no prefix (two alternatives, a range of ports, a text) is compared one by one, within its group.
/// </summary>
internal sealed class CoverIndex
{
    private readonly Dictionary<Shape, Group> _groups = [];

    public void Add(LintFilter filter)
    {
        var parts = new List<Part>();
        foreach (var field in filter.Fields)
        {
            if (!field.IsEverything && LengthOf(field.Values) is { } length)
                parts.Add(new Part(field.Field.Index, (int)UInt128.PopCount(field.Values.Numbers!.Maximum) - length));
        }

        var required = 0UL;
        foreach (var field in filter.Fields)
            required |= field.IsEverything ? 0 : 1UL << field.Field.Index;
        var shape = new Shape(required, string.Join(',', parts.Select(part => $"{part.Field}:{part.Shift}")));
        if (!_groups.TryGetValue(shape, out var group))
            _groups.Add(shape, group = new Group(required, [.. parts]));
        var key = group.KeyOf(filter)!.Value;
        if (!group.Filters.TryGetValue(key, out var list))
            group.Filters.Add(key, list = []);
        list.Add(filter);
    }

    /// <summary>The first filter, in the order of adding, that covers another and satisfies a condition.</summary>
    public LintFilter? FindCover(LintFilter filter, Func<LintFilter, bool> accepts)
    {
        LintFilter? first = null;
        foreach (var group in _groups.Values)
        {
            if ((group.Required & ~filter.Mask) != 0 || group.KeyOf(filter) is not { } key || !group.Filters.TryGetValue(key, out var list))
                continue;
            foreach (var candidate in list)
            {
                if (first is not null && candidate.Position >= first.Position)
                    break;
                if (accepts(candidate) && candidate.Covers(filter))
                {
                    first = candidate;
                    break;
                }
            }
        }

        return first;
    }

    /// <summary>The number of leading bits that the values of a set share, when the set is all values with those bits.</summary>
    private static int? LengthOf(FieldSet set)
    {
        if (set is not { Absent: false, Tests.IsEmpty: true, Numbers: { Intervals: [{ Low: var low, High: var high }], Maximum: var maximum } })
            return null;
        var hosts = high - low;
        if ((hosts & (hosts + 1)) != 0 || (low & hosts) != 0)
            return null;
        return (int)(UInt128.PopCount(maximum) - UInt128.PopCount(hosts));
    }

    private readonly record struct Shape(ulong Required, string Parts);

    /// <summary>A field, and the bits at its end that do not count.</summary>
    private sealed record Part(int Field, int Shift);

    private sealed class Group(ulong required, Part[] parts)
    {
        public ulong Required => required;

        public Dictionary<ulong, List<LintFilter>> Filters { get; } = [];

        /// <summary>A hash of the leading bits, or <see langword="null"/> when a filter has several on one field, so that nothing here covers it.</summary>
        public ulong? KeyOf(LintFilter filter)
        {
            var key = 14695981039346656037UL;
            foreach (var part in parts)
            {
                if (filter.SetOf(part.Field) is not { Absent: false, Tests.IsEmpty: true, Numbers: { IsEmpty: false } numbers })
                    return null;
                var (low, high) = (Leading(numbers.Intervals[0].Low, part.Shift), Leading(numbers.Intervals[^1].High, part.Shift));
                if (low != high)
                    return null;
                key = (key ^ (ulong)low) * 1099511628211UL;
                key = (key ^ (ulong)(low >> 64)) * 1099511628211UL;
            }

            return key;
        }

        // A shift by 128 would be a shift by 0.
        private static UInt128 Leading(UInt128 number, int shift) => shift == 128 ? 0 : number >> shift;
    }
}
