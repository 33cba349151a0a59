using System.Buffers.Binary;
using System.Net;
using Weir.Engine;
using Weir.Linux.Tests.Programs;

namespace Weir.Linux.Tests.PacketLayers;

/// <summary>
/// The layers' whole programs under the kernel's test run: each packet that the reference evaluator blocks at a layer, and no other, is decided at
/// the layer of what was discarded as the reference evaluator decides there.
/// </summary>
public sealed class DiscardClassifyTests
{
    private const int PacketCount = 60;
    private const int Addresses = 6;

    public static TheoryData<LayerId> Rows() =>
        [.. LayerTable.Rows.Where(row => row.IsDiscard).Select(row => row.Id - 1)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void WhatIsBlockedAndNothingElseIsDecidedThere(LayerId layer)
    {
        LayerId discard = layer + 1;
        using LinuxReplay kernel = LinuxReplay.Open();
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        Random random = new((int)layer);
        bool isV6 = LayerTable.RowOf(layer).IsV6;
        FieldKey address = layer is LayerId.IpForwardV4 or LayerId.IpForwardV6 ? Fields.IpDestinationAddress : Fields.IpRemoteAddress;
        List<ulong> ids = [];
        using (Transaction transaction = session.BeginTransaction())
        {
            foreach (LayerId one in new[] { layer, discard })
            {
                for (int i = 0; i < Addresses; i++)
                {
                    ids.Add(session.AddFilter(new FilterSpec
                    {
                        Name = $"{i}",
                        Layer = one,

                        // The heaviest two see to it that there are both.
                        Action = i == 1 || (i != 3 && random.Next(2) == 0) ? FilterAction.Block : FilterAction.Permit,
                        Weight = FilterWeight.Range((byte)(i is 1 or 3 ? 12 + i : random.Next(13))),
                        Conditions = [new FilterCondition(address, i % 2 == 0 ? FilterMatchType.LessOrEqual : FilterMatchType.Equal, FilterValue.Address(Address(i)))],
                    }));
                }
            }

            transaction.Commit();
        }

        Dictionary<ulong, ulong> expected = ids.ToDictionary(id => id, _ => 0ul);
        Dictionary<Verdict, ulong> discarded = new() { [Verdict.Block] = 0, [Verdict.Permit] = 0 };
        for (int i = 0; i < PacketCount; i++)
        {
            TransportPacket packet = TransportPacket.Parse(Packet(layer, Address(random.Next(Addresses)), Address(random.Next(Addresses))), layer);

            ClassifyResult first = ReferenceEvaluator.Classify(engine.Policy, layer, packet.Values);
            LinuxReplayResult result = kernel.Classify(packet);

            Assert.Equal((first.Verdict, first.FilterId), (result.Verdict, result.FilterId));
            Count(first.FilterId);
            if (first.Verdict == Verdict.Block)
            {
                TransportPacket shown = TransportPacket.Parse(packet.Bytes, discard);
                ClassifyResult second = ReferenceEvaluator.Classify(engine.Policy, discard, shown.Values);
                Count(second.FilterId);
                discarded[second.Verdict]++;
            }
        }

        Assert.All(expected, pair => Assert.Equal(pair.Value, engine.GetCounters(pair.Key).Packets));
        Assert.Equal(
            (discarded[Verdict.Block], discarded[Verdict.Permit]),
            (kernel.GetLayerCounters(discard).BlockedPackets, kernel.GetLayerCounters(discard).PermittedPackets));
        Assert.InRange(discarded.Values.Aggregate((a, b) => a + b), 1ul, PacketCount - 1ul);
        Assert.Equal(discarded[Verdict.Block] + discarded[Verdict.Permit], kernel.GetLayerCounters(layer).BlockedPackets);

        void Count(ulong id)
        {
            if (id != 0)
            {
                expected[id]++;
            }
        }

        IPAddress Address(int index) => IPAddress.Parse(isV6 ? $"fd00::{index + 1}" : $"10.0.0.{index + 1}");
    }

    /// <summary>A datagram; at the layers of ICMP errors an error about one.</summary>
    private static byte[] Packet(LayerId layer, IPAddress source, IPAddress destination)
    {
        bool isV6 = LayerTable.RowOf(layer).IsV6;
        byte[] udp = Packets.Ports(4000, 5000, 12);
        byte[] datagram = isV6
            ? Packets.V6(destination.ToString(), source.ToString(), [], 17, udp)
            : Packets.V4(destination.ToString(), source.ToString(), 17, udp);
        bool isError = layer is LayerId.InboundIcmpErrorV4 or LayerId.InboundIcmpErrorV6 or LayerId.OutboundIcmpErrorV4 or LayerId.OutboundIcmpErrorV6;
        byte[] error = new byte[8 + datagram.Length];
        BinaryPrimitives.WriteUInt16BigEndian(error, isV6 ? (ushort)0x0104 : (ushort)0x0303);
        datagram.CopyTo(error, 8);
        return isV6
            ? Packets.V6(source.ToString(), destination.ToString(), [], isError ? (byte)58 : (byte)17, isError ? error : udp)
            : Packets.V4(source.ToString(), destination.ToString(), isError ? (byte)1 : (byte)17, isError ? error : udp);
    }
}
