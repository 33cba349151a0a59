using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Weir.Engine;
using Weir.Testing;

namespace Weir.Linux.Tests.Enforcement;

/// <summary>Policies are replaced under datagrams in both directions and a TCP stream.</summary>
public sealed class TwoWaySwapTests : IDisposable
{
    private const int LeastSwaps = 200;
    private const ushort Port = 5000;
    private const ushort StreamPort = 5002;

    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(2.2);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    // Longer than a thread of this test is preempted between two hooks.
    private static readonly TimeSpan s_drainTime = TimeSpan.FromMilliseconds(200);

    private readonly TestNetwork _network = TestNetwork.CreatePair();
    private readonly List<Exception> _failures = [];
    private volatile bool _isDone;

    public void Dispose() => _network.Dispose();

    /// <summary>
    /// The client blocks what it exchanges with the neighbour and permits the rest, by a policy that is replaced again and again by one that
    /// means the same. Each permitted datagram arrives and no blocked one; by the layers' counters those were all that was
    /// blocked, so the stream lost nothing either; and it never stands still while datagrams move.
    /// </summary>
    [Theory]
    [InlineData(LayerId.OutboundTransportV4, LayerId.InboundTransportV4)]
    [InlineData(LayerId.OutboundIpPacketV4, LayerId.InboundIpPacketV4)]
    public void NothingIsLostAndNothingPassesInEitherDirection(LayerId outbound, LayerId inbound) => Swap(outbound, inbound, moves: false, LeastSwaps);

    /// <summary>
    /// The same while each second policy limits something, so that the outbound layer moves to its action placement and back; now and then
    /// it has time to leave that wholly.
    /// </summary>
    [Theory]
    [InlineData(LayerId.OutboundTransportV4, LayerId.InboundTransportV4)]
    [InlineData(LayerId.OutboundIpPacketV4, LayerId.InboundIpPacketV4)]
    public void ALayerMovesBackAndForthAndNothingIsLostAndNothingPasses(LayerId outbound, LayerId inbound) =>
        Swap(outbound, inbound, moves: true, leastSwaps: 20);

    private void Swap(LayerId outbound, LayerId inbound, bool moves, int leastSwaps)
    {
        using LinuxEngine kernel = LinuxEngine.Open(new LinuxEngineOptions { NetworkNamespace = _network.Client.Namespace });
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        IPAddress client = _network.Client.Address(AddressFamily.InterNetwork);
        using Socket atClient = Bound(_network.Client, client);
        using Socket atServer = Bound(_network.Server, _network.Server4);
        using Socket atNeighbour = Bound(_network.Server, _network.Neighbour4);
        TwoWayDatagrams there = new(atClient, atServer, atClient, _network.Neighbour4, isTold: moves ? null : true);
        TwoWayDatagrams back = new(atServer, atClient, atNeighbour, client, isTold: false);
        using TcpStream stream = new(_network, StreamPort);
        int moved = 0;
        kernel.DrainTime = s_drainTime;
        kernel.LayerMoved += _ => moved++;
        Replace(0);
        LayerCounters outboundBefore = kernel.GetLayerCounters(outbound);
        LayerCounters inboundBefore = kernel.GetLayerCounters(inbound);

        Stopwatch clock = Stopwatch.StartNew();
        Thread[] threads =
        [
            Start(() => Repeat(there.SendBatch)), Start(() => Repeat(back.SendBatch)), Start(() => stream.Write(() => _isDone)),
            Start(() => stream.Read(() => there.Sent + back.Sent)),
        ];
        int swaps = 0;
        while (!_isDone && (clock.Elapsed < s_duration || swaps < leastSwaps))
        {
            Replace(++swaps);
            if (moves && swaps % 10 == 0)
            {
                Thread.Sleep(1.5 * s_drainTime);
            }
        }

        _isDone = true;
        Array.ForEach(threads, thread => thread.Join());

        Assert.Empty(_failures);
        Assert.Equal(moves ? swaps : 0, moved);
        TestContext.Current.TestOutputHelper?.WriteLine($"{swaps} policies, {moved} moves, {there.Sent} datagrams of each kind there and {back.Sent} back");
        Assert.True(there.Sent > 0 && back.Sent > 0);
        ulong inboundBlocked = (ulong)back.Sent + inboundBefore.BlockedPackets;
        SpinWait.SpinUntil(() => kernel.GetLayerCounters(inbound).BlockedPackets >= inboundBlocked, s_patience);
        LayerCounters sent = kernel.GetLayerCounters(outbound);
        LayerCounters received = kernel.GetLayerCounters(inbound);
        Assert.Equal((ulong)there.Sent, sent.BlockedPackets - outboundBefore.BlockedPackets);
        Assert.Equal(inboundBlocked, received.BlockedPackets);
        Assert.InRange(sent.PermittedPackets - outboundBefore.PermittedPackets, (ulong)there.Sent + 1, ulong.MaxValue);
        Assert.InRange(received.PermittedPackets - inboundBefore.PermittedPackets, (ulong)back.Sent + 1, ulong.MaxValue);
        Assert.Equal((0, 0, 0), (atClient.Available, atServer.Available, atNeighbour.Available));
        Assert.Equal(stream.Written, stream.BytesRead);
        Assert.InRange(stream.BytesRead, 1, long.MaxValue);
        Assert.Equal(0, stream.Stalls);

        void Replace(int round)
        {
            using Transaction transaction = session.BeginTransaction();
            foreach (InstalledFilter filter in session.Policy.Filters.ToList())
            {
                session.DeleteFilter(filter.Id);
            }

            foreach (LayerId layer in new[] { outbound, inbound })
            {
                for (int padding = 0; padding < round % 7; padding++)
                {
                    Add(layer, FilterAction.Block, 15, FilterCondition.RemoteAddress(new IPAddress([198, 51, 100, (byte)(round + padding)])));
                }

                Add(layer, FilterAction.Block, 9, FilterCondition.RemoteAddress(_network.Neighbour4));
                Add(layer, FilterAction.Permit, 1);
            }

            if (moves && round % 2 == 1)
            {
                session.AddFilter(new FilterSpec
                {
                    Name = "limits nothing",
                    Layer = outbound,
                    Action = FilterAction.Limit,
                    Limit = LimitSpec.Packets(1, 1),
                    Conditions = [FilterCondition.RemoteAddress(IPAddress.Parse("203.0.113.99"))],
                });
            }

            transaction.Commit();
        }

        void Add(LayerId layer, FilterAction action, byte weight, params FilterCondition[] conditions) => session.AddFilter(
            new FilterSpec { Name = "swapped", Layer = layer, Weight = FilterWeight.Range(weight), Conditions = [.. conditions], Action = action });
    }

    private void Repeat(Action step)
    {
        while (!_isDone)
        {
            step();
        }
    }

    private Thread Start(Action body)
    {
        Thread thread = new(() =>
        {
            try
            {
                body();
            }
            catch (Exception failure)
            {
                lock (_failures)
                {
                    _failures.Add(failure);
                }

                _isDone = true;
            }
        })
        { IsBackground = true };
        thread.Start();
        return thread;
    }

    private static Socket Bound(TestHost host, IPAddress address)
    {
        Socket socket = host.OpenSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(address, Port));
        socket.ReceiveTimeout = (int)s_patience.TotalMilliseconds;
        return socket;
    }

    /// <summary>Datagrams of one direction, permitted and blocked ones in turn.</summary>
    private sealed class TwoWayDatagrams(Socket sender, Socket receiver, Socket blockedSender, IPAddress blocked, bool? isTold)
    {
        // What the receiving socket has room for.
        private const int Batch = 32;

        private readonly SocketAddress _permittedAddress = receiver.LocalEndPoint!.Serialize();
        private readonly SocketAddress _blockedAddress = new IPEndPoint(blocked, Port).Serialize();
        private readonly byte[] _payload = new byte[18];
        private readonly byte[] _received = new byte[64];
        private int _sent;

        /// <summary>How many of each kind.</summary>
        public int Sent => Volatile.Read(ref _sent);

        public void SendBatch()
        {
            int first = _sent;
            for (int index = 0; index < Batch; index++)
            {
                BitConverter.TryWriteBytes(_payload, first + index);
                sender.SendTo(_payload, SocketFlags.None, _permittedAddress);
                Volatile.Write(ref _sent, first + index + 1);
                BitConverter.TryWriteBytes(_payload, -1);
                bool isRefused = IsRefused();
                Assert.Equal(isTold ?? isRefused, isRefused);
            }

            // A sender that is moved to another processor may overtake itself.
            ulong arrived = 0;
            for (int index = 0; index < Batch; index++)
            {
                receiver.Receive(_received);
                int number = BitConverter.ToInt32(_received) - first;
                Assert.InRange(number, 0, Batch - 1);
                arrived |= 1ul << number;
            }

            Assert.Equal((1ul << Batch) - 1, arrived);
        }

        private bool IsRefused()
        {
            try
            {
                blockedSender.SendTo(_payload, SocketFlags.None, _blockedAddress);
                return false;
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.AccessDenied)
            {
                return true;
            }
        }
    }

    /// <summary>A stream from the client to the server.</summary>
    private sealed class TcpStream : IDisposable
    {
        private static readonly TimeSpan s_stall = TimeSpan.FromSeconds(1);

        private readonly Socket _writer;
        private readonly Socket _reader;

        public TcpStream(TestNetwork network, ushort port)
        {
            using Socket listener = network.Server.OpenSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(network.Server4, port));
            listener.Listen();
            _writer = network.Client.OpenSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _writer.Connect(new IPEndPoint(network.Server4, port));
            _reader = listener.Accept();
            _writer.SendTimeout = _reader.ReceiveTimeout = (int)s_patience.TotalMilliseconds;
        }

        public long Written { get; private set; }

        public long BytesRead { get; private set; }

        /// <summary>Seconds without a byte in which datagrams were moved.</summary>
        public int Stalls { get; private set; }

        public void Write(Func<bool> isDone)
        {
            byte[] piece = new byte[1 << 16];
            while (!isDone())
            {
                Written += _writer.Send(piece);
            }

            _writer.Shutdown(SocketShutdown.Send);
        }

        public void Read(Func<int> datagrams)
        {
            // A machine that stands still moves no datagrams either.
            const int Moving = 1000;
            byte[] buffer = new byte[1 << 16];
            Stopwatch clock = Stopwatch.StartNew();
            int before = datagrams();
            while (_reader.Receive(buffer) is > 0 and int count)
            {
                BytesRead += count;
                int now = datagrams();
                Stalls += clock.Elapsed > s_stall && now - before > Moving ? 1 : 0;
                clock.Restart();
                before = now;
            }
        }

        public void Dispose()
        {
            _writer.Dispose();
            _reader.Dispose();
        }
    }
}
