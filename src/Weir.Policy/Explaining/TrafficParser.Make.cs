using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

internal sealed partial class TrafficParser
{
    private const byte Icmp = 1;
    private const byte IcmpV6 = 58;

    private byte? Protocol => _values.TryGetValue(Fields.IpProtocol, out var value) ? (byte)value.Number : null;

    private Traffic? Make()
    {
        if ((_kind ??= KindOfLayer()) is not { } kind)
        {
            ErrorAtEnd("it is not said what kind of traffic this is", $"begin with one of: {string.Join(", ", s_kinds)}; or name a layer with --layer");
            return null;
        }

        PlaceSingleEnd(kind);
        SetEnds(kind);
        var version = _version ?? (Protocol == IcmpV6 ? 6 : LayerVersion() ?? 4);
        CheckVersion(version);
        AddToken();
        var layer = _layers.FirstOrDefault(candidate => candidate.IPVersion is null || candidate.IPVersion == version);
        return _diagnostics.HasErrors
            ? null
            : new Traffic { Kind = kind, IPVersion = version, Values = _values.ToImmutableDictionary(), OnlyLayer = layer };
    }

    /// <summary>What a layer is about, when nothing else says what the traffic is.</summary>
    private TrafficKind? KindOfLayer()
    {
        if (_layers.IsEmpty)
            return null;
        var family = _layers[0].Family;
        foreach (var path in TrafficPath.All)
        {
            if (path.Steps.Any(step => step.Family == family && step.Packet.Length == 0))
                return path.Kind;
        }

        return family.StartsWith("INBOUND_", StringComparison.Ordinal) ? TrafficKind.Inbound
            : family == "ALE_AUTH_RECV_ACCEPT" ? TrafficKind.Accept
            : TrafficKind.Outbound;
    }

    private int? LayerVersion() => _layers.Length == 1 ? _layers[0].IPVersion : null;

    /// <summary>One end without an arrow is the one that the operation is about.</summary>
    private void PlaceSingleEnd(TrafficKind kind)
    {
        if (_unplaced is not { } end)
            return;
        if (kind is TrafficKind.Inbound or TrafficKind.Forward)
        {
            Error(end.Token, $"is {end.Token.Text} the source or the destination?", $"write -> {end.Token.Text} for the destination, <- {end.Token.Text} for the source");
            return;
        }

        Place(end, isSource: kind is TrafficKind.Listen or TrafficKind.Bind);
    }

    private void SetEnds(TrafficKind kind)
    {
        var isReceived = kind is TrafficKind.Inbound or TrafficKind.Accept;
        if (kind is TrafficKind.Listen or TrafficKind.Bind)
        {
            SetEnd(_origin ?? _destination, Fields.IpLocalAddress, Fields.IpLocalPort);
        }
        else if (kind == TrafficKind.Forward)
        {
            SetEnd(_origin, Fields.IpSourceAddress, Fields.IpSourcePort);
            SetEnd(_destination, Fields.IpDestinationAddress, Fields.IpDestinationPort);
        }
        else
        {
            SetEnd(isReceived ? _destination : _origin, Fields.IpLocalAddress, Fields.IpLocalPort);
            SetEnd(isReceived ? _origin : _destination, Fields.IpRemoteAddress, Fields.IpRemotePort);
        }
    }

    private void SetEnd(TrafficEnd? end, FieldKey addressField, FieldKey portField)
    {
        if (end?.Address is { } address)
            Set(end.Token, addressField, FilterValue.Address(address));
        if (end?.Port is not { } port)
            return;
        if (Protocol is Icmp or IcmpV6)
            Error(end.Token, $"{ValueReader.ProtocolName(Protocol.Value)} has no ports", "write the message as type 8 code 0");
        else
            Set(end.Token, portField, FilterValue.UInt16(port));
    }

    private void CheckVersion(int version)
    {
        if (Protocol is Icmp && version == 6)
            ErrorAtEnd("icmp is IPv4's, and the traffic is IPv6", "write icmpv6");
        else if (Protocol is IcmpV6 && version == 4)
            ErrorAtEnd("icmpv6 is IPv6's, and the traffic is IPv4", "write icmp");
        else if (LayerVersion() is { } layer && layer != version)
            ErrorAtEnd($"the traffic is IPv{version}, and {PolicyLayers.NameOf(_layers[0])} sees IPv{layer}", "write addresses of the layer's IP version");
    }

    /// <summary>At the ALE layers WFP has the user as a token too.</summary>
    private void AddToken()
    {
        if (_values.TryGetValue(Fields.UserId, out var user) && !_values.ContainsKey(Fields.AleUserId))
        {
            uint[] groups = _values.TryGetValue(Fields.GroupId, out var group) ? [(uint)group.Number] : [];
            _values[Fields.AleUserId] = FilterValue.TokenAccessInformation(new AccessToken((uint)user.Number, groups));
        }
    }
}
