namespace Weir.Engine.Tests.Image;

/// <summary>
/// Rule sets as firewalls have them, from a seed: addresses in nested networks, few port ranges, rules that overlap. And packets
/// that meet them.
/// </summary>
internal sealed class RuleSet
{
    private static readonly byte[] s_lengths4 = [0, 0, 0, 8, 9, 14, 16, 20, 22, 24, 24, 27, 28, 30, 31, 32, 32, 32, 32];
    private static readonly byte[] s_lengths6 = [0, 0, 0, 16, 29, 32, 32, 44, 48, 48, 56, 60, 64, 64, 64, 96, 127, 128, 128, 128];
    private static readonly (ushort Low, ushort High)[] s_ranges = [(1024, 65535), (0, 1023), (6000, 6063), (137, 139), (1, 65535)];
    private static readonly byte[] s_protocols = [6, 6, 6, 17, 17, 1, 58];

    private readonly Random _random;
    private readonly UInt128[] _networks;

    public RuleSet(LayerId layer, int seed)
    {
        Layer = layer;
        IsWide = layer is LayerId.InboundTransportV6 or LayerId.OutboundTransportV6;
        _random = new Random(seed);
        _networks = new UInt128[24];
        for (var i = 0; i < _networks.Length; i++)
        {
            // Half of them begin like one before, so that networks nest.
            _networks[i] = i % 2 == 0 ? Address() : Mix(_networks[_random.Next(i)], Address(), _random.Next(AddressBits));
        }
    }

    public LayerId Layer { get; }

    private bool IsWide { get; }

    private int AddressBits => IsWide ? 128 : 32;

    private UInt128 AddressMax => IsWide ? UInt128.MaxValue : uint.MaxValue;

    /// <summary>A filter that permits or blocks.</summary>
    public FilterSpec Filter()
    {
        var conditions = new List<FilterCondition>();
        AddAddress(conditions, Fields.IpLocalAddress);
        AddAddress(conditions, Fields.IpRemoteAddress);
        if (_random.Next(4) != 0)
        {
            AddAlternatives(conditions, Fields.IpProtocol, () => (FilterMatchType.Equal, FilterValue.UInt8(Pick(s_protocols))));
        }

        if (_random.Next(5) == 0)
        {
            AddAlternatives(conditions, Fields.IpLocalPort, Ports);
        }

        if (_random.Next(3) != 0)
        {
            AddAlternatives(conditions, Fields.IpRemotePort, Ports);
        }

        if (_random.Next(8) == 0)
        {
            AddAlternatives(conditions, Fields.InterfaceIndex, () =>
                (Pick([FilterMatchType.Equal, FilterMatchType.Equal, FilterMatchType.NotEqual]), FilterValue.UInt32((uint)_random.Next(1, 4))));
        }

        if (_random.Next(8) == 0)
        {
            conditions.Add(new FilterCondition(
                Fields.Flags,
                Pick([FilterMatchType.FlagsAllSet, FilterMatchType.FlagsAnySet, FilterMatchType.FlagsNoneSet]),
                FilterValue.UInt32((uint)_random.Next(1, 8))));
        }

        return Make.Filter(
            _random.Next(2) == 0 ? FilterAction.Block : FilterAction.Permit,
            Layer,
            weight: FilterWeight.Exact((ulong)_random.Next(1 << 20)),
            clear: _random.Next(4) == 0,
            conditions: [.. conditions]);
    }

    /// <summary>A packet that some of the filters may match.</summary>
    public FieldValues Packet()
    {
        var packet = new FieldValues(Layer);
        SetMostly(packet, Fields.IpLocalAddress, AddressValue(NearAddress()));
        SetMostly(packet, Fields.IpRemoteAddress, AddressValue(NearAddress()));
        SetMostly(packet, Fields.IpProtocol, FilterValue.UInt8(_random.Next(6) == 0 ? (byte)_random.Next(256) : Pick(s_protocols)));
        SetMostly(packet, Fields.IpLocalPort, FilterValue.UInt16(Port()));
        SetMostly(packet, Fields.IpRemotePort, FilterValue.UInt16(Port()));
        SetMostly(packet, Fields.InterfaceIndex, FilterValue.UInt32((uint)_random.Next(1, 4)));
        SetMostly(packet, Fields.Flags, FilterValue.UInt32((uint)_random.Next(8)));
        return packet;
    }

    /// <summary>A filter for one address, one port and one protocol.</summary>
    public FilterSpec SimpleFilter() => Make.Filter(layer: Layer, conditions:
    [
        new FilterCondition(Fields.IpRemoteAddress, FilterMatchType.Equal, AddressValue(Address())),
        FilterCondition.RemotePort(Port()),
        new FilterCondition(Fields.IpProtocol, FilterMatchType.Equal, FilterValue.UInt8(6)),
    ]);

    /// <summary>The packet that meets a simple filter.</summary>
    public static FieldValues PacketOf(FilterSpec simple)
    {
        var packet = new FieldValues(simple.Layer);
        foreach (var condition in simple.Conditions)
        {
            packet[condition.Field] = condition.Value;
        }

        return packet;
    }

    private void AddAddress(List<FilterCondition> conditions, FieldKey field)
    {
        if (_random.Next(30) == 0)
        {
            // A list, sometimes too long for entries of its own.
            var count = Pick([2, 5, 40]);
            for (var i = 0; i < count; i++)
            {
                conditions.Add(new FilterCondition(field, FilterMatchType.Equal, AddressValue(NearAddress())));
            }

            return;
        }

        if (_random.Next(30) == 0)
        {
            var (one, other) = (NearAddress(), NearAddress());
            conditions.Add(new FilterCondition(
                field, FilterMatchType.Range, FilterValue.Range(AddressValue(UInt128.Min(one, other)), AddressValue(UInt128.Max(one, other)))));
            return;
        }

        var length = IsWide ? Pick(s_lengths6) : Pick(s_lengths4);
        if (length == 0)
        {
            return;
        }

        var match = _random.Next(40) == 0 ? FilterMatchType.NotEqual : FilterMatchType.Equal;
        AddAlternatives(conditions, field, () => (match, Network(Pick(_networks), length)));
    }

    /// <summary>Mostly one, sometimes two, and sometimes the absence of the field too.</summary>
    private void AddAlternatives(List<FilterCondition> conditions, FieldKey field, Func<(FilterMatchType Match, FilterValue Value)> make)
    {
        var count = _random.Next(10) == 0 ? 2 : 1;
        for (var i = 0; i < count; i++)
        {
            var (match, value) = make();
            conditions.Add(new FilterCondition(field, match, value));
        }

        if (_random.Next(20) == 0)
        {
            conditions.Add(new FilterCondition(field, FilterMatchType.Equal, FilterValue.Empty));
        }
    }

    private (FilterMatchType Match, FilterValue Value) Ports()
    {
        if (_random.Next(4) != 0)
        {
            return (FilterMatchType.Equal, FilterValue.UInt16(Port()));
        }

        var (low, high) = Pick(s_ranges);
        return (FilterMatchType.Range, FilterValue.PortRange(low, high));
    }

    private void SetMostly(FieldValues packet, FieldKey field, FilterValue value)
    {
        if (_random.Next(25) != 0)
        {
            packet[field] = value;
        }
    }

    private ushort Port() => _random.Next(4) switch
    {
        0 => (ushort)_random.Next(65536),
        1 => (ushort)_random.Next(1020, 1030),
        _ => Pick<ushort>([22, 53, 80, 123, 443, 6000, 6063, 6064, 0, 65535]),
    };

    private UInt128 NearAddress() => _random.Next(3) switch
    {
        0 => Pick(_networks),
        1 => Mix(Pick(_networks), Address(), _random.Next(AddressBits)),
        _ => Mix(Pick(_networks), Address(), AddressBits - _random.Next(9)),
    };

    private UInt128 Address() =>
        new UInt128((ulong)_random.NextInt64(long.MinValue, long.MaxValue), (ulong)_random.NextInt64(long.MinValue, long.MaxValue)) & AddressMax;

    /// <summary>The first bits of one address and the others of another.</summary>
    private UInt128 Mix(UInt128 first, UInt128 rest, int length)
    {
        var mask = length == 0 ? 0 : (UInt128.MaxValue << (AddressBits - length)) & AddressMax;
        return (first & mask) | (rest & ~mask);
    }

    private FilterValue Network(UInt128 address, byte length) => IsWide
        ? FilterValue.V6AddressPrefix(address, length)
        : FilterValue.V4AddressMask((uint)address, uint.MaxValue << (32 - length));

    private FilterValue AddressValue(UInt128 address) => IsWide ? FilterValue.ByteArray16(address) : FilterValue.UInt32((uint)address);

    private T Pick<T>(T[] values) => values[_random.Next(values.Length)];
}
