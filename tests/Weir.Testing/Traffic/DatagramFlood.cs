using System.Net;
using System.Net.Sockets;

namespace Weir.Testing;

/// <summary>Sends many datagrams from a host as fast as one thread can.</summary>
public static class DatagramFlood
{
    /// <summary>The most that one call sends.</summary>
    public const int MaximumCount = 1_000_000;

    /// <summary>Sends the datagrams and waits until all are sent.</summary>
    /// <param name="from">The host that sends.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="count">How many, at most <see cref="MaximumCount"/>.</param>
    /// <param name="byteCount">The size of the payload.</param>
    /// <returns>How many sends succeeded and how many failed with EPERM.</returns>
    public static (int Sent, int NotPermitted) Send(TestHost from, IPEndPoint destination, int count, int byteCount = 18)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaximumCount);
        using var socket = from.OpenSocket(destination.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        var payload = new byte[byteCount];
        var remote = destination.Serialize();
        var (sent, notPermitted) = (0, 0);
        for (var index = 0; index < count; index++)
        {
            try
            {
                socket.SendTo(payload, SocketFlags.None, remote);
                sent++;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AccessDenied)
            {
                notPermitted++;
            }
        }
        return (sent, notPermitted);
    }
}
