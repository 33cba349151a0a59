namespace Weir.Engine.Tests.Image;

/// <summary>Long lists of addresses and ports are sets, which a packet is looked for in once.</summary>
public sealed class SetTests
{
    private const int AddressCount = 10_000;
    private const int PortCount = 1000;

    [Theory]
    [InlineData(LayerId.OutboundTransportV4)]
    [InlineData(LayerId.OutboundTransportV6)]
    public void A_list_of_10000_addresses_and_1000_ports_takes_a_range_for_each_and_two_searches(LayerId layer)
    {
        var one = ImageOf(layer, filters: 1);
        var hundred = ImageOf(layer, filters: 100);

        // 32 bytes for a range; a filter more is an entry, a record and a few tests.
        Assert.InRange(one.Size, 32 * (AddressCount + PortCount), (32 * (AddressCount + PortCount)) + 8192);
        Assert.InRange(hundred.Size - one.Size, 0, 100 * 400);
        for (var number = 0; number < AddressCount; number += 997)
        {
            // All but the interface fits, so that every filter is asked.
            var packet = PacketOf(layer, number, number % PortCount, networkInterface: 0);
            Assert.InRange(CountingLoop.TurnsFor(one, packet), 1, 50);
            Assert.InRange(CountingLoop.TurnsFor(hundred, packet), 100, 50 + (100 * 8));
            Assert.Equal(0UL, hundred.Classify(packet).FilterId);
            Assert.Equal(7UL, hundred.Classify(PacketOf(layer, number, number % PortCount, networkInterface: 7)).FilterId);
            Assert.Equal(0UL, hundred.Classify(PacketOf(layer, number + AddressCount, number % PortCount, networkInterface: 7)).FilterId);
            Assert.Equal(0UL, hundred.Classify(PacketOf(layer, number, PortCount, networkInterface: 7)).FilterId);
        }
    }

    /// <summary>The same list at two fields: what was found of one says nothing of the other.</summary>
    [Fact]
    public void Sets_of_two_fields_are_two()
    {
        using var policy = new CalloutPolicy();
        policy.Session.AddFilter(Make.Filter(conditions: [.. PortsOf(Fields.IpLocalPort), .. PortsOf(Fields.IpRemotePort)]));
        policy.Session.AddFilter(Make.Filter(action: FilterAction.Permit, conditions: [.. PortsOf(Fields.IpLocalPort)]));
        for (var i = 0; i < 16; i++)
        {
            policy.Classify(new FieldValues(LayerId.OutboundTransportV4)
            {
                [Fields.IpLocalPort] = FilterValue.UInt16((ushort)(i % 4 * 2)),
                [Fields.IpRemotePort] = FilterValue.UInt16((ushort)(i / 4 * 5)),
            });
        }
    }

    /// <summary>More sets than there are bits for, some of which go and give their bits to others.</summary>
    [Fact]
    public void More_sets_than_bits()
    {
        using var policy = new CalloutPolicy();
        List<ulong> ids = [];
        for (var i = 0; i < 150; i++)
        {
            // Every 30th port from i on.
            ids.Add(policy.Session.AddFilter(Make.Filter(conditions:
                [.. Enumerable.Range(0, 40).Select(port => FilterCondition.RemotePort((ushort)((port * 150) + i)))])));
            if (i % 3 == 2)
            {
                policy.Session.DeleteFilter(ids[i / 2]);
                policy.LiveImage.Reclaim();
                policy.LiveImage.Reclaim();
            }

            if (i % 10 == 0)
            {
                Assert.Equal(ids[i], policy.Classify(PacketTo((ushort)(150 + i))).FilterId);
            }
        }

        var random = new Random(1);
        for (var i = 0; i < 100; i++)
        {
            policy.Classify(PacketTo((ushort)random.Next(7000)));
        }
    }

    private static FieldValues PacketTo(ushort port) =>
        new(LayerId.OutboundTransportV4) { [Fields.IpRemotePort] = FilterValue.UInt16(port) };

    private static IEnumerable<FilterCondition> PortsOf(FieldKey field) =>
        Enumerable.Range(0, 20).Select(port => new FilterCondition(field, FilterMatchType.Equal, FilterValue.UInt16((ushort)(port * 2))));

    /// <summary>Filters with the same lists, each for an interface: a range of one and a half, so that no table chooses by it.</summary>
    private static PolicyImage ImageOf(LayerId layer, int filters)
    {
        using var engine = new FilterEngine(new RecordingKernel());
        using var session = engine.OpenSession();
        using (var transaction = session.BeginTransaction())
        {
            for (var i = 1; i <= filters; i++)
            {
                session.AddFilter(Make.Filter(layer: layer, conditions:
                [
                    .. Enumerable.Range(0, AddressCount).Select(number => new FilterCondition(Fields.IpRemoteAddress, FilterMatchType.Equal, Address(layer, number))),
                    .. Enumerable.Range(0, PortCount).Select(number => FilterCondition.RemotePort(Port(number))),
                    new FilterCondition(
                        Fields.InterfaceIndex, FilterMatchType.Range, FilterValue.Range(FilterValue.UInt32((uint)i * 2), FilterValue.UInt32(((uint)i * 2) + 1))),
                ]));
            }

            transaction.Commit();
        }

        return PolicyImage.Build(ClassificationPlan.Build(engine.Policy, layer));
    }

    private static FieldValues PacketOf(LayerId layer, int address, int port, int networkInterface) => new(layer)
    {
        [Fields.IpRemoteAddress] = Address(layer, address),
        [Fields.IpRemotePort] = FilterValue.UInt16(Port(port)),
        [Fields.InterfaceIndex] = FilterValue.UInt32((uint)networkInterface * 2),
    };

    private static FilterValue Address(LayerId layer, int number) => layer == LayerId.OutboundTransportV4
        ? FilterValue.UInt32(0x0a000000u + ((uint)number * 1234))
        : FilterValue.ByteArray16(new UInt128(0x20010db800000000UL + ((ulong)number << 8), (ulong)number));

    private static ushort Port(int number) => (ushort)(1 + (number * 3));
}
