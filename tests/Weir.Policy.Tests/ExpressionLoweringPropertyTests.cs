using CsCheck;
using Weir.Engine;

namespace Weir.Policy.Tests;

/// <summary>
/// An expression evaluated directly on a packet, by three-valued logic, must say the same as the filters it was lowered to,
/// by the engine's reference evaluator.
/// </summary>
public sealed class ExpressionLoweringPropertyTests
{
    // Small worlds, so that random packets meet random conditions.
    private static readonly Gen<string> s_v4 = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], (a, b) => $"10.{a}.0.{b}");

    private static readonly Gen<string> s_v6 = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], (a, b) => $"fd00:{a}::{b:x}");

    private static readonly Gen<string> s_addressValue = Gen.OneOf(
        s_v4,
        s_v6,
        Gen.Int[0, 3].Select(a => $"10.{a}.0.0/16"),
        Gen.Int[0, 3].Select(a => $"fd00:{a}::/32"),
        Gen.Const("0.0.0.0/0"),
        Gen.Const("::/0"),
        Gen.Const("10.0.0.2-10.2.0.1"),
        Gen.Const("fd00::1-fd00:2::2"));

    private static readonly Gen<string> s_portValue = Gen.OneOf(
        Gen.Int[0, 9].Select(p => p.ToString()),
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 9], (a, b) => $"{Math.Min(a, b)}-{Math.Max(a, b)}"),
        Gen.Const("65535"),
        Gen.Const("0-65535"));

    private static readonly Gen<string> s_icmpValue = Gen.OneOf(Gen.Int[0, 9].Select(p => p.ToString()), Gen.Const("3-5"), Gen.Const("0-255"));

    private static readonly Gen<string> s_comparison = Gen.OneOf(
        Comparison(Gen.OneOf("local.address", "remote.address"), s_addressValue, isOrdered: true),
        Comparison(Gen.OneOf("local.port", "remote.port"), s_portValue, isOrdered: true),
        Comparison(Gen.OneOf("icmp.type", "icmp.code"), s_icmpValue, isOrdered: true),
        Comparison(Gen.Const("ip.protocol"), Gen.OneOf("tcp", "udp", "icmp", "icmpv6", "47", "0", "255"), isOrdered: false),
        Comparison(Gen.Const("interface"), Gen.OneOf("lo", "eth0", "3", "br-lan"), isOrdered: false),
        Comparison(Gen.Const("direction"), Gen.OneOf("inbound", "outbound"), isOrdered: false));

    private static readonly Gen<string> s_expression = Gen.Recursive<string>((depth, self) =>
        depth >= 4
            ? s_comparison
            : Gen.Frequency(
                (4, s_comparison),
                (1, self.Select(e => $"not ({e})")),
                (2, Gen.Select(self, self, (a, b) => $"({a}) and ({b})")),
                (2, Gen.Select(self, self, (a, b) => $"({a}) or ({b})"))));

    private static readonly Gen<TestPacket> s_packet = Gen.Select(
        Gen.OneOf(LayerId.InboundTransportV4, LayerId.InboundTransportV6, LayerId.OutboundTransportV4, LayerId.OutboundTransportV6),
        Gen.OneOf<byte>(6, 17, 1, 58, 47),
        Gen.Select(s_v4, s_v4, s_v6, s_v6),
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 9], Gen.Int[0, 9]),
        Gen.UInt[1, 3],
        TestPacket.Create);

    [Fact]
    public void A_lowered_expression_means_what_it_says()
    {
        long matched = 0;
        long compared = 0;
        Gen.Select(s_expression, s_packet.Array[40]).Sample(
            (expression, packets) =>
            {
                var (count, hits) = Compare(expression, packets);
                Interlocked.Add(ref compared, count);
                Interlocked.Add(ref matched, hits);
            },
            iter: 3_000);

        // The comparison would say little if hardly any expression could be lowered, or hardly any packet met one.
        Assert.InRange(compared, 80_000, 120_000);
        Assert.InRange(matched, 20_000, 80_000);
    }

    [Fact]
    public void An_expression_that_is_written_out_reads_back_the_same() =>
        s_expression.Sample(
            expression =>
            {
                var written = Parse(expression).ToString();
                Assert.Equal(written, Parse(written).ToString());
            },
            iter: 2_000);

    [Theory]
    [InlineData("remote.port != 80 and remote.port != 443")]
    [InlineData("not (remote.port == 80 or remote.port == 443)")]
    [InlineData("remote.port not in [80, 443]")]
    public void Two_exclusions_on_one_field_exclude_both(string expression)
    {
        Assert.Equal(
            "outbound-transport-v4: ip.protocol in [tcp, udp] and remote.port in [0-79, 81-442, 444-65535]",
            PolicyText.LowerExpression(expression, "outbound-transport-v4").Single());
    }

    private static Gen<string> Comparison(Gen<string> field, Gen<string> value, bool isOrdered)
    {
        var equality = Gen.Select(field, Gen.OneOf("==", "!="), value, (f, o, v) => $"{f} {o} {v}");
        var membership = Gen.Select(field, Gen.OneOf("in", "not in"), value.Array[1, 4], (f, o, v) => $"{f} {o} [{string.Join(", ", v)}]");
        var order = Gen.Select(field, Gen.OneOf("<", "<=", ">", ">="), value.Where(v => !v.Contains('-') && !v.Contains('/')), (f, o, v) => $"{f} {o} {v}");
        return isOrdered ? Gen.OneOf(equality, membership, order) : Gen.OneOf(equality, membership);
    }

    private static PolicyExpression Parse(string expression) =>
        PolicyDocument.Parse(PolicyText.WithExpression($"'{expression}'")).Filters[0].When!;

    private static (int Compared, int Matched) Compare(string expression, TestPacket[] packets)
    {
        var written = Parse(expression);
        PolicyObjects objects;
        try
        {
            objects = PolicyText.Lower(PolicyText.WithExpression($"'{expression}'", "[outbound-transport, inbound-transport]"));
        }
        catch (PolicyException exception)
        {
            // Refused as too long, or as never matching; the latter must be true of every packet.
            var message = exception.Diagnostics.Last().Message;
            if (!message.Contains("may become 64 at most"))
            {
                Assert.Equal("the filter can never match", message);
                Assert.All(packets, packet => Assert.NotEqual(true, packet.Evaluate(written)));
            }

            return (packets.Length, 0);
        }

        using var engine = new FilterEngine(new ManagedEngine());
        using var session = engine.OpenSession();
        objects.Install(session);
        var matched = 0;
        foreach (var packet in packets)
        {
            var expected = packet.Evaluate(written) == true ? Verdict.Block : Verdict.Permit;
            var actual = ReferenceEvaluator.Classify(engine.Policy, packet.Layer, packet.ToFieldValues()).Verdict;
            Assert.True(expected == actual, $"{expression} on {packet}: written {expected}, lowered {actual}\n{string.Join('\n', objects.Filters.Select(PolicyText.Describe))}");
            matched += expected == Verdict.Block ? 1 : 0;
        }

        return (packets.Length, matched);
    }
}
