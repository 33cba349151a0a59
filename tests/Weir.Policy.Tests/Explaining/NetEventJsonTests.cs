using System.Net;
using System.Text;
using System.Text.Json;
using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Policy.Tests.Explaining;

/// <summary>Net events as JSON and back, and what explain makes of them.</summary>
public sealed class NetEventJsonTests : IDisposable
{
    private const string Policy =
        """
        provider: office
        sublayers:
          - {name: high, weight: 0x0900}
          - {name: low, weight: 0x0200}
        filters:
          - name: let it pass
            layer: outbound-transport-v4
            sublayer: high
            action: permit
            hard: true
          - name: firewall
            layer: outbound-transport-v4
            sublayer: low
            when: remote.port == 80 and interface == eth0
            action: block
            hard: true
        """;

    private readonly ManagedEngine _kernel = new();
    private readonly FilterEngine _engine;
    private readonly Session _session;
    private readonly PlaceholderInterfaces _interfaces = new();
    private NetEvent? _seen;

    public NetEventJsonTests()
    {
        _engine = new FilterEngine(_kernel);
        _session = _engine.OpenSession();
        PolicyDocument.Parse(Policy, "office.yaml").Lower(_interfaces).Install(_session);
        _kernel.NetEventRaised += seen => _seen = seen;
    }

    public void Dispose()
    {
        _session.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void The_deciding_filter_of_each_sublayer_is_told_by_key_and_name()
    {
        Block();
        using var json = JsonDocument.Parse(Written());
        var deciders = json.RootElement.GetProperty("terminating_filters").EnumerateArray().ToList();

        Assert.Equal(["let it pass", "firewall"], deciders.Select(one => one.GetProperty("filter").GetProperty("name").GetString()));
        Assert.Equal(["high", "low"], deciders.Select(one => one.GetProperty("sublayer").GetString()));
        Assert.Equal(
            _engine.Policy.Filters.Select(filter => filter.Key),
            deciders.Select(one => one.GetProperty("filter").GetProperty("key").GetGuid()));
        Assert.Equal("firewall", json.RootElement.GetProperty("filter").GetProperty("name").GetString());
        Assert.True(json.RootElement.GetProperty("veto").GetBoolean());
    }

    [Theory]
    [InlineData(DiscardReason.FirewallPolicy, "firewall-policy")]
    [InlineData(DiscardReason.EndpointNotFound, "endpoint-not-found")]
    [InlineData(DiscardReason.PortUnreachable, "port-unreachable")]
    [InlineData(DiscardReason.ReceiveBufferFull, "receive-buffer-full")]
    [InlineData((DiscardReason)77, "77")]
    public void What_was_discarded_is_told_with_its_reason(DiscardReason reason, string name)
    {
        Block();
        using var before = JsonDocument.Parse(Written());
        Assert.False(before.RootElement.TryGetProperty("discard_reason", out _));
        var blocked = _seen!.FilterId;
        _seen = _seen with
        {
            Layer = LayerId.OutboundTransportV4Discard,
            DiscardReason = reason,
            DiscardFilterId = reason == DiscardReason.FirewallPolicy ? blocked : null,
        };

        using var json = JsonDocument.Parse(Written());

        Assert.Equal(name, json.RootElement.GetProperty("discard_reason").GetString());
        var filter = json.RootElement.GetProperty("discard_filter");
        Assert.Equal(reason == DiscardReason.FirewallPolicy ? "firewall" : null, filter.ValueKind == JsonValueKind.Null ? null : filter.GetProperty("name").GetString());
        Assert.Equal("outbound-transport-v4-discard", json.RootElement.GetProperty("layer").GetString());
        Assert.Equal(Layers.OutboundTransportV4Discard, RecordedEvent.Parse(Written(), _interfaces).Traffic.OnlyLayer);
    }

    [Fact]
    public void A_policy_that_decides_as_the_event_says_agrees()
    {
        Block();
        var comparison = Compare(Written());

        Assert.True(comparison.Agrees);
        var text = comparison.Describe();
        Assert.Contains("BLOCKED at outbound-transport-v4 by filter 'firewall', a veto over a hard permit", text, StringComparison.Ordinal);
        Assert.Contains("sublayer 'high': hard permit, by filter 'let it pass'\n", text, StringComparison.Ordinal);
        Assert.Contains("The policy at hand decides the same.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_that_has_changed_since_does_not_agree()
    {
        Block();
        var line = Written();
        _session.DeleteFilter(_seen!.FilterId);
        var comparison = Compare(line);

        Assert.False(comparison.Agrees);
        Assert.Contains("The policy at hand does not: it permits by filter 'let it pass'.", comparison.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_filter_that_is_gone_when_the_event_is_written_has_an_id_only()
    {
        Block();
        _session.DeleteFilter(_seen!.FilterId);
        var line = Written();

        var filter = RecordedEvent.Parse(line, _interfaces).Filter!;
        Assert.Equal((_seen.FilterId, (Guid?)null, (string?)null), (filter.Id, filter.Key, filter.Name));
        Assert.False(Compare(line).Agrees);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"layer": "outbound-transport-v5"}""")]
    [InlineData("""{"layer": "outbound-transport"}""")]
    [InlineData("""{"layer": "outbound-transport-v4", "time": "yesterday"}""")]
    [InlineData("""{"layer": "outbound-transport-v4", "time": "2026-11-28T20:00:00Z", "verdict": "maybe"}""")]
    [InlineData("""{"layer": "outbound-transport-v4", "time": "2026-11-28T20:00:00Z", "verdict": "block", "protocol": 256}""")]
    [InlineData("""{"layer": "outbound-transport-v4", "time": "2026-11-28T20:00:00Z", "verdict": "block", "local_address": "here"}""")]
    [InlineData("""{"layer": "outbound-transport-v4", "time": "2026-11-28T20:00:00Z", "verdict": "block", "filter": 7}""")]
    public void What_is_no_event_is_refused(string text) =>
        Assert.StartsWith("this is no event", Assert.Throws<FormatException>(() => RecordedEvent.Parse(text, _interfaces)).Message, StringComparison.Ordinal);

    private void Block()
    {
        _kernel.Classify(new FieldValues(LayerId.OutboundTransportV4)
        {
            [Fields.IpProtocol] = FilterValue.UInt8(6),
            [Fields.IpLocalAddress] = FilterValue.Address(IPAddress.Parse("10.0.0.1")),
            [Fields.IpRemoteAddress] = FilterValue.Address(IPAddress.Parse("192.0.2.1")),
            [Fields.IpLocalPort] = FilterValue.UInt16(4000),
            [Fields.IpRemotePort] = FilterValue.UInt16(80),
            [Fields.InterfaceIndex] = FilterValue.UInt32(_interfaces.FindIndex("eth0")!.Value),
        });
        Assert.NotNull(_seen);
    }

    private string Written()
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            NetEventJson.WriteMembers(json, _seen!, _engine.Policy, _interfaces.NameOf);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(line.ToArray());
    }

    private EventComparison Compare(string line)
    {
        var seen = RecordedEvent.Parse(line, _interfaces);
        return new EventComparison(seen, TrafficExplanation.Of(seen.Traffic, _session.Policy, values => _kernel.Explain(values)).Steps[0].Explanation!);
    }
}
