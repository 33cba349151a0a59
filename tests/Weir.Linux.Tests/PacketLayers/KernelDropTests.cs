using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Weir.Bpf.Language;
using Weir.Engine;
using Weir.Linux.Tests.Programs;
using Weir.Testing;

namespace Weir.Linux.Tests.PacketLayers;

/// <summary>What the kernel drops by itself is shown at the layers of what was discarded, to the engine of the network namespace that has received it.</summary>
public sealed class KernelDropTests : IDisposable
{
    private const ushort Port = 7821;
    private const ushort ClientPort = 7822;
    private const byte UnknownProtocol = 253;
    private const int Datagrams = 200;
    private const int Size = 500;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly TestNetwork _network = TestNetwork.CreatePair();

    public void Dispose() => _network.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AFullReceiveBufferIsTold(bool isV6)
    {
        LayerId layer = LookOf.Layer(LayerId.InboundTransportV4Discard, isV6);
        IPAddress address = isV6 ? _network.Server6 : _network.Server4;
        using Drops server = new(_network.Server, layer);
        using Drops client = new(_network.Client, layer);
        ulong other = server.Add(FilterAction.Permit, FilterCondition.LocalPort(Port + 1));
        ulong full = server.Add(FilterAction.Block, FilterCondition.LocalPort(Port));
        ulong elsewhere = client.Add(FilterAction.Block);
        using Socket receiver = _network.Server.OpenSocket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        receiver.ReceiveBufferSize = 1;
        receiver.Bind(new IPEndPoint(address, Port));
        using Socket sender = _network.Client.OpenSocket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        sender.Bind(new IPEndPoint(_network.Client.Address(address.AddressFamily), ClientPort));
        for (int i = 0; i < Datagrams; i++)
        {
            sender.SendTo(new byte[Size], new IPEndPoint(address, Port));
        }

        int received = 0;
        byte[] bytes = new byte[Size];
        receiver.ReceiveTimeout = 100;
        while (receiver.Poll(TimeSpan.FromMilliseconds(200), SelectMode.SelectRead))
        {
            Assert.Equal(Size, receiver.Receive(bytes));
            received++;
        }

        Assert.InRange(received, 1, Datagrams - 1);
        ulong dropped = (ulong)(Datagrams - received);
        Assert.True(SpinWait.SpinUntil(() => server.CountersOf(full).Packets >= dropped, s_patience));
        Assert.Equal(new FilterCounters(dropped, dropped * (Size + (isV6 ? 48u : 28u))), server.CountersOf(full));
        Assert.Equal((default, default), (server.CountersOf(other), client.CountersOf(elsewhere)));
        Assert.True(SpinWait.SpinUntil(() => !server.Events.IsEmpty, s_patience));
        Assert.All(server.Events, seen => Assert.Equal(
            (layer, DiscardReason.ReceiveBufferFull, null, Direction.Inbound, (byte)17, address, Port, _network.Client.Address(address.AddressFamily), ClientPort, server.Interface),
            (seen.Layer, seen.DiscardReason, seen.DiscardFilterId, seen.Direction, seen.Protocol, seen.LocalAddress, seen.LocalPort, seen.RemoteAddress, seen.RemotePort, seen.InterfaceIndex)));
        Assert.Empty(client.Events);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AProtocolThatNobodyHandlesIsTold(bool isV6)
    {
        LayerId layer = LookOf.Layer(LayerId.InboundIpPacketV4Discard, isV6);
        IPAddress address = isV6 ? _network.Server6 : _network.Server4;
        using Drops server = new(_network.Server, layer);
        ulong id = server.Add(FilterAction.Permit, FilterCondition.LocalAddress(address), FilterCondition.RemoteAddress(_network.Client.Address(address.AddressFamily)));
        using Socket sender = _network.Client.OpenSocket(address.AddressFamily, SocketType.Raw, ProtocolType.Raw);
        string from = _network.Client.Address(address.AddressFamily).ToString();
        byte[] packet = isV6
            ? Packets.V6(from, address.ToString(), [], UnknownProtocol, new byte[Size])
            : Packets.V4(from, address.ToString(), UnknownProtocol, new byte[Size]);

        sender.SendTo(packet, new IPEndPoint(address, 0));

        Assert.True(SpinWait.SpinUntil(() => server.CountersOf(id).Packets == 1, s_patience));
        Assert.Equal(Size + (isV6 ? 40u : 20u), server.CountersOf(id).Bytes);
        Assert.True(SpinWait.SpinUntil(() => !server.Events.IsEmpty, s_patience));
        NetEvent told = Assert.Single(server.Events);
        Assert.Equal((Verdict.Permit, DiscardReason.ProtocolUnreachable, UnknownProtocol), (told.Verdict, told.DiscardReason, told.Protocol));

        // Without filters the tracepoint is left alone.
        server.Delete(id);
        sender.SendTo(packet, new IPEndPoint(address, 0));
        Assert.Equal(1ul, server.Permitted);
    }

    [Fact]
    public void WhatIsPinnedDoesNotShowThem()
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(() => LinuxEngine.Open(new LinuxEngineOptions
        {
            NetworkNamespace = _network.Server.Namespace,
            ShowKernelDrops = true,
            PinDirectory = "/sys/fs/bpf/never",
        }));

        Assert.Contains("Leave out ShowKernelDrops or PinDirectory", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>An engine that shows a host's drops at one layer.</summary>
    private sealed class Drops : IDisposable
    {
        private readonly LayerId _layer;
        private readonly LinuxEngine _kernel;
        private readonly FilterEngine _engine;
        private readonly Session _session;

        public Drops(TestHost host, LayerId layer)
        {
            _layer = layer;
            using RouteNetlink netlink = host.OpenNetlink();
            Interface = (uint)netlink.GetIndex(host.InterfaceName);
            _kernel = LinuxEngine.Open(new LinuxEngineOptions { NetworkNamespace = host.Namespace, ShowKernelDrops = true, ReportPermits = true });
            _kernel.NetEventRaised += seen =>
            {
                if (seen.Layer == layer)
                {
                    Events.Enqueue(seen);
                }
            };
            _engine = new FilterEngine(_kernel);
            _session = _engine.OpenSession();
        }

        public ConcurrentQueue<NetEvent> Events { get; } = [];

        public uint? Interface { get; }

        public ulong Permitted => _kernel.GetLayerCounters(_layer).PermittedPackets;

        public ulong Add(FilterAction action, params FilterCondition[] conditions) =>
            _session.AddFilter(new FilterSpec { Name = "drops", Layer = _layer, Action = action, Conditions = [.. conditions] });

        public void Delete(ulong id) => _session.DeleteFilter(id);

        public FilterCounters CountersOf(ulong id) => _engine.GetCounters(id);

        public void Dispose()
        {
            _session.Dispose();
            _engine.Dispose();
            _kernel.Dispose();
        }
    }
}
