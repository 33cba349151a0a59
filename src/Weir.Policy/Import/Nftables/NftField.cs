using System.Text.Json;

namespace Weir.Policy;

/// <summary>The left side of a match: what of a packet is compared.</summary>
/// <param name="Name">Its name in nftables.</param>
/// <param name="Dimension">What it is here.</param>
/// <param name="IsV6">The IP version that it implies, or null.</param>
/// <param name="Protocols">The protocols that it implies, or null.</param>
/// <param name="NeedsPorts">True when the rule must have asked for protocols with ports before.</param>
/// <param name="IsVersion">True when it is the IP version itself.</param>
internal sealed record NftField(
    string Name, PacketDimension Dimension, bool? IsV6 = null, IntervalSet? Protocols = null, bool NeedsPorts = false, bool IsVersion = false)
{
    public bool IsAddress => Dimension is PacketDimension.Source or PacketDimension.Destination;

    /// <exception cref="RefusedException">It is nothing that a layer has.</exception>
    public static NftField Read(JsonElement left)
    {
        var (kind, value) = left.Single();
        var name = kind switch
        {
            "payload" => $"{value.Member("protocol")?.GetStringSafely()} {value.Member("field")?.GetStringSafely()}",
            "meta" => $"meta {value.Member("key")?.GetStringSafely()}",
            _ => kind,
        };
        return name switch
        {
            "ip saddr" => new(name, PacketDimension.Source, IsV6: false),
            "ip daddr" => new(name, PacketDimension.Destination, IsV6: false),
            "ip protocol" => new(name, PacketDimension.Protocol, IsV6: false),
            "ip6 saddr" => new(name, PacketDimension.Source, IsV6: true),
            "ip6 daddr" => new(name, PacketDimension.Destination, IsV6: true),
            "ip6 nexthdr" => throw new RefusedException("it compares ip6 nexthdr, which is the protocol only when there are no extension headers; meta l4proto is it always"),
            "tcp sport" or "udp sport" or "udplite sport" or "sctp sport" or "dccp sport" => new(name, PacketDimension.SourcePort, null, Only(PacketNames.Protocol(name[..^6])!.Value)),
            "tcp dport" or "udp dport" or "udplite dport" or "sctp dport" or "dccp dport" => new(name, PacketDimension.DestinationPort, null, Only(PacketNames.Protocol(name[..^6])!.Value)),
            "th sport" => new(name, PacketDimension.SourcePort, NeedsPorts: true),
            "th dport" => new(name, PacketDimension.DestinationPort, NeedsPorts: true),
            "icmp type" => new(name, PacketDimension.IcmpType, IsV6: false, Only(1)),
            "icmp code" => new(name, PacketDimension.IcmpCode, IsV6: false, Only(1)),
            "icmpv6 type" => new(name, PacketDimension.IcmpType, IsV6: true, Only(58)),
            "icmpv6 code" => new(name, PacketDimension.IcmpCode, IsV6: true, Only(58)),
            "meta l4proto" => new(name, PacketDimension.Protocol),
            "meta nfproto" or "meta protocol" => new(name, PacketDimension.Protocol, IsVersion: true),
            "meta iif" or "meta iifname" => new(name, PacketDimension.InInterface),
            "meta oif" or "meta oifname" => new(name, PacketDimension.OutInterface),
            "ct" => throw new RefusedException($"it asks connection tracking ({ImportText.Shorten(value.Member("key")?.GetStringSafely() ?? "")}), which the packet layers do not"),
            "" => throw new RefusedException("it compares what is not known here"),
            _ => throw new RefusedException($"it compares {ImportText.Shorten(name)}, which the layers have not"),
        };
    }

    /// <summary>The packets of a set that have the field at all; null when there is none.</summary>
    /// <exception cref="RefusedException">Ports are compared of protocols that have none.</exception>
    public PacketBox? Applies(PacketBox box)
    {
        if (IsV6 is { } version && version != box.IsV6)
            return null;
        if (NeedsPorts && (box[PacketDimension.Protocol].Absent || !PacketNames.PortProtocols.Contains(box[PacketDimension.Protocol].Values)))
            throw new RefusedException($"it compares {Name} of protocols that have no ports; meta l4proto before it would say which are meant");
        return Protocols is null ? box : box.Restrict(PacketDimension.Protocol, PacketSet.Of(Protocols));
    }

    private static IntervalSet Only(byte protocol) => IntervalSet.Of(byte.MaxValue, protocol, protocol);
}
