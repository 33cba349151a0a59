namespace Weir.Engine.Tests.Enumeration;

/// <summary>Fully contained and overlapping, against what the reference evaluator says about every value of a small world.</summary>
public sealed class ConditionSetsTests
{
    private static readonly FilterMatchType[] s_sizes =
        [FilterMatchType.Greater, FilterMatchType.GreaterOrEqual, FilterMatchType.Less, FilterMatchType.LessOrEqual];

    private static readonly FilterMatchType[] s_flags = [FilterMatchType.FlagsAllSet, FilterMatchType.FlagsAnySet, FilterMatchType.FlagsNoneSet];

    private static readonly SecurityIdentifier[] s_identifiers = [SecurityIdentifier.Nobody, SecurityIdentifier.Everyone, new(5, 32, 544), new(5, 7)];

    [Fact]
    public void All_unsigned_numbers_of_eight_bits() => Compare(
        DataType.UInt8,
        [.. Enumerable.Range(0, 256).Select(number => FilterValue.UInt8((byte)number))],
        random => AnyOf(random, FilterValue.UInt8((byte)random.Next(256)), [FilterMatchType.Equal, FilterMatchType.NotEqual, .. s_sizes, .. s_flags, .. s_flags], low => FilterValue.UInt8((byte)(low.Number | (byte)random.Next(256)))),
        cases: 6_000);

    [Fact]
    public void All_signed_numbers_of_eight_bits() => Compare(
        DataType.Int8,
        [.. Enumerable.Range(-128, 256).Select(number => FilterValue.Int8((sbyte)number))],
        random => AnyOf(random, FilterValue.Int8((sbyte)random.Next(-128, 128)), [FilterMatchType.Equal, FilterMatchType.NotEqual, .. s_sizes], low => FilterValue.Int8((sbyte)random.Next((int)low.ToInt64(), 128))),
        cases: 3_000);

    [Fact]
    public void Networks_and_ranges_of_addresses()
    {
        // Ends at the quarters of the small networks and of everything: between two neighbours of this world nothing ends.
        uint[] starts = [0, 4, 8, 12, 0x80000000, 0x80000004, uint.MaxValue - 7, uint.MaxValue - 3];
        FilterValue[] world = [.. starts.Concat<uint>([16, 0x7FFFFFFC, 0x80000008, 0x8000000C, 0x80000010, 0xFFFFFFEC, 0xFFFFFFF0]).SelectMany(start => new[] { start, start + 1, start + 2, start + 3 }).Select(FilterValue.UInt32)];
        Compare(
            DataType.UInt32,
            world,
            random =>
            {
                var start = starts[random.Next(starts.Length)];
                return random.Next(3) switch
                {
                    0 => new(Fields.Flags, random.Next(2) == 0 ? FilterMatchType.Equal : FilterMatchType.NotEqual, FilterValue.V4AddressMask(start, uint.MaxValue << new[] { 0, 2, 3, 4, 31 }[random.Next(5)])),
                    1 => new(Fields.Flags, s_sizes[random.Next(4)], FilterValue.UInt32(start)),
                    _ => new(Fields.Flags, FilterMatchType.Range, FilterValue.Range(FilterValue.UInt32(Math.Min(start, 12)), FilterValue.UInt32(start + 3))),
                };
            },
            cases: 3_000,
            FieldKind.IPAddress);
    }

    [Fact]
    public void Floating_point_numbers() => Compare(
        DataType.Float,
        [.. new[] { 0f, -0f, 1f, -1f, float.NaN, float.PositiveInfinity }.Select(FilterValue.Float)],
        random => new(Fields.Flags, FilterMatchType.Equal, FilterValue.Float(new[] { 0f, -0f, 1f, float.NaN }[random.Next(4)])),
        cases: 300);

    [Fact]
    public void Texts() => Compare(
        DataType.UnicodeString,
        [.. Sequences("\0aA12", longest: 5).Select(FilterValue.UnicodeString)],
        random => AnyOf(
            random,
            FilterValue.UnicodeString(Sequence(random, "\0aA1")),
            [FilterMatchType.Equal, FilterMatchType.NotEqual, FilterMatchType.EqualCaseInsensitive, FilterMatchType.EqualCaseInsensitive, FilterMatchType.Prefix, FilterMatchType.NotPrefix, .. s_sizes],
            low => FilterValue.UnicodeString(low.ToUnicodeString() + Sequence(random, "\0a"))),
        cases: 1_000);

    [Fact]
    public void Blobs() => Compare(
        DataType.ByteBlob,
        [.. Sequences("\0\u0001\u0002\u0003\u00ff", longest: 5).Select(BlobOf)],
        random => AnyOf(
            random,
            BlobOf(Sequence(random, "\0\u0001\u00ff")),
            [FilterMatchType.Equal, FilterMatchType.NotEqual, FilterMatchType.Prefix, FilterMatchType.NotPrefix, .. s_sizes],
            low => BlobOf(ValueSearch.TextOf(low) + Sequence(random, "\0\u0001"))),
        cases: 1_000);

    [Fact]
    public void Security_identifiers() => Compare(
        DataType.Sid,
        [.. s_identifiers.Select(FilterValue.Sid)],
        random => new(Fields.Flags, random.Next(2) == 0 ? FilterMatchType.Equal : FilterMatchType.NotEqual, FilterValue.Sid(s_identifiers[random.Next(3)])),
        cases: 300);

    [Theory]
    [InlineData("ß", "SS", false)]
    [InlineData("STRASSE.EXE", "strasse.exe", true)]
    [InlineData("ÅNGSTRÖM", "ångström", true)]
    [InlineData("K", "\u212A", false)]
    public void Case_is_that_of_the_evaluator(string text, string other, bool isEqual)
    {
        ValueTest wanted = new(FilterMatchType.EqualCaseInsensitive, FilterValue.UnicodeString(text));
        ValueTest exact = new(FilterMatchType.Equal, FilterValue.UnicodeString(other));

        Assert.Equal(isEqual, exact.Value.ToUnicodeString().Equals(text, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(isEqual, ValueSearch.Exists(DataType.UnicodeString, [wanted, new(FilterMatchType.Range, FilterValue.Range(exact.Value, exact.Value))], []));
        Assert.Equal(isEqual, ValueSearch.Exists(DataType.UnicodeString, [wanted, exact], []));
        Assert.Equal(isEqual, !ValueSearch.Exists(DataType.UnicodeString, [wanted], [new(FilterMatchType.EqualCaseInsensitive, exact.Value)]));
    }

    [Fact]
    public void All_bytes_before_an_ending_can_be_forbidden()
    {
        ValueTest[] all = [.. Enumerable.Range(0, 256).Select(before => new ValueTest(FilterMatchType.Prefix, FilterValue.ByteBlob([(byte)before, 7])))];
        ValueTest ends = new(FilterMatchType.Prefix, FilterValue.ByteBlob([7]));
        ValueTest isEnding = new(FilterMatchType.Equal, FilterValue.ByteBlob([7]));

        Assert.True(ValueSearch.Exists(DataType.ByteBlob, [ends], all.AsSpan(0, 255)));
        Assert.True(ValueSearch.Exists(DataType.ByteBlob, [ends, isEnding], all));
        Assert.False(ValueSearch.Exists(DataType.ByteBlob, [ends], [.. all, isEnding]));
    }

    [Theory]
    [InlineData("S-1-22-1-1000", true)]
    [InlineData("S-1-22-1-1001", false)]
    [InlineData("S-1-22-2-50", false)]
    [InlineData("S-1-22-1-7", true)]
    [InlineData("S-1-1-0", true)]
    [InlineData("S-1-5-32-544", true)]
    public void A_security_identifier_stands_for_a_token_with_it_alone(string identifier, bool isAllowed)
    {
        var descriptor = new SecurityDescriptor(
            Principal.Root,
            AccessControlEntry.Allow(Principal.User(1000), SecurityDescriptor.MatchFilter),
            AccessControlEntry.Deny(Principal.User(1001), SecurityDescriptor.MatchFilter),
            AccessControlEntry.Allow(Principal.Group(50), AccessRights.Read),
            AccessControlEntry.Deny(Principal.Group(50), SecurityDescriptor.MatchFilter),
            AccessControlEntry.Allow(Principal.Everyone, SecurityDescriptor.MatchFilter));
        var field = FieldOf(DataType.TokenAccessInformation);
        var filter = PlanCondition.Of(field, new FilterCondition(field.Key, FilterMatchType.Equal, FilterValue.SecurityDescriptor(descriptor)));
        var template = PlanCondition.Of(field, new FilterCondition(field.Key, FilterMatchType.Equal, FilterValue.Sid(SecurityIdentifier.Parse(identifier))));

        Assert.Equal(isAllowed, ConditionSets.Contains(filter, template));
        Assert.Equal(isAllowed, ConditionSets.Overlaps(filter, template));
    }

    /// <summary>Random filters of one to three alternatives and templates of one condition, over a world that has a value of every kind they can tell apart.</summary>
    private static void Compare(
        DataType type, FilterValue[] world, Func<Random, FilterCondition> condition, int cases, FieldKind kind = FieldKind.RawData)
    {
        var random = new Random((int)type);
        var field = FieldOf(type, kind);
        world = [.. world, FilterValue.Empty];
        var (contained, overlapping) = (0, 0);
        for (var i = 0; i < cases; i++)
        {
            FilterCondition[] alternatives = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => AnyOrAbsent(random))];
            var wanted = AnyOrAbsent(random);
            var filter = PlanCondition.Of(field, alternatives);
            var template = PlanCondition.Of(field, wanted);
            var ofFilter = world.Select(value => Array.Exists(alternatives, alternative => ReferenceEvaluator.Matches(alternative, value))).ToArray();
            var ofTemplate = world.Select(value => ReferenceEvaluator.Matches(wanted, value)).ToArray();
            var isEmpty = !ofTemplate.Contains(true);
            var contains = !ofTemplate.Where((isIn, index) => isIn && !ofFilter[index]).Any();
            var overlaps = ofTemplate.Where((isIn, index) => isIn && ofFilter[index]).Any();
            var text = $"{string.Join(" or ", alternatives)}; template {wanted}";

            Assert.True(isEmpty != ConditionSets.CanMatch(template), $"{text}: can match is {!isEmpty}.");
            Assert.True(contains == ConditionSets.Contains(filter, template) || isEmpty, $"{text}: contains is {contains}.");
            Assert.True(overlaps == ConditionSets.Overlaps(filter, template), $"{text}: overlaps is {overlaps}.");
            Assert.True(!ofFilter.Contains(false) == ConditionSets.IsEverything(filter), $"{text}: is everything is {!ofFilter.Contains(false)}.");
            contained += contains && !isEmpty ? 1 : 0;
            overlapping += overlaps ? 1 : 0;
        }

        // Both answers must come up, or nothing was tested.
        Assert.InRange(contained, cases / 50, cases * 9 / 10);
        Assert.InRange(overlapping, contained, cases * 98 / 100);

        FilterCondition AnyOrAbsent(Random random) =>
            random.Next(12) == 0 ? new FilterCondition(field.Key, FilterMatchType.Equal, FilterValue.Empty) : condition(random);
    }

    private static FilterCondition AnyOf(Random random, FilterValue value, FilterMatchType[] matches, Func<FilterValue, FilterValue> high)
    {
        var match = random.Next(5) == 0 ? FilterMatchType.Range : matches[random.Next(matches.Length)];
        return new(Fields.Flags, match, match == FilterMatchType.Range ? FilterValue.Range(value, high(value)) : value);
    }

    private static LayerField FieldOf(DataType type, FieldKind kind = FieldKind.RawData) => new(0, Fields.Flags, type, kind);

    private static string Sequence(Random random, string alphabet) =>
        string.Concat(Enumerable.Range(0, random.Next(3)).Select(_ => alphabet[random.Next(alphabet.Length)]));

    private static List<string> Sequences(string alphabet, int longest)
    {
        List<string> all = [""];
        for (var (start, length) = (0, 1); length <= longest; length++)
        {
            var end = all.Count;
            for (var i = start; i < end; i++)
            {
                all.AddRange(alphabet.Select(character => all[i] + character).ToList());
            }

            start = end;
        }

        return all;
    }

    private static FilterValue BlobOf(string bytes) => FilterValue.ByteBlob(bytes.Select(one => (byte)one).ToArray());
}
