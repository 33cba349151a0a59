using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Weir.Engine;
using Weir.Testing;

namespace Weir.Linux.Tests.Placements;

/// <summary>Limits of outbound layers of packets, which are evaluated at the interfaces for them.</summary>
public sealed class OutboundLimitTests : IDisposable
{
    private const ulong BitsPerSecond = 20_000_000;
    private const ulong Burst = 256_000;
    private const ushort Port = 5010;

    // IPPROTO_TCP and TCP_CONGESTION of tcp(7).
    private const int TcpProtocol = 6;
    private const int TcpCongestion = 13;

    private readonly TestNetwork _network = TestNetwork.CreatePair();

    public void Dispose() => _network.Dispose();

    /// <summary>TCP takes what is beyond for losses: it does not stall, gets a good part of the rate, and not more than that.</summary>
    [Theory]
    [InlineData(LayerId.OutboundTransportV4)]
    [InlineData(LayerId.OutboundIpPacketV6)]
    public void AStreamGetsAGoodPartOfTheRate(LayerId layer)
    {
        using LinuxEngine kernel = LinuxEngine.Open(new LinuxEngineOptions { NetworkNamespace = _network.Client.Namespace });
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        ulong id = session.AddFilter(new FilterSpec
        {
            Name = "twenty megabits",
            Layer = layer,
            Action = FilterAction.Limit,
            Limit = LimitSpec.Bits(BitsPerSecond, Burst),
        });
        bool isV6 = layer is LayerId.OutboundTransportV6 or LayerId.OutboundIpPacketV6;
        AddressFamily family = isV6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
        IPEndPoint destination = new(isV6 ? _network.Server6 : _network.Server4, Port);
        using Socket listener = _network.Server.OpenSocket(family, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(destination);
        listener.Listen();
        using Socket writer = _network.Client.OpenSocket(family, SocketType.Stream, ProtocolType.Tcp);
        writer.SetRawSocketOption(TcpProtocol, TcpCongestion, "cubic"u8);
        writer.Connect(destination);
        using Socket reader = listener.Accept();
        writer.SendTimeout = reader.ReceiveTimeout = 10_000;
        bool isDone = false;
        Thread thread = new(() =>
        {
            byte[] piece = new byte[1 << 16];
            try
            {
                while (!Volatile.Read(ref isDone))
                {
                    writer.Send(piece);
                }
            }
            catch (SocketException)
            {
            }
        });
        thread.Start();
        byte[] buffer = new byte[1 << 16];
        long total = 0;

        // What the full bucket lets through at once is not the rate.
        while (total < (long)Burst)
        {
            total += reader.Receive(buffer);
        }

        total = 0;
        Stopwatch clock = Stopwatch.StartNew();
        while (clock.Elapsed.TotalSeconds < 2)
        {
            total += reader.Receive(buffer);
        }

        double rate = total * 8 / clock.Elapsed.TotalSeconds;
        Volatile.Write(ref isDone, true);
        writer.Dispose();
        thread.Join();
        FilterCounters counters = engine.GetCounters(id);
        TestContext.Current.TestOutputHelper?.WriteLine($"{rate / 1e6:F2} Mbit/s; {counters}");
        Assert.InRange(rate, BitsPerSecond * 0.25, BitsPerSecond * 1.05);
        Assert.InRange(counters.PacketsBeyondLimit, 1ul, ulong.MaxValue);
    }
}
