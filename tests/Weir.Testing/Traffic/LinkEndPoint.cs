using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Weir.Testing;

/// <summary>The address of a packet socket: an interface and a protocol (struct sockaddr_ll, packet(7)).</summary>
public sealed class LinkEndPoint(int interfaceIndex, ushort protocol) : EndPoint
{
    public override AddressFamily AddressFamily => AddressFamily.Packet;

    // sll_family is filled in by SocketAddress; then sll_protocol (network order) at 2, sll_ifindex at 4; 20 bytes in all.
    public override SocketAddress Serialize()
    {
        var address = new SocketAddress(AddressFamily.Packet, 20);
        BinaryPrimitives.WriteUInt16BigEndian(address.Buffer.Span[2..], protocol);
        BitConverter.TryWriteBytes(address.Buffer.Span[4..], interfaceIndex);
        return address;
    }
}
