using System.Net;
using System.Net.Sockets;
using CsCheck;

namespace Weir.Engine.Tests;

public sealed class EffectiveWeightTests
{
    [Fact]
    public void The_kind_of_weight_decides_who_chooses()
    {
        ConditionList conditions = [FilterCondition.RemoteAddress(IPNetwork.Parse("10.0.0.0/8"))];
        var automatic = WeightOf(Make.Filter(conditions: conditions));

        Assert.Equal(0UL, WeightOf(Make.Filter()));
        Assert.InRange(automatic, 1UL, (1UL << 60) - 1);
        Assert.Equal(automatic, WeightOf(Make.Filter(conditions: conditions, weight: FilterWeight.Range(0))));
        Assert.Equal(automatic | (15UL << 60), WeightOf(Make.Filter(conditions: conditions, weight: FilterWeight.Range(15))));
        Assert.Equal(ulong.MaxValue, WeightOf(Make.Filter(conditions: conditions, weight: FilterWeight.Exact(ulong.MaxValue))));
    }

    [Fact]
    public void More_specific_filters_are_heavier()
    {
        FilterSpec[] lightestFirst =
        [
            Make.Filter(),
            Make.Filter(conditions: [FilterCondition.Direction(Direction.Outbound)]),
            Make.Filter(conditions: [FilterCondition.RemotePort(1024, 65535)]),
            Make.Filter(conditions: [FilterCondition.RemotePort(80), FilterCondition.RemotePort(443)]),
            Make.Filter(conditions: [FilterCondition.RemotePort(80)]),
            Make.Filter(conditions: [FilterCondition.RemotePort(80), FilterCondition.LocalPort(2000)]),
            Make.Filter(conditions: [FilterCondition.Protocol(ProtocolType.Tcp)]),
            Make.Filter(conditions: [FilterCondition.Protocol(ProtocolType.Tcp), FilterCondition.RemotePort(80)]),
            Make.Filter(conditions: [FilterCondition.InterfaceIndex(2)]),
            Make.Filter(conditions: [FilterCondition.RemoteAddress(IPNetwork.Parse("10.0.0.0/8"))]),
            Make.Filter(conditions: [FilterCondition.RemoteAddress(IPNetwork.Parse("10.0.0.0/8")), FilterCondition.RemotePort(80)]),
            Make.Filter(conditions: [FilterCondition.RemoteAddress(IPNetwork.Parse("10.1.0.0/16"))]),
            Make.Filter(conditions: [FilterCondition.RemoteAddress(IPAddress.Parse("10.1.1.1"))]),
            Make.Filter(conditions: [FilterCondition.RemoteAddress(IPAddress.Parse("10.1.1.1")), FilterCondition.LocalAddress(IPAddress.Loopback)]),
        ];

        var weights = lightestFirst.Select(WeightOf).ToList();

        Assert.Equal(weights.Order(), weights);
        Assert.Equal(weights.Count, weights.Distinct().Count());
    }

    [Fact]
    public void A_condition_that_accepts_everything_weighs_nothing()
    {
        Assert.Equal(0UL, WeightOf(Make.Filter(conditions: [FilterCondition.RemotePort(0, 65535)])));
        Assert.Equal(0UL, WeightOf(Make.Filter(layer: LayerId.OutboundTransportV6, conditions: [FilterCondition.RemoteAddress(IPNetwork.Parse("::/0"))])));
    }

    [Fact]
    public void Flag_tests_weigh_what_they_rule_out()
    {
        var anyOfTwo = WeightOf(FlagsTest(FilterMatchType.FlagsAnySet, 0b11));
        var one = WeightOf(FlagsTest(FilterMatchType.FlagsAllSet, 0b1));
        var bothOfTwo = WeightOf(FlagsTest(FilterMatchType.FlagsAllSet, 0b11));
        var noneOfTwo = WeightOf(FlagsTest(FilterMatchType.FlagsNoneSet, 0b11));
        var exact = WeightOf(FlagsTest(FilterMatchType.Equal, 0b11));

        Assert.InRange(anyOfTwo, 1UL, one - 1);
        Assert.InRange(one, anyOfTwo + 1, bothOfTwo - 1);
        Assert.Equal(bothOfTwo, noneOfTwo);
        Assert.InRange(exact, bothOfTwo + 1, ulong.MaxValue);

        static FilterSpec FlagsTest(FilterMatchType match, uint mask) =>
            Make.Filter(conditions: [new(Fields.Flags, match, FilterValue.UInt32(mask))]);
    }

    [Fact]
    public void Who_somebody_is_is_worth_a_bit_each_below_the_ports()
    {
        (FieldKey Field, FilterValue Value, int Bit)[] identities =
        [
            (Fields.ApplicationPath, FilterValue.UnicodeString("/usr/bin/curl"), 5),
            (Fields.AleAppId, FilterValue.WindowsAppId("curl"), 5),
            (Fields.AlePackageId, FilterValue.Sid(SecurityIdentifier.Nobody), 5),
            (Fields.UserId, FilterValue.UInt32(1000), 4),
            (Fields.AleUserId, FilterValue.SecurityDescriptor(new(Principal.Root)), 4),
            (Fields.GroupId, FilterValue.UInt32(1000), 3),
            (Fields.ProcessId, FilterValue.UInt32(1), 2),
            (Fields.CgroupId, FilterValue.UInt64(1), 2),
            (Fields.AleRemoteUserId, FilterValue.SecurityDescriptor(new(Principal.Root)), 1),
            (Fields.AleEffectiveName, FilterValue.ByteBlob([1]), 0),
        ];
        foreach (var (field, value, bit) in identities)
        {
            var layer = Layers.All.First(layer => layer.FindField(field)?.Type == value.Type || (layer.FindField(field) is not null && value.Type == DataType.SecurityDescriptor)).Id;
            var condition = new FilterCondition(field, FilterMatchType.Equal, value);

            Assert.Equal(1UL << bit, WeightOf(Make.Filter(layer: layer, conditions: [condition])));
            Assert.Equal(1UL << bit, WeightOf(Make.Filter(layer: layer, conditions: [condition, condition])));
        }

        Assert.True(WeightOf(Make.Filter(conditions: [FilterCondition.RemotePort(0, 60000)])) > 63);
    }

    [Fact]
    public void The_order_of_conditions_does_not_matter() =>
        Assert.Equal(
            WeightOf(Make.Filter(conditions: [FilterCondition.RemotePort(80), FilterCondition.InterfaceIndex(2)])),
            WeightOf(Make.Filter(conditions: [FilterCondition.InterfaceIndex(2), FilterCondition.RemotePort(80)])));

    [Fact]
    public void A_further_field_never_makes_a_filter_lighter() => Generate.Filter.Sample(filter =>
    {
        var wider = filter with { Conditions = [.. filter.Conditions.Where(condition => condition.Field != filter.Conditions[^1].Field)] };

        Assert.True(WeightOf(Automatic(filter)) >= WeightOf(Automatic(wider)));
    });

    [Fact]
    public void A_further_alternative_never_makes_a_filter_heavier() => Generate.Filter.Sample(filter =>
    {
        for (var i = 1; i < filter.Conditions.Count; i++)
        {
            if (filter.Conditions[i].Field == filter.Conditions[i - 1].Field)
            {
                var narrower = filter with { Conditions = [.. filter.Conditions.Where((_, index) => index != i)] };
                Assert.True(WeightOf(Automatic(narrower)) >= WeightOf(Automatic(filter)));
            }
        }
    });

    [Fact]
    public void A_narrower_range_is_never_lighter() =>
        Gen.Select(Gen.UShort, Gen.UShort, Gen.UShort, Gen.UShort).Sample((a, b, c, d) =>
        {
            ushort[] ends = [a, b, c, d];
            Array.Sort(ends);
            var inner = WeightOf(Make.Filter(conditions: [FilterCondition.RemotePort(ends[1], ends[2])]));
            var outer = WeightOf(Make.Filter(conditions: [FilterCondition.RemotePort(ends[0], ends[3])]));

            Assert.True(inner >= outer);
        });

    private static FilterSpec Automatic(FilterSpec filter) => filter with { Weight = FilterWeight.Auto };

    private static ulong WeightOf(FilterSpec filter) => Assert.Single(Make.Policy(filter).Filters).EffectiveWeight;
}
