using System.Collections.Immutable;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using Weir.Captures;
using Weir.Engine;
using Weir.Policy;

namespace Weir.Cli.Replaying;

/// <summary>One object: the packets in a list, then the sum. Written as it goes, so that a capture may be long.</summary>
internal sealed class JsonReplayReport : ReplayReport
{
    private const int FlushAt = 32 * 1024;

    private readonly Stream _output;
    private readonly Utf8JsonWriter _json;
    private readonly ReplayOptions _options;
    private readonly PolicySnapshot _policy;

    public JsonReplayReport(ReplayOptions options, PolicySnapshot policy)
    {
        _options = options;
        _policy = policy;
        _output = Console.OpenStandardOutput();
        _json = new Utf8JsonWriter(_output, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    public override void Begin()
    {
        _json.WriteStartObject();
        _json.WriteString("capture", _options.CapturePath);
        _json.WriteString("policy", _options.PolicyPath);
        _json.WriteString("engine", _options.Engine.ToString().ToLowerInvariant());
        _json.WriteStartArray("packets");
    }

    public override void Write(ReplayedPacket packet)
    {
        FieldValues values = packet.Packet.Values;
        _json.WriteStartObject();
        _json.WriteNumber("number", packet.Frame.Number);
        if (packet.Frame.Time is { } time)
        {
            _json.WriteString("time", time);
        }

        _json.WriteString("layer", PolicyLayers.NameOf(values.Layer));
        WriteNumber("protocol", NumberOf(values[Fields.IpProtocol]));
        WriteAddress("local_address", AddressOf(values[Fields.IpLocalAddress]));
        WriteNumber("local_port", NumberOf(values[Fields.IpLocalPort]));
        WriteAddress("remote_address", AddressOf(values[Fields.IpRemoteAddress]));
        WriteNumber("remote_port", NumberOf(values[Fields.IpRemotePort]));
        _json.WriteNumber("bytes", packet.Source.Bytes.Length);
        _json.WriteBoolean("malformed", packet.Packet.IsMalformed);
        _json.WriteBoolean("cut", packet.Source.IsCut);
        _json.WriteString("verdict", packet.Decision.Verdict == Verdict.Block ? "block" : "permit");
        _json.WriteBoolean("veto", packet.Decision.IsVeto);
        _json.WriteBoolean("absorbed", packet.Decision.IsAbsorbed);
        WriteFilter(packet.Decision.FilterId);
        _json.WriteString("filter_key", _policy.FindFilter(packet.Decision.FilterId)?.Key.ToString());
        if (!packet.Decision.Decisions.IsDefault)
        {
            NetEventJson.WriteDecisions(_json, packet.Decision.Decisions, _policy);
        }

        _json.WriteEndObject();
        if (_json.BytesPending > FlushAt)
        {
            _json.Flush();
        }
    }

    public override void End(
        ReplaySummary summary, IReadOnlyList<IPAddress> guessed, ImmutableArray<CalloutRegistration> callouts, CaptureFormatException? damage)
    {
        _json.WriteEndArray();
        _json.WriteNumber("frames", summary.Frames);
        _json.WriteNumber("permitted", summary.Permitted);
        _json.WriteNumber("blocked", summary.Blocked);
        _json.WriteNumber("malformed", summary.Malformed);
        _json.WriteNumber("cut", summary.Cut);
        _json.WriteNumber("shortened", summary.Shortened);
        _json.WriteStartObject("skipped");
        foreach ((string what, int count) in summary.Skipped)
        {
            _json.WriteNumber(what, count);
        }

        _json.WriteEndObject();
        _json.WriteStartArray("guessed_local");
        foreach (IPAddress address in guessed)
        {
            _json.WriteStringValue(address.ToString());
        }

        _json.WriteEndArray();
        WriteFilters(summary);
        WriteCallouts(callouts);
        if (damage is not null)
        {
            _json.WriteString("damage", damage.Message);
        }

        _json.WriteEndObject();
        _json.Flush();
        _output.WriteByte((byte)'\n');
    }

    public override void Dispose()
    {
        _json.Dispose();
        _output.Dispose();
    }

    private void WriteFilters(ReplaySummary summary)
    {
        _json.WriteStartArray("filters");
        foreach (((LayerId layer, ulong filter), (long packets, long bytes)) in summary.ByFilter)
        {
            _json.WriteStartObject();
            _json.WriteString("layer", PolicyLayers.NameOf(Layers.Get(layer)));
            WriteFilter(filter);
            _json.WriteNumber("packets", packets);
            _json.WriteNumber("bytes", bytes);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void WriteCallouts(ImmutableArray<CalloutRegistration> callouts)
    {
        _json.WriteStartArray("callouts");
        foreach (CalloutRegistration callout in callouts)
        {
            CalloutCounters counters = callout.ReadCounters();
            _json.WriteStartObject();
            _json.WriteString("name", _policy.FindCallout(callout.Key)!.Spec.Name);
            _json.WriteNumber("id", callout.Id);
            _json.WriteString("layer", PolicyLayers.NameOf(Layers.Get(_policy.FindCallout(callout.Key)!.Spec.ApplicableLayer)));
            _json.WriteNumber("classifications", counters.Classifications);
            _json.WriteNumber("faults", counters.Faults);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void WriteFilter(ulong filter)
    {
        if (filter == 0)
        {
            _json.WriteNull("filter");
        }
        else
        {
            _json.WriteString("filter", _policy.FindFilter(filter)!.Spec.Name);
        }
    }

    private void WriteNumber(string name, ulong? number)
    {
        if (number is { } known)
        {
            _json.WriteNumber(name, known);
        }
        else
        {
            _json.WriteNull(name);
        }
    }

    private void WriteAddress(string name, IPAddress? address) => _json.WriteString(name, address?.ToString());
}
