using Weir.Engine;

namespace Weir.Policy;

/// <summary>A filter with what lint has to know about it: for each field that it tests, the values that it takes.</summary>
internal sealed class LintFilter
{
    private const uint FirstPlaceholder = 0x4000_0000;

    public LintFilter(FilterSpec spec, Layer layer, int position, LintOptions options)
    {
        Spec = spec;
        Position = position;
        var conditions = spec.Conditions;
        var fields = new List<LintField>();
        for (var start = 0; start < conditions.Count;)
        {
            var end = start + 1;
            while (end < conditions.Count && conditions[end].Field == conditions[start].Field)
                end++;
            var field = layer.FindField(conditions[start].Field)!;
            fields.Add(new LintField(field, SetOf(conditions, start, end, field, options), end - start));
            start = end;
        }

        fields.Sort((a, b) => a.Field.Index.CompareTo(b.Field.Index));
        Fields = [.. fields];
        foreach (var field in Fields)
            Mask |= 1UL << field.Field.Index;
    }

    public FilterSpec Spec { get; }

    /// <summary>Place in the order of evaluation of its sublayer.</summary>
    public int Position { get; }

    /// <summary>The fields that it tests, by ascending index.</summary>
    public LintField[] Fields { get; }

    /// <summary>The indexes of the fields as bits: no layer has 64 fields.</summary>
    public ulong Mask { get; }

    /// <summary>Whether it decides for its sublayer about everything that it matches. A callout that may go on does not.</summary>
    public bool Decides => Spec.Action is FilterAction.Permit or FilterAction.Block or FilterAction.Limit or FilterAction.CalloutTerminating;

    public bool IsHard => Spec.Flags.HasFlag(FilterFlags.ClearActionRight);

    public FieldSet? SetOf(int index)
    {
        foreach (var field in Fields)
        {
            if (field.Field.Index == index)
                return field.Values;
        }

        return null;
    }

    /// <summary>True when it matches everything that the other does; false when that is not so, or not seen.</summary>
    public bool Covers(LintFilter other)
    {
        foreach (var field in Fields)
        {
            if (other.SetOf(field.Field.Index) is { } theirs ? !field.Values.Contains(theirs) : !field.IsEverything)
                return false;
        }

        return true;
    }

    /// <summary>True when nothing can match both; false when something can, or that is not seen.</summary>
    public bool IsDisjointFrom(LintFilter other)
    {
        foreach (var field in Fields)
        {
            if ((other.Mask >> field.Field.Index & 1) != 0 && field.Values.IsDisjointFrom(other.SetOf(field.Field.Index)!))
                return true;
        }

        return false;
    }

    private static FieldSet SetOf(ConditionList conditions, int start, int end, LayerField field, LintOptions options)
    {
        var maximum = ConditionWriter.MaximumOf(field.Type);
        var intervals = new List<Interval>();
        var tests = new List<FieldTest>();
        var absent = false;
        for (var i = start; i < end; i++)
        {
            var condition = conditions[i];
            if (condition.Value.Type == DataType.Empty)
                absent = true;
            else if (maximum == 0 || condition.Match is FilterMatchType.FlagsAllSet or FilterMatchType.FlagsAnySet or FilterMatchType.FlagsNoneSet || IsPlaceholder(condition, options))
                tests.Add(new FieldTest(condition.Match, condition.Value));
            else
                AddIntervals(intervals, condition, maximum);
        }

        // What no value passes is left out, so that an empty set shows.
        tests.RemoveAll(test => test.Match == FilterMatchType.FlagsAnySet && test.Value.Number == 0);
        return new FieldSet(maximum == 0 ? null : IntervalSet.Of(maximum, intervals), [.. tests.Distinct()], absent);
    }

    private static bool IsPlaceholder(FilterCondition condition, LintOptions options) =>
        options.HasPlaceholders && condition.Value is { Type: DataType.UInt32 or DataType.UInt64, Number: var number } && number >= FirstPlaceholder && number <= uint.MaxValue
        && (condition.Field == Engine.Fields.InterfaceIndex || condition.Field == Engine.Fields.UserId || condition.Field == Engine.Fields.CgroupId || condition.Field == Engine.Fields.GroupId
            || condition.Field.ToString().EndsWith("INTERFACE_INDEX", StringComparison.Ordinal));

    private static void AddIntervals(List<Interval> intervals, FilterCondition condition, UInt128 maximum)
    {
        var (low, high) = EndsOf(condition.Value);
        switch (condition.Match)
        {
            case FilterMatchType.NotEqual:
                if (low > 0)
                    intervals.Add(new Interval(0, low - 1));
                if (high < maximum)
                    intervals.Add(new Interval(high + 1, maximum));
                break;
            case FilterMatchType.Less when low > 0:
                intervals.Add(new Interval(0, low - 1));
                break;
            case FilterMatchType.LessOrEqual:
                intervals.Add(new Interval(0, high));
                break;
            case FilterMatchType.Greater when high < maximum:
                intervals.Add(new Interval(high + 1, maximum));
                break;
            case FilterMatchType.GreaterOrEqual:
                intervals.Add(new Interval(low, maximum));
                break;
            case FilterMatchType.Equal or FilterMatchType.Range:
                intervals.Add(new Interval(low, high));
                break;
        }
    }

    private static (UInt128 Low, UInt128 High) EndsOf(FilterValue value)
    {
        switch (value.Type)
        {
            case DataType.Range:
                return (value.Low.Number, value.High.Number);
            case DataType.V4AddressMask:
                var network = (uint)value.Number & value.Mask;
                return (network, network | ~value.Mask);
            case DataType.V6AddressPrefix:
                var hosts = value.PrefixLength == 0 ? UInt128.MaxValue : (UInt128.One << (128 - value.PrefixLength)) - 1;
                return (value.Number & ~hosts, value.Number | hosts);
            default:
                return (value.Number, value.Number);
        }
    }
}
