namespace Weir.Engine;

/// <summary>
/// Chooses the effective weight of a filter. The automatic part promises an order, not WFP's exact numbers (which differ by layer
/// and Windows build): the more specific the conditions, the heavier.
/// <para>
/// Each condition group is worth the bits it fixes: the field's width less the logarithm of how many values it accepts, in
/// sixteenths of a bit. An exact value is worth the whole width, a /24 is worth 24 bits, the full range nothing. The worths of the
/// fields of one class add up in the class's slot, saturating:
/// <code>
/// bits 59-47  addresses   IP_LOCAL_ADDRESS + IP_REMOTE_ADDRESS
/// bits 46-35  interface   IP_LOCAL_INTERFACE + INTERFACE_INDEX + SUB_INTERFACE_INDEX + INTERFACE_TYPE + TUNNEL_TYPE + COMPARTMENT_ID
/// bits 34-27  protocol    IP_PROTOCOL
/// bits 26-17  ports       IP_LOCAL_PORT + IP_REMOTE_PORT
/// bits 16-6   the rest    address types, flags, profile, direction, security realm
/// bits  5-0   zero        kept for identity
/// </code>
/// </para>
/// </summary>
internal static class EffectiveWeight
{
    /// <summary>Number of low bits that the engine chooses (WFP: <c>FWPM_AUTO_WEIGHT_BITS</c>).</summary>
    public const int AutomaticBits = 60;

    /// <summary>The highest range that can be asked for (WFP: <c>FWPM_WEIGHT_RANGE_MAX</c>).</summary>
    public const byte MaxRange = 15;

    private const int FractionBits = 4;

    private static readonly Slot s_addresses = new(Shift: 47, Bits: 13);
    private static readonly Slot s_interface = new(Shift: 35, Bits: 12);
    private static readonly Slot s_protocol = new(Shift: 27, Bits: 8);
    private static readonly Slot s_ports = new(Shift: 17, Bits: 10);
    private static readonly Slot s_rest = new(Shift: 6, Bits: 11);

    private static readonly Dictionary<FieldKey, Slot> s_slots = new()
    {
        [Fields.IpLocalAddress] = s_addresses,
        [Fields.IpRemoteAddress] = s_addresses,
        [Fields.IpLocalInterface] = s_interface,
        [Fields.InterfaceIndex] = s_interface,
        [Fields.SubInterfaceIndex] = s_interface,
        [Fields.InterfaceType] = s_interface,
        [Fields.TunnelType] = s_interface,
        [Fields.CompartmentId] = s_interface,
        [Fields.IpProtocol] = s_protocol,
        [Fields.IpLocalPort] = s_ports,
        [Fields.IpRemotePort] = s_ports,
    };

    /// <summary>The effective weight of a valid filter.</summary>
    public static ulong Of(FilterSpec filter) => filter.Weight.Type switch
    {
        DataType.UInt64 => filter.Weight.Value,
        DataType.UInt8 => (filter.Weight.Value << AutomaticBits) | Automatic(filter),
        _ => Automatic(filter),
    };

    private static ulong Automatic(FilterSpec filter)
    {
        var weight = 0UL;
        foreach (var condition in PlanCondition.Normalise(Layers.Get(filter.Layer), filter.Conditions))
        {
            weight = s_slots.GetValueOrDefault(condition.Field.Key, s_rest).Add(weight, FixedBits(condition));
        }

        return weight;
    }

    /// <summary>How many bits of the field the condition fixes, in sixteenths.</summary>
    private static int FixedBits(PlanCondition condition)
    {
        var width = condition.Field.Type.BitWidth();
        var max = condition.Field.Type.MaxNumber();
        if (condition.Ranges is [{ Low: var low, High: var high }] && low == 0 && high == max)
        {
            return 0;
        }

        // Absence counts as one more value. Alternatives that overlap are counted twice: harmless, the count only has to grow with them.
        var accepted = condition.MatchesAbsent ? UInt128.One : UInt128.Zero;
        foreach (var range in condition.Ranges)
        {
            accepted = SaturatingAdd(accepted, range.High - range.Low + 1, max);
        }

        foreach (var test in condition.FlagsTests)
        {
            accepted = SaturatingAdd(accepted, Accepted(test, width, max), max);
        }

        return (width << FractionBits) - LogarithmInSixteenths(UInt128.Max(accepted, 1));
    }

    private static UInt128 Accepted(FlagsTest test, int width, UInt128 max)
    {
        var allOrNone = UInt128.One << (width - int.CreateChecked(ulong.PopCount(test.Mask)));
        return test.Match == FilterMatchType.FlagsAnySet ? max - allOrNone + 1 : allOrNone;
    }

    private static UInt128 SaturatingAdd(UInt128 left, UInt128 right, UInt128 max) => right > max - left ? max : left + right;

    /// <summary>The binary logarithm, rounded down to a sixteenth, in integers only so that it is the same on every machine.</summary>
    private static int LogarithmInSixteenths(UInt128 number)
    {
        var whole = int.CreateChecked(UInt128.Log2(number));
        var mantissa = whole >= FractionBits ? number >> (whole - FractionBits) : number << (FractionBits - whole);
        var fraction = (int)(mantissa & ((1 << FractionBits) - 1));
        return (whole << FractionBits) + fraction;
    }

    /// <summary>Some bits of the weight.</summary>
    private readonly record struct Slot(int Shift, int Bits)
    {
        private ulong Max => (1UL << Bits) - 1;

        public ulong Add(ulong weight, int worth)
        {
            var sum = Math.Min(((weight >> Shift) & Max) + (ulong)worth, Max);
            return (weight & ~(Max << Shift)) | (sum << Shift);
        }
    }
}
