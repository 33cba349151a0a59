using System.Net;
using Weir.Engine;
using Weir.Linux.Tests.Programs;

namespace Weir.Linux.Tests.Replay;

public sealed class LinuxReplayTests : IDisposable
{
    private const byte Udp = 17;

    private readonly LinuxReplay _kernel = LinuxReplay.Open();
    private readonly FilterEngine _engine;

    public LinuxReplayTests() => _engine = new FilterEngine(_kernel);

    public void Dispose()
    {
        _engine.Dispose();
        _kernel.Dispose();
    }

    [Theory]
    [InlineData(LayerId.OutboundTransportV4)]
    [InlineData(LayerId.OutboundTransportV6)]
    [InlineData(LayerId.InboundTransportV4)]
    [InlineData(LayerId.InboundTransportV6)]
    public void EachLayerDecidesByItsOwnFilters(LayerId layer)
    {
        using Session session = _engine.OpenSession();
        ulong block = Add(session, layer, FilterAction.Block, FilterCondition.RemotePort(80));
        ulong permit = Add(session, layer, FilterAction.Permit, FilterCondition.RemotePort(81));

        Assert.Equal(new LinuxReplayResult(Verdict.Block, block, IsVeto: false, IsAbsorbed: false), Classify(layer, 80));
        Assert.Equal(new LinuxReplayResult(Verdict.Permit, permit, IsVeto: false, IsAbsorbed: false), Classify(layer, 81));
        Assert.Equal(new LinuxReplayResult(Verdict.Permit, 0, IsVeto: false, IsAbsorbed: false), Classify(layer, 82));
        Assert.Equal(1UL, _engine.GetCounters(block).Packets);
        Assert.Equal(2UL, _kernel.GetLayerCounters(layer).PermittedPackets);
    }

    [Fact]
    public void AVetoIsTold()
    {
        using Session session = _engine.OpenSession();
        Guid high = session.AddSubLayer(new SubLayerSpec { Name = "high", Weight = 9 });
        Guid low = session.AddSubLayer(new SubLayerSpec { Name = "low", Weight = 2 });
        FilterSpec hard = new()
        {
            Name = "hard",
            Layer = LayerId.OutboundTransportV4,
            SubLayer = high,
            Action = FilterAction.Permit,
            Flags = FilterFlags.ClearActionRight,
        };
        ulong overruled = session.AddFilter(hard);
        ulong veto = session.AddFilter(hard with { SubLayer = low, Action = FilterAction.Block });

        Assert.Equal(new LinuxReplayResult(Verdict.Block, veto, IsVeto: true, IsAbsorbed: false), Classify(LayerId.OutboundTransportV4, 80));
        Assert.Equal(
            [
                new SubLayerDecision(high, overruled, FilterAction.Permit, ClearActionRight: true),
                new SubLayerDecision(low, veto, FilterAction.Block, ClearActionRight: true),
            ],
            Ask(LayerId.OutboundTransportV4, 80).Decisions);
    }

    [Fact]
    public void OfManySublayersTheHighestAreTold()
    {
        using Session session = _engine.OpenSession();
        SubLayerDecision[] decisions =
        [
            .. Enumerable.Range(0, 12).Select(index =>
            {
                Guid subLayer = session.AddSubLayer(new SubLayerSpec { Name = $"{index}", Weight = (ushort)(100 - index) });
                FilterSpec filter = new() { Name = $"{index}", Layer = LayerId.OutboundTransportV4, SubLayer = subLayer, Action = FilterAction.Block };
                return new SubLayerDecision(subLayer, session.AddFilter(filter), FilterAction.Block, ClearActionRight: false);
            }),
        ];

        LinuxReplayResult result = Ask(LayerId.OutboundTransportV4, 80);

        Assert.Equal(decisions[0].FilterId, result.FilterId);
        Assert.Equal(decisions[..7], result.Decisions);
    }

    [Theory]
    [InlineData(LayerId.OutboundTransportV4)]
    [InlineData(LayerId.InboundTransportV6)]
    public void APacketOfTheLargestSizeIsTaken(LayerId layer)
    {
        byte[] packet = Packet(layer, 80, payload: LinuxReplay.LargestPacket - (IsV6(layer) ? 48 : 28));

        _kernel.Classify(TransportPacket.Parse(packet, layer));

        Assert.Equal(LinuxReplay.LargestPacket, packet.Length);
        Assert.Throws<ArgumentException>(() => _kernel.Classify(TransportPacket.Parse(new byte[LinuxReplay.LargestPacket + 1], layer)));
    }

    private static ulong Add(Session session, LayerId layer, FilterAction action, FilterCondition condition) =>
        session.AddFilter(new FilterSpec { Name = $"{action}", Layer = layer, Action = action, Conditions = [condition] });

    private LinuxReplayResult Classify(LayerId layer, ushort remotePort) =>
        Ask(layer, remotePort) with { Decisions = default };

    private LinuxReplayResult Ask(LayerId layer, ushort remotePort) =>
        _kernel.Classify(TransportPacket.Parse(Packet(layer, remotePort, payload: 4), layer));

    private static byte[] Packet(LayerId layer, ushort remotePort, int payload)
    {
        bool outbound = layer is LayerId.OutboundTransportV4 or LayerId.OutboundTransportV6;
        byte[] udp = Packets.Ports(outbound ? (ushort)4000 : remotePort, outbound ? remotePort : (ushort)4000, 8 + payload);
        return IsV6(layer)
            ? Packets.V6("fd00::1", "fd00::2", [], Udp, udp)
            : Packets.V4(IPAddress.Loopback.ToString(), "192.0.2.1", Udp, udp);
    }

    private static bool IsV6(LayerId layer) => layer is LayerId.InboundTransportV6 or LayerId.OutboundTransportV6;
}
