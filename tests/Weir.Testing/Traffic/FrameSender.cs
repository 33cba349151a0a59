using System.Buffers.Binary;
using System.Net.Sockets;
using Weir.Linux;

namespace Weir.Testing;

/// <summary>Puts packets of any content on the link of a host, past its own network stack: truncated, absurd, hostile.</summary>
public sealed class FrameSender : IDisposable
{
    /// <summary>The most packets that one sender sends.</summary>
    public const int MaximumCount = 200_000;

    private const int EthernetHeaderLength = 14;
    private const int VlanTagLength = 4;
    private const ushort VlanTag = 0x8100;

    private readonly Socket _socket;
    private readonly LinkEndPoint _link;
    private readonly byte[] _frame = new byte[65536];
    private int _sent;

    /// <summary>Opens a packet socket.</summary>
    /// <param name="from">The host whose interface sends.</param>
    /// <param name="to">The host on the other end of that link.</param>
    public FrameSender(TestHost from, TestHost to)
    {
        var source = FindLink(from);
        FindLink(to).HardwareAddress.GetAddressBytes().CopyTo(_frame, 0);
        source.HardwareAddress.GetAddressBytes().CopyTo(_frame, 6);
        _link = new LinkEndPoint(source.Index, protocol: 0);

        // Protocol 0: this socket sends only.
        _socket = from.OpenSocket(AddressFamily.Packet, SocketType.Raw, 0);
    }

    /// <summary>Sends one IPv4 or IPv6 packet, whatever its bytes are, in an Ethernet frame.</summary>
    /// <param name="packet">The packet from its IP header on; it may be shorter than the header should be.</param>
    /// <param name="family">Which protocol the frame announces.</param>
    /// <param name="vlan">Number of the VLAN whose tag (IEEE 802.1Q) the frame has, or null for none.</param>
    /// <exception cref="InvalidOperationException">More than <see cref="MaximumCount"/> packets.</exception>
    public void Send(ReadOnlySpan<byte> packet, AddressFamily family, ushort? vlan = null)
    {
        if (++_sent > MaximumCount)
            throw new InvalidOperationException($"A test sends at most {MaximumCount} frames.");
        var header = EthernetHeaderLength;
        if (vlan is { } number)
        {
            BinaryPrimitives.WriteUInt16BigEndian(_frame.AsSpan(12), VlanTag);
            BinaryPrimitives.WriteUInt16BigEndian(_frame.AsSpan(14), number);
            header += VlanTagLength;
        }

        BinaryPrimitives.WriteUInt16BigEndian(_frame.AsSpan(header - 2), (ushort)(family == AddressFamily.InterNetwork ? 0x0800 : 0x86DD));
        packet.CopyTo(_frame.AsSpan(header));
        _socket.SendTo(_frame.AsSpan(0, header + packet.Length), _link);
    }

    /// <summary>Closes the socket.</summary>
    public void Dispose() => _socket.Dispose();

    private static NetworkLink FindLink(TestHost host)
    {
        using var netlink = host.OpenNetlink();
        return netlink.FindLink(host.InterfaceName)!;
    }
}
