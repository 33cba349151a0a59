using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Weir.Testing;

/// <summary>Small clients: one exchange with an echo server or the network stack of another host, and what came of it.</summary>
public static class Probe
{
    /// <summary>How long to wait for an answer: long against a round trip inside one machine, even a busy one.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(2);

    private const byte EchoRequest4 = 8;
    private const byte EchoReply4 = 0;
    private const byte EchoRequest6 = 128;
    private const byte EchoReply6 = 129;

    /// <summary>Sends a datagram to an echo server and waits for it to come back.</summary>
    /// <param name="from">The host that sends.</param>
    /// <param name="destination">The server.</param>
    /// <param name="timeout">How long to wait; two seconds unless told.</param>
    public static ProbeResult Udp(TestHost from, IPEndPoint destination, TimeSpan? timeout = null)
    {
        using var socket = from.OpenSocket(destination.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        return Try(() =>
        {
            SetTimeout(socket, timeout);
            socket.Connect(destination);
            return Exchange(socket);
        });
    }

    /// <summary>Connects to an echo server and exchanges a few bytes.</summary>
    /// <param name="from">The host that connects.</param>
    /// <param name="destination">The server.</param>
    /// <param name="timeout">How long to wait for each step; two seconds unless told.</param>
    public static ProbeResult Tcp(TestHost from, IPEndPoint destination, TimeSpan? timeout = null)
    {
        using var socket = from.OpenSocket(destination.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        return Try(() =>
        {
            if (!TryConnect(socket, destination, timeout ?? DefaultTimeout))
                return ProbeResult.TimedOut;
            SetTimeout(socket, timeout);
            return Exchange(socket);
        });
    }

    /// <summary>Sends an ICMP or ICMPv6 echo request and waits for the reply.</summary>
    /// <param name="from">The host that sends.</param>
    /// <param name="destination">The address to ping.</param>
    /// <param name="timeout">How long to wait; two seconds unless told.</param>
    public static ProbeResult Ping(TestHost from, IPAddress destination, TimeSpan? timeout = null)
    {
        var isIPv6 = destination.AddressFamily == AddressFamily.InterNetworkV6;
        using var socket = from.OpenSocket(destination.AddressFamily, SocketType.Raw, isIPv6 ? ProtocolType.IcmpV6 : ProtocolType.Icmp);
        return Try(() =>
        {
            SetTimeout(socket, timeout);
            socket.Connect(new IPEndPoint(destination, 0));
            var request = EchoRequest(isIPv6);
            socket.Send(request);

            // A raw socket sees every ICMP message from that address; the loop ends with the reply or the timeout.
            var buffer = new byte[2048];
            while (true)
            {
                ReadOnlySpan<byte> message = buffer.AsSpan(0, socket.Receive(buffer));
                if (!isIPv6)
                    message = message[((message[0] & 0x0F) * 4)..];
                if (message[0] == (isIPv6 ? EchoReply6 : EchoReply4) && message[4..].SequenceEqual(request.AsSpan(4)))
                    return ProbeResult.Answered;
            }
        });
    }

    // Type, code, checksum, then identifier, sequence number and data: random, so that a reply belongs to one request only.
    private static byte[] EchoRequest(bool isIPv6)
    {
        var request = new byte[24];
        request[0] = isIPv6 ? EchoRequest6 : EchoRequest4;
        RandomNumberGenerator.Fill(request.AsSpan(4));

        // The kernel fills in the checksum of ICMPv6 (RFC 3542), not that of ICMP.
        if (!isIPv6)
            BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(2), InternetChecksum.Compute(request));
        return request;
    }

    private static ProbeResult Exchange(Socket socket)
    {
        var sent = RandomNumberGenerator.GetBytes(32);
        socket.Send(sent);
        var received = new byte[sent.Length];
        for (var length = 0; length < received.Length;)
        {
            var count = socket.Receive(received.AsSpan(length));
            if (count == 0)
                return ProbeResult.Refused;
            length += count;
        }
        return received.AsSpan().SequenceEqual(sent)
            ? ProbeResult.Answered
            : throw new InvalidOperationException("The echo server answered with something else than what was sent.");
    }

    private static bool TryConnect(Socket socket, IPEndPoint destination, TimeSpan timeout)
    {
        socket.Blocking = false;
        try
        {
            socket.Connect(destination);
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            if (!socket.Poll(timeout, SelectMode.SelectWrite))
                return false;
            var error = (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
            if (error != 0)
                throw new SocketException(error);
        }
        socket.Blocking = true;
        return true;
    }

    private static void SetTimeout(Socket socket, TimeSpan? timeout) =>
        socket.SendTimeout = socket.ReceiveTimeout = (int)(timeout ?? DefaultTimeout).TotalMilliseconds;

    private static ProbeResult Try(Func<ProbeResult> probe)
    {
        try
        {
            return probe();
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode switch
            {
                SocketError.TimedOut or SocketError.WouldBlock => ProbeResult.TimedOut,
                SocketError.AccessDenied => ProbeResult.NotPermitted,
                SocketError.ConnectionRefused or SocketError.ConnectionReset => ProbeResult.Refused,
                SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown => ProbeResult.Unreachable,
                _ => throw new InvalidOperationException($"An unexpected socket error: {exception.SocketErrorCode}", exception),
            };
        }
    }
}
