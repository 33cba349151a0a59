using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Weir.Captures;
using Weir.Engine;

namespace Weir.Cli.Replaying;

/// <summary>Decides which way a packet goes, by the addresses of the host whose traffic the capture is.</summary>
internal sealed class HostAddresses(ImmutableArray<IPNetwork> given)
{
    private readonly List<IPNetwork> _addresses = [.. given];

    /// <summary>The addresses that were taken for the host's because nobody said: the first packet's source, for each family.</summary>
    public IReadOnlyList<IPAddress> Guessed => [.. _addresses.Skip(given.Length).Select(network => network.BaseAddress)];

    /// <summary>The packet's ways: out, in, or out and in again for what the host sends to itself; none when it is not the host's.</summary>
    public ImmutableArray<Direction> WaysOf(InternetPacket packet)
    {
        IPAddress source = AddressAt(packet, packet.IsV6 ? 8 : 12);
        IPAddress destination = AddressAt(packet, packet.IsV6 ? 24 : 16);
        if (packet.Direction != CaptureDirection.Unknown && given.IsEmpty)
        {
            return [packet.Direction == CaptureDirection.Inbound ? Direction.Inbound : Direction.Outbound];
        }

        if (given.IsEmpty && !_addresses.Exists(network => network.BaseAddress.AddressFamily == source.AddressFamily))
        {
            _addresses.Add(new IPNetwork(source, packet.IsV6 ? 128 : 32));
        }

        bool outbound = IsLocal(source);
        bool inbound = IsLocal(destination);
        return outbound && inbound ? [Direction.Outbound, Direction.Inbound]
            : outbound ? [Direction.Outbound]
            : inbound || IsForMany(destination) ? [Direction.Inbound]
            : [];
    }

    private bool IsLocal(IPAddress address) => _addresses.Exists(network => network.Contains(address));

    private static bool IsForMany(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6
        ? address.IsIPv6Multicast
        : address.GetAddressBytes()[0] is >= 224 and <= 239 || address.Equals(IPAddress.Broadcast);

    private static IPAddress AddressAt(InternetPacket packet, int offset) => new(packet.Bytes.Span.Slice(offset, packet.IsV6 ? 16 : 4));
}
