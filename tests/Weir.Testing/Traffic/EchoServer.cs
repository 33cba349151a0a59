using System.Net;
using System.Net.Sockets;

namespace Weir.Testing;

/// <summary>Sends back whatever arrives, by UDP and by TCP, on one port of a host's addresses.</summary>
public sealed class EchoServer : IDisposable
{
    // How long a thread waits before it looks whether to stop; what arrives wakes it at once.
    private static readonly TimeSpan StopInterval = TimeSpan.FromMilliseconds(50);

    private readonly List<Thread> _threads = [];
    private readonly List<Socket> _sockets = [];
    private volatile bool _stopping;
    private int _datagrams;
    private int _connections;

    /// <summary>Starts the server.</summary>
    /// <param name="host">The host.</param>
    /// <param name="port">The port, for both protocols.</param>
    /// <param name="addresses">
    /// The addresses to listen on; all of the host's when none is given. One socket for each, so that an answer leaves from
    /// the address that was asked.
    /// </param>
    public EchoServer(TestHost host, int port, params IReadOnlyList<IPAddress> addresses)
    {
        Port = port;
        foreach (var address in addresses.Count > 0 ? addresses : [.. host.Addresses.Select(address => address.Address)])
        {
            var datagrams = Bind(host, new IPEndPoint(address, port), SocketType.Dgram, ProtocolType.Udp);
            var listener = Bind(host, new IPEndPoint(address, port), SocketType.Stream, ProtocolType.Tcp);
            listener.Listen();
            Start(() => EchoDatagrams(datagrams));
            Start(() => AcceptConnections(listener));
        }
    }

    /// <summary>The port.</summary>
    public int Port { get; }

    /// <summary>How many datagrams have arrived.</summary>
    public int Datagrams => Volatile.Read(ref _datagrams);

    /// <summary>How many connections have been accepted.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Stops the server and closes its connections.</summary>
    public void Dispose()
    {
        _stopping = true;
        foreach (var thread in Threads())
            thread.Join();
        foreach (var socket in _sockets)
            socket.Dispose();
    }

    private Socket Bind(TestHost host, IPEndPoint local, SocketType type, ProtocolType protocol)
    {
        var socket = host.OpenSocket(local.AddressFamily, type, protocol);
        _sockets.Add(socket);
        socket.Bind(local);
        return socket;
    }

    private void EchoDatagrams(Socket socket)
    {
        var buffer = new byte[65536];
        EndPoint sender = new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        while (WaitFor(socket))
        {
            try
            {
                var length = socket.ReceiveFrom(buffer, ref sender);
                Interlocked.Increment(ref _datagrams);
                socket.SendTo(buffer.AsSpan(0, length), SocketFlags.None, sender);
            }
            catch (SocketException)
            {
                // The answer was blocked, or an earlier one was refused: the next datagram counts.
            }
        }
    }

    private void AcceptConnections(Socket listener)
    {
        while (WaitFor(listener))
        {
            var connection = listener.Accept();
            Interlocked.Increment(ref _connections);
            Start(() => EchoStream(connection));
        }
    }

    private void EchoStream(Socket connection)
    {
        using (connection)
        {
            var buffer = new byte[65536];
            try
            {
                while (WaitFor(connection) && connection.Receive(buffer) is > 0 and var length)
                    connection.Send(buffer, length, SocketFlags.None);
            }
            catch (SocketException)
            {
                // The client reset the connection.
            }
        }
    }

    private bool WaitFor(Socket socket)
    {
        while (!_stopping)
        {
            if (socket.Poll(StopInterval, SelectMode.SelectRead))
                return true;
        }
        return false;
    }

    private void Start(Action body)
    {
        var thread = new Thread(() => body()) { IsBackground = true, Name = "echo server" };
        lock (_threads)
            _threads.Add(thread);
        thread.Start();
    }

    private List<Thread> Threads()
    {
        lock (_threads)
            return [.. _threads];
    }
}
