using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>
/// Reads descriptions of traffic: a kind, a protocol, the ends with an arrow that points the way the packet goes, and named fields, in any
/// order that makes sense.
/// </summary>
internal sealed partial class TrafficParser
{
    private static readonly string[] s_kinds = [.. Enum.GetNames<TrafficKind>().Select(name => name.ToLowerInvariant())];

    private readonly ITrafficNames _names;
    private readonly SourceText _source;
    private readonly DiagnosticBag _diagnostics;
    private readonly List<TrafficToken> _tokens;
    private readonly Dictionary<FieldKey, FilterValue> _values = [];
    private readonly ImmutableArray<Layer> _layers;
    private int _position;
    private TrafficKind? _kind;
    private int? _version;
    private TrafficEnd? _origin;
    private TrafficEnd? _destination;
    private TrafficEnd? _unplaced;

    public TrafficParser(string text, ITrafficNames names, string? layer)
    {
        _names = names;
        _source = new SourceText("event", text);
        _diagnostics = new DiagnosticBag(_source);
        _tokens = TrafficToken.Tokenize(text);
        if (layer is not null)
        {
            _layers = PolicyLayers.Find(layer);
            if (_layers.IsEmpty)
            {
                var problem = PolicyLayers.ExplainUnknown(layer);
                _diagnostics.Error(new SourceSpan(1, 1, 1), "--layer", problem.Message, problem.Advice);
            }
        }
        else
        {
            _layers = [];
        }
    }

    private TrafficToken? Current => _position < _tokens.Count ? _tokens[_position] : null;

    public Traffic Parse()
    {
        while (Current is { } token && !_diagnostics.HasErrors)
        {
            _position++;
            ReadWord(token);
        }

        Traffic? traffic = _diagnostics.HasErrors ? null : Make();
        return _diagnostics.HasErrors ? throw _diagnostics.ToException() : traffic!;
    }

    private void ReadWord(TrafficToken token)
    {
        if (token.Text is "->" or "<-")
        {
            ReadArrow(token);
        }
        else if (token.Text is "from" or "to" && Current is { } next && LooksLikeEnd(next.Text))
        {
            _position++;
            PlaceEnd(token, next, isSource: token.Text == "from");
        }
        else if (Array.IndexOf(s_kinds, token.Text) is var kind and >= 0)
        {
            SetKind(token, (TrafficKind)kind);
        }
        else if (token.Text is "ipv4" or "ipv6")
        {
            SetVersion(token, token.Text == "ipv4" ? 4 : 6);
        }
        else if (Current?.Text is not ("=" or "==") && ValueReader.TryRead(PolicyFields.Protocol, token.Text, quoted: false, out var protocol, out _)
            && !char.IsAsciiDigit(token.Text[0]))
        {
            Set(token, Fields.IpProtocol, FilterValue.UInt8((byte)protocol.Low));
        }
        else if (TrafficFields.Find(token.Text) is { } field)
        {
            ReadField(token, field);
        }
        else if (LooksLikeEnd(token.Text))
        {
            ReadEnd(token);
        }
        else
        {
            Unknown(token);
        }
    }

    /// <summary>What stands before an arrow is one end, what stands behind it the other; either may be missing.</summary>
    private void ReadArrow(TrafficToken arrow)
    {
        var pointsRight = arrow.Text == "->";
        if (_unplaced is { } before)
        {
            _unplaced = null;
            Place(before, isSource: pointsRight);
        }

        if (Current is { } next && LooksLikeEnd(next.Text))
        {
            _position++;
            PlaceEnd(arrow, next, isSource: !pointsRight);
        }
    }

    private void ReadEnd(TrafficToken token)
    {
        if (ParseEnd(token) is not { } end)
            return;
        if (_unplaced is not null)
            Error(token, "two ends side by side", "put an arrow between them that points the way the packet goes: 10.0.0.1:4000 -> 192.0.2.1:80");
        else
            _unplaced = end;
    }

    private void PlaceEnd(TrafficToken arrow, TrafficToken token, bool isSource)
    {
        if (ParseEnd(token) is not { } end)
            return;
        if ((isSource ? _origin : _destination) is not null)
            Error(arrow, $"the {(isSource ? "source" : "destination")} is there already", "write one arrow, with an end on each side");
        else
            Place(end, isSource);
    }

    private void Place(TrafficEnd end, bool isSource)
    {
        if (isSource)
            _origin = end;
        else
            _destination = end;
    }

    private void SetKind(TrafficToken token, TrafficKind kind)
    {
        if (_kind is { } other && other != kind)
            Error(token, $"'{token.Text}' after '{other.ToString().ToLowerInvariant()}'", "traffic is of one kind: leave one of them out");
        _kind = kind;
    }

    private void SetVersion(TrafficToken token, int version)
    {
        if (_version is { } other && other != version)
            Error(token, $"this is of IPv{version}, and what stands before of IPv{other}", "both ends of traffic are of one IP version");
        _version = version;
    }

    private void Set(TrafficToken token, FieldKey field, FilterValue value)
    {
        if (!_values.TryAdd(field, value))
            Error(token, $"{FieldText.NameOf(field)} is told twice", "leave one of them out");
    }

    private void Unknown(TrafficToken token)
    {
        string[] known = [.. s_kinds, .. TrafficFields.Names, "tcp", "udp", "icmp", "icmpv6", "ipv4", "ipv6"];
        if (Current?.Text is "=" or "==")
            Error(token, $"unknown field '{token.Text}'", Spelling.Advise(token.Text, [.. TrafficFields.Names]));
        else if (Spelling.Nearest(token.Text, known) is { } meant)
            Error(token, $"'{token.Text}' is not understood", $"did you mean {meant}?");
        else if (token.Text is "=" or "==")
            Error(token, $"'{token.Text}' without a field before it", "write field=value, such as remote.port=443");
        else
            Error(token, $"'{token.Text}' is not understood", "write for example: outbound tcp 10.0.0.1:4000 -> 192.0.2.1:80, or a field as name=value");
    }

    private void Error(TrafficToken token, string message, string? advice) =>
        _diagnostics.Error(_source.SpanAt(token.Start, token.Length), "", message, advice);

    private void ErrorAtEnd(string message, string? advice) =>
        _diagnostics.Error(new SourceSpan(1, _source.Text.Length + 1, 1), "", message, advice);
}
