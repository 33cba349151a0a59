namespace Weir.Engine.Tests;

/// <summary>Every cell of match type, value type and field type: accepted, or refused with the exact code.</summary>
public sealed class MatchTableTests
{
    [Fact]
    public void Every_cell_is_accepted_or_refused_with_its_code()
    {
        var (accepted, refused) = (0, 0);
        foreach (var type in MatchTable.FieldTypes)
        {
            foreach (var kind in Enum.GetValues<FieldKind>())
            {
                var field = new LayerField(0, Fields.Flags, type, kind);
                foreach (var condition in AllConditions(field.Key))
                {
                    var expected = MatchTable.Expected(condition.Match, condition.Value, type, kind);
                    var problem = condition.FindProblem(field);

                    Assert.True(expected == problem?.Code, $"{type} {kind} {condition}: {problem}, not {expected}.");
                    _ = expected is null ? accepted++ : refused++;
                }
            }
        }

        Assert.Equal(MatchTable.FieldTypes.Count * 3 * Enum.GetValues<FilterMatchType>().Length * MatchTable.Values.Count, accepted + refused);
        Assert.InRange(accepted, 300, refused / 10);
    }

    [Fact]
    public void The_engine_accepts_and_refuses_at_the_fields_of_its_layers_and_names_the_condition()
    {
        using var engine = new FilterEngine(new RecordingKernel());
        using var session = engine.OpenSession();
        foreach (var (layer, field) in EveryKindOfField())
        {
            foreach (var condition in AllConditions(field.Key))
            {
                using var transaction = session.BeginTransaction();
                var filter = Make.Filter(layer: layer.Id, conditions: [condition]);
                var refusal = Record.Exception(() => session.AddFilter(filter)) as WfpException;

                Assert.Equal(MatchTable.Expected(condition.Match, condition.Value, field.Type, field.Kind), refusal?.Code);
                if (refusal is not null)
                {
                    Assert.Equal("test filter", refusal.ObjectName);
                    Assert.StartsWith($"Filter 'test filter', condition 1 ({field.Key} {condition.Match} {condition.Value}): ", refusal.Message, StringComparison.Ordinal);
                }
            }
        }
    }

    [Fact]
    public void Sound_types_with_unsound_values_are_refused()
    {
        AssertRefused(FwpError.InvalidEnumerator, new(Fields.Flags, (FilterMatchType)13, FilterValue.UInt8(1)), DataType.UInt8);
        AssertRefused(FwpError.InvalidNetMask, new(Fields.Flags, FilterMatchType.NotEqual, FilterValue.V4AddressMask(0, 0xFF00FF00)), DataType.UInt32, FieldKind.IPAddress);
        AssertRefused(FwpError.InvalidNetMask, new(Fields.Flags, FilterMatchType.Equal, FilterValue.V6AddressPrefix(0, 129)), DataType.ByteArray16, FieldKind.IPAddress);
        AssertRefused(FwpError.InvalidRange, Range(FilterValue.UInt16(1), FilterValue.UInt8(2)), DataType.UInt16);
        AssertRefused(FwpError.InvalidRange, Range(FilterValue.UInt8(1), FilterValue.Sid(SecurityIdentifier.Nobody)), DataType.UInt8);
        AssertRefused(FwpError.InvalidRange, Range(FilterValue.UInt64(2), FilterValue.UInt64(1)), DataType.UInt64);
        AssertRefused(FwpError.InvalidRange, Range(FilterValue.Int8(1), FilterValue.Int8(-1)), DataType.Int8);
        AssertRefused(FwpError.InvalidRange, Range(FilterValue.Int64(0), FilterValue.Int64(long.MinValue)), DataType.Int64);
        AssertRefused(FwpError.InvalidRange, Range(FilterValue.ByteBlob([1, 0]), FilterValue.ByteBlob([1])), DataType.ByteBlob);
        AssertRefused(FwpError.InvalidRange, Range(FilterValue.UnicodeString("b"), FilterValue.UnicodeString("a")), DataType.UnicodeString);
        AssertRefused(FwpError.MatchTypeMismatch, Range(FilterValue.Empty, FilterValue.Empty), DataType.UInt8);
        AssertRefused(FwpError.MatchTypeMismatch, Range(FilterValue.PortRange(1, 2), FilterValue.PortRange(1, 2)), DataType.UInt16);

        var noRights = new SecurityDescriptor(Principal.Root, AccessControlEntry.Allow(Principal.Everyone, AccessRights.None));
        AssertRefused(FwpError.InvalidSecurityDescriptor, new(Fields.Flags, FilterMatchType.Equal, FilterValue.SecurityDescriptor(noRights)), DataType.TokenInformation);

        static FilterCondition Range(FilterValue low, FilterValue high) => new(Fields.Flags, FilterMatchType.Range, FilterValue.Range(low, high));

        static void AssertRefused(FwpError code, FilterCondition condition, DataType type, FieldKind kind = FieldKind.RawData)
        {
            var problem = condition.FindProblem(new LayerField(0, condition.Field, type, kind));
            Assert.Equal(code, problem?.Code);
            Assert.EndsWith(".", problem!.Value.Text, StringComparison.Ordinal);
        }
    }

    /// <summary>One field of each type and kind that any layer has.</summary>
    internal static IEnumerable<(Layer Layer, LayerField Field)> EveryKindOfField() => Layers.All
        .SelectMany(layer => layer.Fields.Select(field => (Layer: layer, Field: field)))
        .DistinctBy(pair => (pair.Field.Type, pair.Field.Kind));

    private static IEnumerable<FilterCondition> AllConditions(FieldKey field) =>
        from match in Enum.GetValues<FilterMatchType>()
        from value in MatchTable.Values
        select new FilterCondition(field, match, value);
}
