using Weir.Bpf.Language;
using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux.Tests.Classification;

/// <summary>
/// Random policies and packets from the same small pools, so that packets meet filters, sublayers disagree and weights tie.
/// </summary>
internal sealed class RandomPolicy(int seed)
{
    /// <summary>The layers of its filters and packets.</summary>
    public static readonly LayerId[] Layers =
    [
        LayerId.InboundTransportV4, LayerId.InboundTransportV6, LayerId.OutboundTransportV4, LayerId.OutboundTransportV6,
    ];

    private static readonly uint[] s_v4 = [0, 1, 0x0a000001, 0x0a000002, 0x0a0000ff, 0x0a010000, 0xa83f8110, 0x7fffffff, 0x80000000, uint.MaxValue];

    private static readonly UInt128[] s_v6 =
    [
        0, 1, new(0xfd00ul << 48, 1), new(0xfd00ul << 48, 2), new(0xfd00ul << 48, ulong.MaxValue), new((0xfd00ul << 48) + 1, 0),
        new(0x7fff_ffff_ffff_ffff, ulong.MaxValue), new(0x8000_0000_0000_0000, 0), UInt128.MaxValue,
    ];

    private static readonly ushort[] s_ports = [0, 1, 3, 8, 53, 80, 443, 1024, 32768, ushort.MaxValue];
    private static readonly byte[] s_protocols = [0, 1, 6, 17, 58, 255];
    private static readonly uint[] s_interfaces = [0, 1, 2, 3, uint.MaxValue];

    private readonly Random _random = new(seed);

    /// <summary>Replaces everything in the engine by a new policy, in one transaction. Callout objects stay.</summary>
    /// <param name="session">The session.</param>
    /// <param name="mostFilters">How many filters at most.</param>
    /// <param name="calloutsOf">The keys of the callouts that filters of a layer may call; null for a policy without.</param>
    public void Install(Session session, int mostFilters, Func<LayerId, IReadOnlyList<Guid>>? calloutsOf = null)
    {
        using Transaction transaction = session.BeginTransaction();
        foreach (InstalledFilter filter in session.Policy.Filters.ToList())
        {
            session.DeleteFilter(filter.Id);
        }

        foreach (InstalledSubLayer subLayer in session.Policy.SubLayersByWeight.Where(one => one.Lifetime != Lifetime.BuiltIn).ToList())
        {
            session.DeleteSubLayer(subLayer.Key);
        }

        List<Guid> subLayers = [SubLayers.Universal];
        for (int count = _random.Next(4); count > 0; count--)
        {
            subLayers.Add(session.AddSubLayer(new SubLayerSpec { Name = "random", Weight = (ushort)_random.Next(0x10000) }));
        }

        for (int count = _random.Next(1, mostFilters + 1); count > 0; count--)
        {
            LayerId layer = Pick(Layers);
            FilterSpec filter = RandomFilter(layer, Pick(subLayers));
            if (calloutsOf is not null && _random.Next(2) == 0)
            {
                FilterAction action = Pick([FilterAction.CalloutTerminating, FilterAction.CalloutUnknown, FilterAction.CalloutInspection]);
                bool permits = action != FilterAction.CalloutInspection && _random.Next(2) == 0;
                filter = filter with
                {
                    Action = action,
                    Callout = Pick(calloutsOf(layer)),
                    Context = (ulong)_random.Next(8),
                    Flags = filter.Flags | (permits ? FilterFlags.PermitIfCalloutUnregistered : FilterFlags.None),
                };
            }

            session.AddFilter(filter);
        }

        transaction.Commit();
    }

    public FilterSpec RandomFilter(LayerId layer, Guid subLayer) => new()
    {
        Name = "random",
        Layer = layer,
        SubLayer = subLayer,
        Weight = RandomWeight(),
        Conditions = [.. RandomConditions(layer)],
        Action = _random.Next(2) == 0 ? FilterAction.Block : FilterAction.Permit,
        Flags = _random.Next(3) == 0 ? FilterFlags.ClearActionRight : FilterFlags.None,
    };

    public (LayerId Layer, PacketFields Fields) RandomPacket()
    {
        LayerId layer = Pick(Layers);
        bool isV6 = IsV6(layer);
        PacketFields fields = default;
        UInt128 local = isV6 ? Pick(s_v6) : Pick(s_v4);
        UInt128 remote = isV6 ? Pick(s_v6) : Pick(s_v4);
        fields.Values.LocalAddress = new InternetAddress((ulong)(local >> 64), (ulong)local);
        fields.Values.RemoteAddress = new InternetAddress((ulong)(remote >> 64), (ulong)remote);
        fields.Values.LocalPort = Pick(s_ports);
        fields.Values.RemotePort = Pick(s_ports);
        fields.Values.Protocol = Pick(s_protocols);
        fields.Values.InterfaceIndex = Pick(s_interfaces);
        fields.Values.Direction = (PacketDirection)_random.Next(2);
        fields.Metadata.PacketLength = (uint)_random.Next(20, 1500);
        fields.LayerSlot = (byte)LayerTable.Of(layer);

        // A field that extract leaves absent is 0.
        const IncomingFields Everything =
            IncomingFields.Addresses | IncomingFields.Ports | IncomingFields.Protocol | IncomingFields.InterfaceIndex | IncomingFields.Direction;
        fields.Values.Present = _random.Next(4) == 0 ? (IncomingFields)_random.Next(128) : Everything;
        if (!fields.Values.Has(IncomingFields.LocalAddress)) fields.Values.LocalAddress = default;
        if (!fields.Values.Has(IncomingFields.RemoteAddress)) fields.Values.RemoteAddress = default;
        if (!fields.Values.Has(IncomingFields.LocalPort)) fields.Values.LocalPort = 0;
        if (!fields.Values.Has(IncomingFields.RemotePort)) fields.Values.RemotePort = 0;
        if (!fields.Values.Has(IncomingFields.Protocol)) fields.Values.Protocol = 0;
        if (!fields.Values.Has(IncomingFields.InterfaceIndex)) fields.Values.InterfaceIndex = 0;
        return (layer, fields);
    }

    public static FieldValues ToFieldValues(LayerId layer, PacketFields fields)
    {
        FieldValues values = new(layer);
        void Set(IncomingFields bit, FieldKey key, FilterValue value)
        {
            if (fields.Values.Has(bit))
            {
                values[key] = value;
            }
        }

        FilterValue Address(InternetAddress address) =>
            IsV6(layer) ? FilterValue.ByteArray16(new UInt128(address.High, address.Low)) : FilterValue.UInt32(address.V4);
        Set(IncomingFields.LocalAddress, Fields.IpLocalAddress, Address(fields.Values.LocalAddress));
        Set(IncomingFields.RemoteAddress, Fields.IpRemoteAddress, Address(fields.Values.RemoteAddress));
        Set(IncomingFields.LocalPort, Fields.IpLocalPort, FilterValue.UInt16(fields.Values.LocalPort));
        Set(IncomingFields.RemotePort, Fields.IpRemotePort, FilterValue.UInt16(fields.Values.RemotePort));
        Set(IncomingFields.Protocol, Fields.IpProtocol, FilterValue.UInt8(fields.Values.Protocol));
        Set(IncomingFields.InterfaceIndex, Fields.InterfaceIndex, FilterValue.UInt32(fields.Values.InterfaceIndex));
        Set(IncomingFields.Direction, Fields.Direction, FilterValue.UInt32((uint)fields.Values.Direction));
        return values;
    }

    private static bool IsV6(LayerId layer) => layer is LayerId.InboundTransportV6 or LayerId.OutboundTransportV6;

    private FilterWeight RandomWeight() => _random.Next(3) switch
    {
        0 => FilterWeight.Auto,
        1 => FilterWeight.Range((byte)_random.Next(16)),
        _ => FilterWeight.Exact((ulong)_random.Next(4)),
    };

    private IEnumerable<FilterCondition> RandomConditions(LayerId layer)
    {
        FieldKey[] fields =
        [
            Fields.IpProtocol, Fields.IpLocalAddress, Fields.IpRemoteAddress, Fields.IpLocalPort, Fields.IpRemotePort,
            Fields.InterfaceIndex, Fields.Direction, Fields.InterfaceType,
        ];
        _random.Shuffle(fields);
        foreach (FieldKey field in fields.Take(_random.Next(4)))
        {
            for (int alternatives = _random.Next(3) != 0 ? 1 : _random.Next(6) == 0 ? 12 : 3; alternatives > 0; alternatives--)
            {
                yield return RandomCondition(layer, field);
            }
        }
    }

    private FilterCondition RandomCondition(LayerId layer, FieldKey field)
    {
        // No packet here has an interface type, and only its absence can be asked for.
        if (field == Fields.InterfaceType || _random.Next(12) == 0)
        {
            return new FilterCondition(field, FilterMatchType.Equal, FilterValue.Empty);
        }

        bool isAddress = field == Fields.IpLocalAddress || field == Fields.IpRemoteAddress;
        if (isAddress && _random.Next(3) == 0)
        {
            FilterValue network = IsV6(layer)
                ? FilterValue.V6AddressPrefix(Pick(s_v6), (byte)Pick([0, 1, 8, 63, 64, 65, 127, 128]))
                : FilterValue.V4AddressMask(Pick(s_v4), Pick([0u, 0x80000000, 0xff000000, 0xffffff00, 0xfffffffe, uint.MaxValue]));
            return new FilterCondition(field, FilterMatchType.Equal, network);
        }

        if (!isAddress && _random.Next(6) == 0)
        {
            return new FilterCondition(
                field, Pick([FilterMatchType.FlagsAllSet, FilterMatchType.FlagsAnySet, FilterMatchType.FlagsNoneSet]), RandomValue(layer, field));
        }

        FilterMatchType match = Pick(
        [
            FilterMatchType.Equal, FilterMatchType.Equal, FilterMatchType.Equal, FilterMatchType.NotEqual, FilterMatchType.Greater, FilterMatchType.Less,
            FilterMatchType.GreaterOrEqual, FilterMatchType.LessOrEqual, FilterMatchType.Range,
        ]);
        FilterValue one = RandomValue(layer, field);
        if (match != FilterMatchType.Range)
        {
            return new FilterCondition(field, match, one);
        }

        FilterValue other = RandomValue(layer, field);
        return new FilterCondition(
            field, match, one.Number <= other.Number ? FilterValue.Range(one, other) : FilterValue.Range(other, one));
    }

    private FilterValue RandomValue(LayerId layer, FieldKey field)
    {
        if (field == Fields.IpProtocol)
        {
            return FilterValue.UInt8(Pick(s_protocols));
        }

        if (field == Fields.IpLocalPort || field == Fields.IpRemotePort)
        {
            return FilterValue.UInt16(Pick(s_ports));
        }

        if (field == Fields.IpLocalAddress || field == Fields.IpRemoteAddress)
        {
            return IsV6(layer) ? FilterValue.ByteArray16(Pick(s_v6)) : FilterValue.UInt32(Pick(s_v4));
        }

        return FilterValue.UInt32(field == Fields.Direction ? Pick([0u, 1u, 2u, 300u]) : Pick(s_interfaces));
    }

    private T Pick<T>(IReadOnlyList<T> pool) => pool[_random.Next(pool.Count)];
}
