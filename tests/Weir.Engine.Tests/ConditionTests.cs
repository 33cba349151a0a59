using System.Net;

namespace Weir.Engine.Tests;

/// <summary>What each match type means, on both evaluators.</summary>
public sealed class ConditionTests
{
    private static readonly FieldKey s_port = Fields.IpRemotePort;
    private static readonly FieldKey s_address = Fields.IpRemoteAddress;

    public static TheoryData<FilterCondition, FilterValue, bool> Cases() => new()
    {
        { new(s_port, FilterMatchType.Equal, Port(80)), Port(80), true },
        { new(s_port, FilterMatchType.Equal, Port(80)), Port(81), false },
        { new(s_port, FilterMatchType.Equal, Port(0)), Port(0), true },
        { new(s_port, FilterMatchType.Equal, Port(0)), FilterValue.Empty, false },
        { new(s_port, FilterMatchType.Equal, FilterValue.Empty), FilterValue.Empty, true },
        { new(s_port, FilterMatchType.Equal, FilterValue.Empty), Port(0), false },
        { new(s_port, FilterMatchType.NotEqual, Port(80)), Port(80), false },
        { new(s_port, FilterMatchType.NotEqual, Port(80)), Port(79), true },
        { new(s_port, FilterMatchType.NotEqual, Port(80)), Port(81), true },
        { new(s_port, FilterMatchType.NotEqual, Port(80)), FilterValue.Empty, false },
        { new(s_port, FilterMatchType.NotEqual, Port(0)), Port(0), false },
        { new(s_port, FilterMatchType.NotEqual, Port(0)), Port(65535), true },
        { new(s_port, FilterMatchType.NotEqual, Port(65535)), Port(65535), false },
        { new(s_port, FilterMatchType.NotEqual, Port(65535)), Port(0), true },
        { new(s_port, FilterMatchType.Greater, Port(80)), Port(81), true },
        { new(s_port, FilterMatchType.Greater, Port(80)), Port(80), false },
        { new(s_port, FilterMatchType.Greater, Port(65535)), Port(65535), false },
        { new(s_port, FilterMatchType.GreaterOrEqual, Port(80)), Port(80), true },
        { new(s_port, FilterMatchType.GreaterOrEqual, Port(80)), Port(79), false },
        { new(s_port, FilterMatchType.Less, Port(80)), Port(79), true },
        { new(s_port, FilterMatchType.Less, Port(80)), Port(80), false },
        { new(s_port, FilterMatchType.Less, Port(0)), Port(0), false },
        { new(s_port, FilterMatchType.LessOrEqual, Port(80)), Port(80), true },
        { new(s_port, FilterMatchType.LessOrEqual, Port(80)), Port(81), false },
        { new(s_port, FilterMatchType.LessOrEqual, Port(80)), FilterValue.Empty, false },
        { FilterCondition.RemotePort(80, 90), Port(80), true },
        { FilterCondition.RemotePort(80, 90), Port(90), true },
        { FilterCondition.RemotePort(80, 90), Port(79), false },
        { FilterCondition.RemotePort(80, 90), Port(91), false },
        { FilterCondition.RemotePort(80, 80), Port(80), true },
        { new(Fields.Flags, FilterMatchType.FlagsAllSet, Flags(0b101)), Flags(0b111), true },
        { new(Fields.Flags, FilterMatchType.FlagsAllSet, Flags(0b101)), Flags(0b100), false },
        { new(Fields.Flags, FilterMatchType.FlagsAllSet, Flags(0)), Flags(0), true },
        { new(Fields.Flags, FilterMatchType.FlagsAnySet, Flags(0b101)), Flags(0b100), true },
        { new(Fields.Flags, FilterMatchType.FlagsAnySet, Flags(0b101)), Flags(0b010), false },
        { new(Fields.Flags, FilterMatchType.FlagsAnySet, Flags(0)), Flags(0b111), false },
        { new(Fields.Flags, FilterMatchType.FlagsNoneSet, Flags(0b101)), Flags(0b010), true },
        { new(Fields.Flags, FilterMatchType.FlagsNoneSet, Flags(0b101)), Flags(0b110), false },
        { new(Fields.Flags, FilterMatchType.FlagsNoneSet, Flags(0)), Flags(0b111), true },
        { new(Fields.Flags, FilterMatchType.FlagsNoneSet, Flags(0b101)), FilterValue.Empty, false },
        { FilterCondition.RemoteAddress(IPAddress.Parse("168.63.129.16")), Address("168.63.129.16"), true },
        { FilterCondition.RemoteAddress(IPAddress.Parse("168.63.129.16")), Address("16.129.63.168"), false },
        { FilterCondition.RemoteAddress(IPNetwork.Parse("10.1.0.0/16")), Address("10.1.255.255"), true },
        { FilterCondition.RemoteAddress(IPNetwork.Parse("10.1.0.0/16")), Address("10.2.0.0"), false },
        { FilterCondition.RemoteAddress(IPNetwork.Parse("0.0.0.0/0")), Address("255.255.255.255"), true },
        { FilterCondition.RemoteAddress(IPNetwork.Parse("0.0.0.0/0")), FilterValue.Empty, false },
        { FilterCondition.RemoteAddress(IPNetwork.Parse("10.0.0.1/32")), Address("10.0.0.1"), true },
        { new(s_address, FilterMatchType.Equal, FilterValue.V4AddressMask(0x0A0102FF, 0xFFFFFF00)), Address("10.1.2.3"), true },
        { new(s_address, FilterMatchType.NotEqual, FilterValue.Network(IPNetwork.Parse("10.0.0.0/8"))), Address("11.0.0.0"), true },
        { new(s_address, FilterMatchType.NotEqual, FilterValue.Network(IPNetwork.Parse("10.0.0.0/8"))), Address("10.255.255.255"), false },
        { new(s_address, FilterMatchType.NotEqual, FilterValue.Network(IPNetwork.Parse("0.0.0.0/0"))), Address("10.255.255.255"), false },
        { FilterCondition.RemoteAddress(IPAddress.Parse("10.0.0.250"), IPAddress.Parse("10.0.1.5")), Address("10.0.1.0"), true },
        { FilterCondition.RemoteAddress(IPAddress.Parse("10.0.0.250"), IPAddress.Parse("10.0.1.5")), Address("10.0.1.6"), false },
        { FilterCondition.RemoteAddress(IPAddress.Parse("2001:db8::1")), Address("2001:db8::1"), true },
        { FilterCondition.RemoteAddress(IPAddress.Parse("2001:db8::1")), Address("2001:db8::2"), false },
        { FilterCondition.RemoteAddress(IPNetwork.Parse("2001:db8::/33")), Address("2001:db8:7fff::1"), true },
        { FilterCondition.RemoteAddress(IPNetwork.Parse("2001:db8::/33")), Address("2001:db8:8000::1"), false },
        { FilterCondition.RemoteAddress(IPNetwork.Parse("::/0")), Address("ffff::"), true },
        { FilterCondition.RemoteAddress(IPNetwork.Parse("::1/128")), Address("::1"), true },
        { FilterCondition.RemoteAddress(IPNetwork.Parse("::1/128")), Address("::"), false },
        { FilterCondition.RemoteAddress(IPAddress.Parse("::ffff:ffff:ffff:ffff"), IPAddress.Parse("::1:0:0:0:0")), Address("::1:0:0:0:0"), true },
        { new(s_address, FilterMatchType.Greater, Address("ff00::")), Address("ff00::1"), true },
        { new(s_address, FilterMatchType.Less, Address("::1")), Address("::"), true },
        { new(s_address, FilterMatchType.NotEqual, FilterValue.Network(IPNetwork.Parse("::/0"))), Address("::1"), false },
        { FilterCondition.Direction(Direction.Outbound), FilterValue.UInt32(0), true },
        { FilterCondition.Direction(Direction.Inbound), FilterValue.UInt32(0), false },
        { FilterCondition.InterfaceIndex(3), FilterValue.UInt32(3), true },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_condition_matches(FilterCondition condition, FilterValue value, bool matches)
    {
        var layer = condition.Value.ElementType == DataType.ByteArray16 ? LayerId.OutboundTransportV6 : LayerId.OutboundTransportV4;
        var policy = Make.Policy(Make.Filter(layer: layer, conditions: [condition]));

        var result = Make.Classify(policy, new FieldValues(layer) { [condition.Field] = value });

        Assert.Equal(matches ? Verdict.Block : Verdict.Permit, result.Verdict);
    }

    [Theory]
    [InlineData(6, 80, true)]
    [InlineData(6, 443, true)]
    [InlineData(17, 443, true)]
    [InlineData(17, 22, false)]
    [InlineData(1, 80, false)]
    public void Neighbours_on_one_field_are_alternatives_and_fields_must_all_match(byte protocol, ushort port, bool matches)
    {
        var policy = Make.Policy(Make.Filter(conditions:
        [
            new(Fields.IpProtocol, FilterMatchType.Equal, FilterValue.UInt8(6)),
            new(Fields.IpProtocol, FilterMatchType.Equal, FilterValue.UInt8(17)),
            FilterCondition.RemotePort(80),
            FilterCondition.RemotePort(443),
        ]));

        var result = Make.Classify(policy, new FieldValues(LayerId.OutboundTransportV4)
        {
            [Fields.IpProtocol] = FilterValue.UInt8(protocol),
            [Fields.IpRemotePort] = FilterValue.UInt16(port),
        });

        Assert.Equal(matches ? Verdict.Block : Verdict.Permit, result.Verdict);
    }

    [Fact]
    public void Two_NotEqual_on_one_field_match_everything_that_has_it()
    {
        var policy = Make.Policy(Make.Filter(conditions:
            [new(s_port, FilterMatchType.NotEqual, Port(80)), new(s_port, FilterMatchType.NotEqual, Port(443))]));

        Assert.Equal(Verdict.Block, Make.Classify(policy, new(LayerId.OutboundTransportV4) { [s_port] = Port(80) }).Verdict);
        Assert.Equal(Verdict.Permit, Make.Classify(policy, new(LayerId.OutboundTransportV4)).Verdict);
    }

    [Fact]
    public void Field_values_must_have_the_type_of_the_field()
    {
        var values = new FieldValues(LayerId.OutboundTransportV4);

        Assert.Throws<ArgumentException>(() => values[Fields.IpRemotePort] = FilterValue.UInt32(80));
        Assert.Throws<ArgumentException>(() => values[new FieldKey(Guid.NewGuid())] = FilterValue.UInt32(80));
        Assert.Throws<WfpException>(() => new FieldValues((LayerId)99));
    }

    [Theory]
    [InlineData("168.63.129.16", DataType.UInt32, "2822734096")]
    [InlineData("2001:db8::1", DataType.ByteArray16, "2001:db8::1")]
    public void Addresses_are_values_in_host_order(string address, DataType type, string text)
    {
        var value = FilterValue.Address(IPAddress.Parse(address));

        Assert.Equal(type, value.Type);
        Assert.Equal(text, value.ToString());
        Assert.Equal(IPAddress.Parse(address), value.ToIPAddress());
    }

    private static FilterValue Port(ushort port) => FilterValue.UInt16(port);

    private static FilterValue Flags(uint flags) => FilterValue.UInt32(flags);

    private static FilterValue Address(string address) => FilterValue.Address(IPAddress.Parse(address));
}
