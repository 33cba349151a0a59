using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Weir.Linux;

namespace Weir.Cli.Demo;

/// <summary>Tries an address from inside a namespace in three ways. Each answers null when it works, or what went wrong.</summary>
internal sealed class Probe(NetworkNamespace client, TimeSpan patience)
{
    public string? ConnectTcp(IPAddress address) => Try(() =>
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Blocking = false;
        try
        {
            socket.Connect(address, EchoHost.Port);
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            if (!socket.Poll(patience, SelectMode.SelectWrite))
            {
                throw new SocketException((int)SocketError.TimedOut);
            }
        }

        socket.Blocking = true;
        Receive(socket, new byte[16]);
    });

    public string? SendDatagram(IPAddress address) => Try(() =>
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.SendTo("hello"u8, new IPEndPoint(address, EchoHost.Port));
        Receive(socket, new byte[16]);
    });

    /// <summary>An ICMP echo request (RFC 792) and its reply, on a raw socket.</summary>
    public string? Ping(IPAddress address) => Try(() =>
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Icmp);
        byte[] request = [8, 0, 0, 0, 0x57, 0x45, 0, 1];
        ushort checksum = unchecked((ushort)~(0x0800 + 0x5745 + 1));
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(2), checksum);
        socket.SendTo(request, new IPEndPoint(address, 0));

        // A raw socket sees every ICMP packet of the namespace, behind its IP header: wait for the reply from this address.
        byte[] reply = new byte[256];
        for (long deadline = Environment.TickCount64 + (long)patience.TotalMilliseconds; Environment.TickCount64 < deadline;)
        {
            int length = Receive(socket, reply);
            int headerLength = (reply[0] & 15) * 4;
            if (length > headerLength && reply[headerLength] == 0 && new IPAddress(reply.AsSpan(12, 4)).Equals(address))
            {
                return;
            }
        }

        throw new SocketException((int)SocketError.TimedOut);
    });

    private int Receive(Socket socket, byte[] buffer)
    {
        socket.ReceiveTimeout = (int)patience.TotalMilliseconds;
        return socket.Receive(buffer);
    }

    private string? Try(Action attempt) => client.Run(() =>
    {
        try
        {
            attempt();
            return null;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode switch
            {
                SocketError.TimedOut or SocketError.WouldBlock => "no answer",
                SocketError.AccessDenied => "not permitted (EPERM)",
                _ => error.Message,
            };
        }
    });
}
