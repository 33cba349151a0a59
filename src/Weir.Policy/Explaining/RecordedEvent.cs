using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>A net event that was written by <see cref="NetEventJson"/>: what was decided, by whom, about which traffic.</summary>
public sealed record RecordedEvent
{
    /// <summary>When it happened.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What was decided.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Whether a block overruled a hard permit.</summary>
    public required bool IsVeto { get; init; }

    /// <summary>The filter that decided; <see langword="null"/> when none did.</summary>
    public required RecordedFilter? Filter { get; init; }

    /// <summary>The deciding filter of each sublayer, the heaviest first; empty when the engine did not tell.</summary>
    public required ImmutableArray<RecordedDecision> Decisions { get; init; }

    /// <summary>The traffic, at the one layer that decided.</summary>
    public required Traffic Traffic { get; init; }

    /// <summary>Reads an event.</summary>
    /// <param name="text">One JSON object.</param>
    /// <param name="interfaces">Gives the interface that the event names its index in the policy at hand.</param>
    /// <exception cref="FormatException">It is no such event; says what is missing or wrong.</exception>
    public static RecordedEvent Parse(string text, IInterfaceResolver interfaces)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(interfaces);
        try
        {
            using var json = JsonDocument.Parse(text);
            return Read(json.RootElement, interfaces);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new FormatException($"this is no event as 'weir run --events --json' prints them: {exception.Message}", exception);
        }
    }

    private static RecordedEvent Read(JsonElement json, IInterfaceResolver interfaces)
    {
        var name = json.GetProperty("layer").GetString() ?? "";
        if (PolicyLayers.Find(name) is not [var layer])
            throw new FormatException($"there is no layer '{name}'");
        return new RecordedEvent
        {
            Time = json.GetProperty("time").GetDateTimeOffset(),
            Verdict = VerdictOf(json.GetProperty("verdict")),
            IsVeto = json.TryGetProperty("veto", out var veto) && veto.GetBoolean(),
            Filter = json.TryGetProperty("filter", out var filter) ? FilterOf(filter) : null,
            Decisions = json.TryGetProperty("terminating_filters", out var deciders) ? [.. deciders.EnumerateArray().Select(DecisionOf)] : [],
            Traffic = TrafficOf(json, layer, interfaces),
        };
    }

    private static Verdict VerdictOf(JsonElement json) => json.GetString() switch
    {
        "block" => Verdict.Block,
        "permit" => Verdict.Permit,
        var other => throw new FormatException($"there is no verdict '{other}'"),
    };

    private static RecordedFilter? FilterOf(JsonElement json) => json.ValueKind == JsonValueKind.Null
        ? null
        : new RecordedFilter(
            json.GetProperty("id").GetUInt64(),
            json.TryGetProperty("key", out var key) ? key.GetGuid() : null,
            json.TryGetProperty("name", out var name) ? name.GetString() : null);

    private static RecordedDecision DecisionOf(JsonElement json) => new(
        json.GetProperty("sublayer_key").GetGuid(),
        json.GetProperty("sublayer").GetString(),
        FilterOf(json.GetProperty("filter")) ?? throw new FormatException("a sublayer's decision is without a filter"),
        VerdictOf(json.GetProperty("action")) == Verdict.Block,
        json.GetProperty("clear_action_right").GetBoolean());

    private static Traffic TrafficOf(JsonElement json, Layer layer, IInterfaceResolver interfaces)
    {
        var values = ImmutableDictionary.CreateBuilder<FieldKey, FilterValue>();
        Add("protocol", Fields.IpProtocol, number => FilterValue.UInt8(number.GetByte()));
        Add("local_address", Fields.IpLocalAddress, Address);
        Add("remote_address", Fields.IpRemoteAddress, Address);
        Add("local_port", Fields.IpLocalPort, number => FilterValue.UInt16(number.GetUInt16()));
        Add("remote_port", Fields.IpRemotePort, number => FilterValue.UInt16(number.GetUInt16()));
        Add("interface", Fields.InterfaceIndex, number => FilterValue.UInt32(number.GetUInt32()));
        Add("app", Fields.ApplicationPath, text => FilterValue.UnicodeString(text.GetString()!));
        Add("user", Fields.UserId, number => FilterValue.UInt32(number.GetUInt32()));
        Add("process_id", Fields.ProcessId, number => FilterValue.UInt32(number.GetUInt32()));
        if (json.TryGetProperty("interface_name", out var name) && interfaces.FindIndex(name.GetString()!) is { } index)
            values[Fields.InterfaceIndex] = FilterValue.UInt32(index);
        var isInbound = json.TryGetProperty("direction", out var direction) && direction.GetString() == "inbound";
        return new Traffic
        {
            Kind = isInbound ? TrafficKind.Inbound : TrafficKind.Outbound,
            IPVersion = layer.IPVersion ?? 4,
            Values = values.ToImmutable(),
            OnlyLayer = layer,
        };

        void Add(string member, FieldKey field, Func<JsonElement, FilterValue> read)
        {
            if (json.TryGetProperty(member, out var value))
                values.Add(field, read(value));
        }
    }

    private static FilterValue Address(JsonElement json) =>
        IPAddress.TryParse(json.GetString(), out var address) ? FilterValue.Address(address) : throw new FormatException($"'{json}' is no address");
}
