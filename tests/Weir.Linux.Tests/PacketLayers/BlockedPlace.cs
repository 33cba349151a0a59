using System.Net.Sockets;
using Weir.Engine;

namespace Weir.Linux.Tests.PacketLayers;

/// <summary>A layer of a host where packets are blocked, and what must be seen of it.</summary>
/// <param name="Host">The host.</param>
/// <param name="Values">What the packets look like there.</param>
/// <param name="Bytes">How many bytes one send makes there, from the network header on.</param>
/// <param name="IsTold">Whether the sender sees EPERM.</param>
/// <param name="Packets">How many packets one send makes there.</param>
internal sealed record BlockedPlace(EnforcedHost Host, FieldValues Values, ulong Bytes, bool IsTold = false, ulong Packets = 1)
{
    /// <summary>
    /// Blocks at one place after the other: the packets are counted there, and none arrives. Once none is blocked, the next one arrives.
    /// </summary>
    /// <param name="send">Sends what ends with the byte that it gets, and tells whether it was permitted.</param>
    /// <param name="receiver">Where it arrives.</param>
    /// <param name="places">The places.</param>
    public static void InTurn(Func<byte, bool> send, Socket receiver, params BlockedPlace[] places)
    {
        byte round = 0;
        foreach (BlockedPlace place in places)
        {
            using ExpectedPackets expected = new(place.Host, place.Values);
            Assert.Equal(!place.IsTold, send(round++));
            expected.AssertMet(place.Packets, place.Bytes);
        }

        Assert.True(send(round));
        byte[] received = new byte[65536];
        receiver.ReceiveTimeout = 20_000;
        Assert.Equal(round, received[receiver.Receive(received) - 1]);
    }

    /// <summary>Sends to a destination, with a payload of this size.</summary>
    public static Func<byte, bool> Sending(Socket sender, System.Net.EndPoint destination, int size) => round =>
    {
        byte[] payload = new byte[size];
        payload[^1] = round;
        try
        {
            sender.SendTo(payload, destination);
            return true;
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AccessDenied)
        {
            return false;
        }
    };
}
