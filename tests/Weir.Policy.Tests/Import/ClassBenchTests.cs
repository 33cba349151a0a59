using System.Net;
using Weir.Engine;

namespace Weir.Policy.Tests.Import;

public sealed class ClassBenchTests
{
    [Fact]
    public void A_rule_becomes_a_filter_with_a_condition_for_each_column_that_says_something()
    {
        var filter = Assert.Single(ReadRules("@24.145.146.160/32\t141.81.155.122/24\t0 : 65535\t1711 : 1711\t0x06/0xFF\t0x0000/0x0200\t"));

        Assert.Equal(LayerId.OutboundTransportV4, filter.Layer);
        Assert.Equal(
            [
                FilterCondition.LocalAddress(IPAddress.Parse("24.145.146.160")),
                new(Fields.IpRemoteAddress, FilterMatchType.Equal, FilterValue.V4AddressMask(0x8d519b7a, 0xffffff00)),
                FilterCondition.RemotePort(1711),
                new(Fields.IpProtocol, FilterMatchType.Equal, FilterValue.UInt8(6)),
            ],
            filter.Conditions);
    }

    [Fact]
    public void Wildcards_make_no_condition_and_ranges_make_one()
    {
        var filters = ReadRules("# two rules\n@0.0.0.0/0 0.0.0.0/0 0 : 65535 0 : 65535 0x00/0x00\n\n@0.0.0.0/0\t0.0.0.0/0\t1:2\t1024 : 65535\t17/255\n");

        Assert.Equal(2, filters.Length);
        Assert.Empty(filters[0].Conditions);
        Assert.Equal(
            [
                FilterCondition.LocalPort(1, 2),
                FilterCondition.RemotePort(1024, 65535),
                new(Fields.IpProtocol, FilterMatchType.Equal, FilterValue.UInt8(17)),
            ],
            filters[1].Conditions);
    }

    [Fact]
    public void Ipv6_rules_are_filters_of_the_other_family()
    {
        var filter = Assert.Single(ReadRules("@2001:db8::/32 ::/0 0 : 65535 443 : 443 0x06/0xFF"));

        Assert.Equal(LayerId.OutboundTransportV6, filter.Layer);
        Assert.Equal(FilterValue.Network(IPNetwork.Parse("2001:db8::/32")), filter.Conditions[0].Value);
    }

    [Fact]
    public void Each_rule_is_heavier_than_the_next_and_tells_its_number_and_parity()
    {
        var filters = ReadRules(string.Concat(Enumerable.Repeat("@0.0.0.0/0 0.0.0.0/0 0 : 65535 0 : 65535 0x00/0x00\n", 4)));

        Assert.Equal([0, 1, 2, 3], filters.Select(ClassBenchRules.NumberOf));
        Assert.Equal(
            [FilterAction.Permit, FilterAction.Block, FilterAction.Permit, FilterAction.Block], filters.Select(filter => filter.Action));
        Assert.Equal(filters, filters.OrderByDescending(filter => filter.Validate()));
    }

    [Theory]
    [InlineData("10.0.0.0/8 0.0.0.0/0 0 : 1 0 : 1 0x06/0xFF", 1, "'@' is expected")]
    [InlineData("@10.0.0.0 0.0.0.0/0 0 : 1 0 : 1 0x06/0xFF", 2, "'10.0.0.0' is not a prefix")]
    [InlineData("@10.0.0.0/33 0.0.0.0/0 0 : 1 0 : 1 0x06/0xFF", 2, "a prefix of 33 bits is longer than its address")]
    [InlineData("@10.0.0.0/8 ::/0 0 : 1 0 : 1 0x06/0xFF", 13, "the source and the destination are of different families")]
    [InlineData("@10.0.0.0/8 0.0.0.0/0 2 : 1 0 : 1 0x06/0xFF", 27, "the source ports end before they begin")]
    [InlineData("@10.0.0.0/8 0.0.0.0/0 0 : 65536 0 : 1 0x06/0xFF", 27, "65536 is more than 65535")]
    [InlineData("@10.0.0.0/8 0.0.0.0/0 0 - 1 0 : 1 0x06/0xFF", 25, "':' is expected")]
    [InlineData("@10.0.0.0/8 0.0.0.0/0 0 : 1 0 : 1", 34, "the line ends before the protocol")]
    [InlineData("@10.0.0.0/8 0.0.0.0/0 0 : 1 0 : 1 tcp", 35, "'tcp' is not a protocol and its mask")]
    [InlineData("@10.0.0.0/8 0.0.0.0/0 0 : 1 0 : 1 0x06/0x0F", 35, "the protocol mask 0x0F takes some bits of a number only")]
    [InlineData("@::/0 ::/0 0 : 1 0 : 1 0x06/0xFF", 7, "the rule is of another family than the rules above it")]
    public void A_wrong_rule_is_told_with_its_place_and_how_to_mend_it(string rule, int column, string message)
    {
        var diagnostic = Assert.Single(Assert.Throws<PolicyException>(
            () => ReadRules($"@0.0.0.0/0 0.0.0.0/0 0 : 1 0 : 1 0x06/0xFF\n{rule}\n")).Diagnostics);

        Assert.Equal(("file.rules", 2, column, message), (diagnostic.File, diagnostic.Span.Line, diagnostic.Span.Column, diagnostic.Message));
        Assert.Equal(rule, diagnostic.SourceLine);
        Assert.NotNull(diagnostic.Advice);
    }

    [Fact]
    public void Rules_are_read_one_at_a_time()
    {
        static IEnumerable<string> Endless()
        {
            while (true)
            {
                yield return "@10.0.0.0/8 0.0.0.0/0 0 : 65535 0 : 65535 0x06/0xFF";
            }
        }

        using var reader = new LineReader(Endless());
        Assert.Equal(1000, ClassBenchRules.Read(reader, "endless").Take(1000).Count());
    }

    [Fact]
    public void A_packet_of_a_trace_has_five_fields()
    {
        var packets = ReadTrace("412193421\t2716784432\t65535\t80\t6\t4294967295\t83\n192.0.2.1 10.0.0.1 1 2 17\n", LayerId.OutboundTransportV4);

        Assert.Equal(2, packets.Length);
        Assert.Equal(FilterValue.UInt32(412193421), packets[0][Fields.IpLocalAddress]);
        Assert.Equal(FilterValue.UInt32(2716784432), packets[0][Fields.IpRemoteAddress]);
        Assert.Equal(FilterValue.UInt16(65535), packets[0][Fields.IpLocalPort]);
        Assert.Equal(FilterValue.UInt16(80), packets[0][Fields.IpRemotePort]);
        Assert.Equal(FilterValue.UInt8(6), packets[0][Fields.IpProtocol]);
        Assert.Equal(FilterValue.UInt32(0xc0000201), packets[1][Fields.IpLocalAddress]);
        Assert.Equal(5, packets[1].Count());
    }

    [Fact]
    public void Ipv6_addresses_of_a_trace_are_numbers_or_text()
    {
        var packets = ReadTrace("1 2001:db8::1 1 2 17", LayerId.OutboundTransportV6);

        Assert.Equal(FilterValue.ByteArray16(1), packets[0][Fields.IpLocalAddress]);
        Assert.Equal(FilterValue.Address(IPAddress.Parse("2001:db8::1")), packets[0][Fields.IpRemoteAddress]);
    }

    [Theory]
    [InlineData("1 4294967296 1 2 6", 3, "4294967296 is more than an address has")]
    [InlineData("1 ::1 1 2 6", 3, "'::1' is not an address of the rules' family")]
    [InlineData("1 2 65536 2 6", 5, "65536 is more than 65535")]
    [InlineData("1 2 3 4 256", 9, "256 is more than 255")]
    [InlineData("1 2 3 4", 8, "the line ends before the protocol")]
    [InlineData("1 2 x 4 5", 5, "a number is expected for the source port")]
    public void A_wrong_packet_is_told_with_its_place(string line, int column, string message)
    {
        var diagnostic = Assert.Single(Assert.Throws<PolicyException>(
            () => ReadTrace($"1 2 3 4 5\n{line}\n", LayerId.OutboundTransportV4)).Diagnostics);

        Assert.Equal((2, column, message), (diagnostic.Span.Line, diagnostic.Span.Column, diagnostic.Message));
        Assert.NotNull(diagnostic.Advice);
    }

    private static FilterSpec[] ReadRules(string text) => [.. ClassBenchRules.Read(new StringReader(text), "file.rules")];

    private static FieldValues[] ReadTrace(string text, LayerId layer) => [.. ClassBenchTrace.Read(new StringReader(text), "file.trace", layer)];

    private sealed class LineReader(IEnumerable<string> lines) : TextReader
    {
        private readonly IEnumerator<string> _lines = lines.GetEnumerator();

        public override string? ReadLine() => _lines.MoveNext() ? _lines.Current : null;

        protected override void Dispose(bool disposing)
        {
            _lines.Dispose();
            base.Dispose(disposing);
        }
    }
}
