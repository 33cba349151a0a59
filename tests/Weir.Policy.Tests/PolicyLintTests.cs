using System.Diagnostics;
using CsCheck;
using Weir.Engine;

namespace Weir.Policy.Tests;

/// <summary>Lint never calls a filter useless that is not: what it says is held against the reference evaluator.</summary>
public sealed class PolicyLintTests
{
    private static readonly Gen<FilterCondition[]> s_group = Gen.OneOf(
        Group(Fields.IpProtocol, Gen.OneOf<byte>(1, 6, 17).Select(FilterValue.UInt8)),
        Group(Fields.IpRemotePort, Gen.UShort[0, 5].Select(FilterValue.UInt16)),
        Group(Fields.IpLocalPort, Gen.UShort[0, 5].Select(FilterValue.UInt16)),
        Group(Fields.IpRemoteAddress, Gen.UInt[0x0a000000, 0x0a000007].Select(FilterValue.UInt32)),
        Gen.Select(Gen.UInt[0x0a000000, 0x0a000007], Gen.Int[28, 32], (address, length) => FilterValue.V4AddressMask(address, uint.MaxValue << (32 - length)))
            .Select(network => new FilterCondition(Fields.IpRemoteAddress, FilterMatchType.Equal, network)).Array[1, 2],
        Gen.Select(Gen.OneOf(FilterMatchType.FlagsAllSet, FilterMatchType.FlagsAnySet, FilterMatchType.FlagsNoneSet), Gen.UInt[0, 7])
            .Select((match, bits) => new FilterCondition(Fields.Flags, match, FilterValue.UInt32(bits))).Array[1, 2],
        Gen.Select(Gen.OneOf(FilterMatchType.Equal, FilterMatchType.NotEqual, FilterMatchType.Prefix, FilterMatchType.NotPrefix, FilterMatchType.EqualCaseInsensitive, FilterMatchType.Less),
                Gen.OneOf("/bin/a", "/bin/b", "a", "", "/BIN/A"))
            .Select((match, text) => new FilterCondition(Fields.ApplicationPath, match, FilterValue.UnicodeString(text))).Array[1, 2]);

    private static readonly Gen<FilterSpec> s_filter = Gen.Select(s_group.Array[0, 3], Gen.Int[0, 9], Gen.Int[0, 2], Gen.Byte[0, 3], (groups, action, subLayer, range) => new FilterSpec
    {
        Name = "f",
        Layer = LayerId.OutboundTransportV4,
        SubLayer = subLayer switch { 0 => SubLayers.Universal, 1 => SubLayers.Inspection, _ => SubLayers.IpsecTunnel },
        Conditions = ConditionList.Create([.. groups.DistinctBy(group => group[0].Field).SelectMany(group => group)]),
        Action = action < 5 ? FilterAction.Block : FilterAction.Permit,
        Flags = action is 4 or >= 8 ? FilterFlags.ClearActionRight : FilterFlags.None,
        Weight = range == 0 ? FilterWeight.Auto : FilterWeight.Range(range),
    });

    private static readonly Gen<FieldValues> s_packet = Gen.Select(
        Gen.OneOf<byte>(1, 6, 17), Gen.Select(Gen.UShort[0, 6], Gen.UShort[0, 6], Gen.UInt[0x0a000000, 0x0a000008]), Gen.UInt[0, 7], Gen.OneOf("/bin/a", "/bin/b", "/bin/c", "a", ""), Gen.Int[0, 31],
        (protocol, ends, flags, path, absent) =>
        {
            var values = new FieldValues(LayerId.OutboundTransportV4);
            if (absent % 8 != 1)
                values[Fields.IpProtocol] = FilterValue.UInt8(protocol);
            if (absent % 4 != 2)
            {
                values[Fields.IpLocalPort] = FilterValue.UInt16(ends.Item1);
                values[Fields.IpRemotePort] = FilterValue.UInt16(ends.Item2);
            }

            if (absent % 16 != 3)
                values[Fields.IpRemoteAddress] = FilterValue.UInt32(ends.Item3);
            if (absent % 16 != 4)
                values[Fields.Flags] = FilterValue.UInt32(flags);
            if (absent % 4 != 3)
                values[Fields.ApplicationPath] = FilterValue.UnicodeString(path);
            return values;
        });

    public static TheoryData<string> Linted => GoldenTests.Names("Linted");

    [Theory]
    [MemberData(nameof(Linted))]
    public void A_doubtful_document_is_explained(string name)
    {
        var findings = PolicyLint.Check(PolicyText.Lower(GoldenTests.Read("Linted", name)));
        GoldenTests.Compare("Linted", name, string.Concat(findings.Select(finding => $"{finding.Rule}: {finding}\n")));
    }

    [Fact]
    public void What_never_wins_never_decides_and_what_is_ignored_never_has_the_last_word()
    {
        var found = new int[Enum.GetValues<LintRule>().Length];
        Gen.Select(s_filter.Array[2, 12], s_packet.Array[60]).Sample(
            (filters, packets) =>
            {
                using var engine = new FilterEngine(new ManagedEngine());
                using var session = engine.OpenSession();
                foreach (var filter in filters)
                    session.AddFilter(filter);
                var findings = PolicyLint.Check(engine.Policy, LayerId.OutboundTransportV4);
                foreach (var finding in findings)
                    Interlocked.Increment(ref found[(int)finding.Rule]);
                var results = packets.Select(packet => ReferenceEvaluator.Classify(engine.Policy, LayerId.OutboundTransportV4, packet)).ToList();
                foreach (var finding in findings)
                {
                    var id = engine.Policy.FindFilter(finding.Filter.Key)!.Id;
                    var isFalse = finding.Rule switch
                    {
                        LintRule.NeverWins or LintRule.Duplicate or LintRule.NeverMatches => results.Exists(result => result.Decisions.Any(decision => decision.FilterId == id)),
                        LintRule.PermitIgnored or LintRule.BlockIgnored => results.Exists(result => result.FilterId == id),
                        LintRule.MatchesEverything => false,
                        _ => false,
                    };
                    Assert.False(isFalse, $"{finding}\n{string.Join('\n', engine.Policy.Filters.Select(filter => $"{filter.Spec.SubLayer} {filter.EffectiveWeight:x} {filter.Spec.Action} {filter.Spec.Flags} {ConditionText.Describe(filter.Spec.Conditions)}"))}");
                }
            },
            iter: 1_500);

        // The comparison would say little if lint hardly ever said anything.
        foreach (var rule in new[] { LintRule.NeverWins, LintRule.Duplicate, LintRule.NeverMatches, LintRule.PermitIgnored, LintRule.BlockIgnored, LintRule.MatchesEverything, LintRule.CatchesIcmp })
            Assert.True(found[(int)rule] > 10, $"{rule}: {found[(int)rule]} findings");
    }

    [Fact]
    public void Ten_thousand_filters_take_seconds_at_most()
    {
        var random = new Random(1);
        PolicySpecs specs = new()
        {
            Filters =
            [
                .. Enumerable.Range(0, 10_000).Select(i => new FilterSpec
                {
                    Key = PolicyKeys.Part(Guid.Empty, "f", i),
                    Name = $"f{i}",
                    Layer = LayerId.OutboundTransportV4,
                    Action = i % 2 == 0 ? FilterAction.Permit : FilterAction.Block,
                    Weight = FilterWeight.Exact((ulong)(20_000 - i)),
                    Conditions =
                    [
                        FilterCondition.Protocol(random.Next(2) == 0 ? System.Net.Sockets.ProtocolType.Tcp : System.Net.Sockets.ProtocolType.Udp),
                        Network(Fields.IpLocalAddress, random), Network(Fields.IpRemoteAddress, random),
                        FilterCondition.RemotePort((ushort)random.Next(1024), (ushort)(1024 + random.Next(64_000))),
                    ],
                }),
            ],
        };
        var objects = PolicyDocument.FromSpecs(specs).Lower(new PlaceholderInterfaces());
        var watch = Stopwatch.StartNew();
        PolicyLint.Check(objects);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"took {watch.Elapsed}");
        TestContext.Current.SendDiagnosticMessage($"lint of 10,000 filters: {watch.Elapsed.TotalMilliseconds:0} ms");
    }

    private static FilterCondition Network(FieldKey field, Random random)
    {
        var mask = uint.MaxValue << (32 - random.Next(8, 33));
        return new FilterCondition(field, FilterMatchType.Equal, FilterValue.V4AddressMask((uint)random.NextInt64(uint.MaxValue) & mask, mask));
    }

    private static Gen<FilterCondition[]> Group(FieldKey field, Gen<FilterValue> value) =>
        Gen.OneOf(
            Gen.Select(Gen.OneOf(FilterMatchType.Equal, FilterMatchType.Equal, FilterMatchType.NotEqual, FilterMatchType.Less, FilterMatchType.GreaterOrEqual), value)
                .Select((match, operand) => new FilterCondition(field, match, operand)),
            Gen.Select(value, value, (a, b) => a.Number <= b.Number ? FilterCondition.Between(field, a, b) : FilterCondition.Between(field, b, a)),
            Gen.Const(FilterCondition.Absent(field))).Array[1, 3];
}
