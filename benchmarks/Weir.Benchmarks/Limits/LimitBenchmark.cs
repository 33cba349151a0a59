using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Weir.Benchmarks.Classify;
using Weir.Benchmarks.Throughput;
using Weir.Benchmarks.Transport;
using Weir.Bpf;
using Weir.Engine;
using Weir.Linux;

namespace Weir.Benchmarks.Limits;

/// <summary>
/// How exactly a limit is kept for UDP, over a veth pair between two namespaces of its own, and what it costs over a permit, by the kernel's test
/// run. Takes about a minute.
/// </summary>
internal static class LimitBenchmark
{
    private const int Port = 4000;
    private const int PayloadSize = 1000;
    private const int FrameSize = PayloadSize + 42;
    private const int Pairs = 21;
    private const int Repeat = 200_000;
    private const int Streams = 5;
    private const int SecondsPerStream = 4;
    private static readonly TimeSpan s_warming = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan s_measuring = TimeSpan.FromSeconds(4);

    public static int Run()
    {
        Console.WriteLine($"UDP flood of {PayloadSize} bytes, limited as it comes in; what the receiving socket got in {s_measuring.TotalSeconds} s, in bits of whole frames.");
        Console.WriteLine($"{"limit",12}{"received",16}{"difference",12}");
        double worst = 0;
        foreach (ulong rate in new[] { 1_000_000UL, 10_000_000UL, 100_000_000UL })
        {
            double received = MeasureRate(rate);
            double difference = (received / rate) - 1;
            worst = Math.Max(worst, Math.Abs(difference));
            Console.WriteLine($"{rate / 1_000_000,7} Mbit{received,16:N0}{difference,12:P2}");
        }

        Console.WriteLine();
        MeasureStream();
        Console.WriteLine();
        Console.WriteLine($"Nanoseconds that a packet costs over a filter that permits, all within the limit; {Pairs} pairs of {Repeat} runs; medians, and between which values the middle half was.");
        Console.WriteLine($"frames, burst of a second (counted in ticks)             {MeasureCost(LayerId.InboundMacFrameEthernet, 1)}");
        Console.WriteLine($"frames, burst of 10 ms (exact clock)                     {MeasureCost(LayerId.InboundMacFrameEthernet, 0.01)}");
        Console.WriteLine($"inbound transport, burst of a second (counted in ticks)  {MeasureCost(LayerId.InboundTransportV4, 1)}");
        Console.WriteLine($"inbound transport, burst of 10 ms (exact clock)          {MeasureCost(LayerId.InboundTransportV4, 0.01)}");
        return worst <= 0.02 ? 0 : 1;
    }

    /// <summary>TCP under a limit of the sending host, which drops what is beyond and queues nothing.</summary>
    private static void MeasureStream()
    {
        if (!Tool.Exists("iperf3"))
        {
            Console.WriteLine("A TCP stream is left out: apt-get install iperf3");
            return;
        }

        const ulong rate = 20_000_000;
        const ulong burst = 256_000;
        using ThroughputPath path = new();
        using LinuxEngine kernel = LinuxEngine.Open(new LinuxEngineOptions { NetworkNamespace = path.Client });
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        session.AddFilter(new FilterSpec
        {
            Name = "limited",
            Layer = LayerId.OutboundTransportV4,
            Conditions = [FilterCondition.Protocol(ProtocolType.Tcp)],
            Action = FilterAction.Limit,
            Limit = LimitSpec.Bits(rate, burst),
        });
        List<double> received = [.. Enumerable.Range(0, Streams).Select(_ => path.Tcp(SecondsPerStream) / 1e6)];
        Console.WriteLine(
            $"TCP limited to {rate / 1_000_000} Mbit/s, burst {burst:N0} bytes, at OUTBOUND_TRANSPORT_V4; Mbit/s received in {SecondsPerStream} s: "
            + $"median {LayerRun.Median(received):F1}, {received[0]:F1} to {received[^1]:F1} in {Streams} streams");
    }

    private static double MeasureRate(ulong rate)
    {
        using NetworkNamespace client = NetworkNamespace.Create();
        using NetworkNamespace server = NetworkNamespace.Create();
        IPAddress address = IPAddress.Parse("192.0.2.2");
        VirtualEthernetEnd.Join(
            new(client, "a", InterfaceAddress.Parse("192.0.2.1/24")), new(server, "b", InterfaceAddress.Parse("192.0.2.2/24")));
        using LinuxEngine kernel = LinuxEngine.Open(new LinuxEngineOptions { NetworkNamespace = server });
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        session.AddFilter(new FilterSpec
        {
            Name = "limited",
            Layer = LayerId.InboundMacFrameEthernet,
            Conditions = [new FilterCondition(Fields.EtherType, FilterMatchType.Equal, FilterValue.UInt16(0x0800))],
            Action = FilterAction.Limit,
            Limit = LimitSpec.Bits(rate, Math.Max(LimitSpec.FullPacket * 4, rate / 8 / 20)),
        });
        using Socket receiver = server.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        receiver.ReceiveBufferSize = 1 << 22;
        receiver.Bind(new IPEndPoint(address, Port));
        using Socket sender = client.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        using CancellationTokenSource stop = new();
        Thread flood = new(() =>
        {
            SocketAddress destination = new IPEndPoint(address, Port).Serialize();
            byte[] payload = new byte[PayloadSize];
            while (!stop.IsCancellationRequested)
            {
                sender.SendTo(payload, SocketFlags.None, destination);
            }
        });
        flood.Start();
        try
        {
            byte[] buffer = new byte[PayloadSize];
            Stopwatch clock = Stopwatch.StartNew();
            while (clock.Elapsed < s_warming)
            {
                receiver.Receive(buffer);
            }

            clock.Restart();
            long count = 0;
            while (clock.Elapsed < s_measuring)
            {
                receiver.Receive(buffer);
                count++;
            }

            return count * FrameSize * 8 / clock.Elapsed.TotalSeconds;
        }
        finally
        {
            stop.Cancel();
            flood.Join();
        }
    }

    /// <summary>Both programs are loaded anew for each pair, because where the kernel puts them moves the time by up to a half.</summary>
    private static string MeasureCost(LayerId layer, double burstSeconds)
    {
        List<double> differences = [.. Enumerable.Range(0, Pairs).Select(_ => MeasurePair(layer, burstSeconds))];
        double median = LayerRun.Median(differences);
        return $"{median,6:F0}  ({differences[Pairs / 4]:F0} to {differences[Pairs * 3 / 4]:F0})";
    }

    private static double MeasurePair(LayerId layer, double burstSeconds)
    {
        const ulong rate = LimitSpec.HighestBitRate;
        using LinuxEngine permitting = LinuxEngine.OpenDetached();
        using LinuxEngine limiting = LinuxEngine.OpenDetached();
        using FilterEngine permittingEngine = new(permitting);
        using FilterEngine limitingEngine = new(limiting);
        using Session permittingSession = permittingEngine.OpenSession();
        using Session limitingSession = limitingEngine.OpenSession();
        permittingSession.AddFilter(new FilterSpec { Name = "permit", Layer = layer, Action = FilterAction.Permit });
        limitingSession.AddFilter(new FilterSpec
        {
            Name = "limit",
            Layer = layer,
            Action = FilterAction.Limit,
            Limit = LimitSpec.Bits(rate, (ulong)(rate / 8 * burstSeconds)),
        });
        double permit = Nanoseconds(permitting.ProgramOf(layer), layer);
        return Nanoseconds(limiting.ProgramOf(layer), layer) - permit;
    }

    private static double Nanoseconds(BpfProgram program, LayerId layer)
    {
        byte[] packet = LayerRun.TcpV4();
        byte[] frame = new byte[14 + packet.Length];
        (frame[12], frame[13]) = (0x08, 0x00);
        packet.CopyTo(frame, 14);
        if (layer == LayerId.InboundMacFrameEthernet)
        {
            return program.TestRun(frame, repeat: Repeat).Nanoseconds;
        }

        // struct nf_hook_state: LOCAL_IN, IPv4.
        byte[] hookState = new byte[48];
        (hookState[0], hookState[1]) = (1, 2);
        return program.TestRun(frame, context: hookState, repeat: Repeat).Nanoseconds;
    }
}
