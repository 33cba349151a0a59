using System.Net;
using System.Net.Sockets;
using Weir.Linux;

namespace Weir.Cli.Demo;

/// <summary>Answers TCP connections and datagrams on one port of one address. Pings are answered by the kernel.</summary>
internal sealed class EchoHost : IDisposable
{
    public const int Port = 8080;

    private readonly Socket _listener;
    private readonly Socket _datagrams;
    private readonly Thread[] _threads;

    private EchoHost(Socket listener, Socket datagrams)
    {
        _listener = listener;
        _datagrams = datagrams;
        _threads =
        [
            new Thread(AcceptConnections) { IsBackground = true, Name = "demo tcp" },
            new Thread(EchoDatagrams) { IsBackground = true, Name = "demo udp" },
        ];
        foreach (Thread thread in _threads)
        {
            thread.Start();
        }
    }

    /// <summary>A socket belongs to the namespace of the thread that makes it; after that any thread may use it.</summary>
    public static EchoHost Start(NetworkNamespace host, IPAddress address) => host.Run(() =>
    {
        IPEndPoint endPoint = new(address, Port);
        Socket listener = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        Socket datagrams = new(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            listener.Bind(endPoint);
            listener.Listen();
            datagrams.Bind(endPoint);
            return new EchoHost(listener, datagrams);
        }
        catch
        {
            listener.Dispose();
            datagrams.Dispose();
            throw;
        }
    });

    public void Dispose()
    {
        _listener.Dispose();
        _datagrams.Dispose();
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }
    }

    private void AcceptConnections() => UntilClosed(() =>
    {
        using Socket connection = _listener.Accept();
        connection.Send("hello"u8);
    });

    private void EchoDatagrams()
    {
        byte[] buffer = new byte[1500];
        EndPoint anyone = new IPEndPoint(IPAddress.Any, 0);
        UntilClosed(() =>
        {
            EndPoint sender = anyone;
            int length = _datagrams.ReceiveFrom(buffer, ref sender);
            _datagrams.SendTo(buffer.AsSpan(0, length), sender);
        });
    }

    private static void UntilClosed(Action step)
    {
        try
        {
            while (true)
            {
                step();
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The socket was closed: the demo is over.
        }
    }
}
