using Weir.Engine;

namespace Weir.Linux.Tests.Replay;

/// <summary>The search in policy images, in the kernel, against the same image on the CLR.</summary>
public class ImageReplayTests
{
    private const int PacketCount = 20_000;

    [Theory]
    [InlineData(LayerId.OutboundTransportV4, 3, 200)]
    [InlineData(LayerId.OutboundTransportV6, 3, 200)]
    [InlineData(LayerId.OutboundTransportV4, 1, 20_000)]
    [InlineData(LayerId.OutboundTransportV6, 1, 20_000)]
    [InlineData(LayerId.OutboundTransportV4, 70, 4)]
    [InlineData(LayerId.OutboundTransportV4, 0, 0)]
    public void KernelAndClrFindTheSameFilters(LayerId layer, int subLayers, int filters)
    {
        Random random = new(subLayers + filters);
        PolicyImage image = Build(layer, subLayers, filters, random);
        PacketBatch packets = new(layer);
        for (int i = 0; i < PacketCount; i++)
        {
            packets.Add(Packet(layer, random));
        }

        ulong[] managed = new ulong[PacketCount];
        ulong[] kernel = new ulong[PacketCount];
        image.Classify(packets, managed);
        using LinuxImageReplay replay = LinuxImageReplay.Open(image);
        replay.SetPackets(packets);
        Assert.True(replay.Classify(kernel) > 0);

        Assert.Equal(managed, kernel);
        Assert.InRange(managed.Count(id => id != 0), filters == 0 ? 0 : PacketCount / 10, filters == 0 ? 0 : PacketCount);
    }

    [Fact]
    public void WhatTheKernelCannotSearchYetIsRefused()
    {
        using FilterEngine engine = new(new ManagedEngine());
        using Session session = engine.OpenSession();
        session.AddFilter(new FilterSpec
        {
            Name = "on an interface",
            Layer = LayerId.OutboundTransportV4,
            Conditions = [FilterCondition.InterfaceIndex(2)],
            Action = FilterAction.Block,
        });
        PolicyImage image = PolicyImage.Build(ClassificationPlan.Build(engine.Policy, LayerId.OutboundTransportV4));

        Assert.Throws<NotSupportedException>(() => LinuxImageReplay.Open(image));
    }

    private static PolicyImage Build(LayerId layer, int subLayers, int filters, Random random)
    {
        using FilterEngine engine = new(new ManagedEngine());
        using Session session = engine.OpenSession();
        using (Transaction transaction = session.BeginTransaction())
        {
            for (int i = 0; i < subLayers; i++)
            {
                Guid subLayer = session.AddSubLayer(new SubLayerSpec { Name = $"sublayer {i}" });
                for (int j = 0; j < filters; j++)
                {
                    session.AddFilter(Filter(layer, random) with { SubLayer = subLayer });
                }
            }

            transaction.Commit();
        }

        return PolicyImage.Build(ClassificationPlan.Build(engine.Policy, layer));
    }

    private static FilterSpec Filter(LayerId layer, Random random)
    {
        List<FilterCondition> conditions = [];
        if (random.Next(4) != 0)
        {
            conditions.Add(new FilterCondition(Fields.IpRemoteAddress, FilterMatchType.Equal, Network(layer, random)));
        }

        if (random.Next(3) != 0)
        {
            conditions.Add(new FilterCondition(Fields.IpLocalAddress, FilterMatchType.Equal, Network(layer, random)));
        }

        if (random.Next(3) == 0)
        {
            conditions.Add(FilterCondition.RemotePort((ushort)random.Next(4), (ushort)random.Next(4, 8)));
        }
        else
        {
            conditions.Add(FilterCondition.RemotePort((ushort)random.Next(8)));
        }

        if (random.Next(2) == 0)
        {
            conditions.Add(new FilterCondition(Fields.IpProtocol, FilterMatchType.Equal, FilterValue.UInt8((byte)random.Next(3))));
        }

        return new FilterSpec
        {
            Name = "random",
            Layer = layer,
            Conditions = [.. conditions],
            Action = random.Next(2) == 0 ? FilterAction.Block : FilterAction.Permit,
            Flags = random.Next(3) == 0 ? FilterFlags.ClearActionRight : FilterFlags.None,
        };
    }

    private static FieldValues Packet(LayerId layer, Random random)
    {
        FieldValues packet = new(layer)
        {
            [Fields.IpRemoteAddress] = Address(layer, random),
            [Fields.IpProtocol] = FilterValue.UInt8((byte)random.Next(4)),
        };
        if (random.Next(20) != 0)
        {
            packet[Fields.IpLocalAddress] = Address(layer, random);
            packet[Fields.IpRemotePort] = FilterValue.UInt16((ushort)random.Next(9));
        }

        return packet;
    }

    /// <summary>Few values in each byte that matters, so that networks nest and packets meet them.</summary>
    private static FilterValue Address(LayerId layer, Random random)
    {
        uint address = ((uint)random.Next(4) << 24) | ((uint)random.Next(4) << 16) | ((uint)random.Next(4) << 8) | (uint)random.Next(4);
        return layer == LayerId.OutboundTransportV4
            ? FilterValue.UInt32(address)
            : FilterValue.ByteArray16(((UInt128)(address >> 8) << 104) | (address & 0xff));
    }

    private static FilterValue Network(LayerId layer, Random random)
    {
        FilterValue address = Address(layer, random);
        return layer == LayerId.OutboundTransportV4
            ? FilterValue.V4AddressMask((uint)address.Number, uint.MaxValue << random.Next(25))
            : FilterValue.V6AddressPrefix(address.Number, (byte)random.Next(4, 129));
    }
}
