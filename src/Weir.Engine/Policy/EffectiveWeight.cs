using System.Collections.Concurrent;

namespace Weir.Engine;

/// <summary>
/// Chooses the effective weight of a filter. The automatic part promises an order, not WFP's exact numbers (which differ by layer
/// and Windows build): the more specific the conditions, the heavier.
/// <para>
/// The conditions on one field are worth the bits they fix: the field's width less the logarithm of how many values they accept, in
/// sixteenths of a bit. An exact value is worth the whole width, a /24 is worth 24 bits, the full range nothing. The worths of the
/// fields of one class add up in the class's slot, saturating. A field that says who somebody is, or does not hold numbers, is worth one
/// bit, whatever is asked of it, as in WFP:
/// <code>
/// bits 59-47  addresses   IP and hardware addresses
/// bits 46-35  interface   interfaces, tunnels, compartment
/// bits 34-27  protocol    IP_PROTOCOL, ETHER_TYPE
/// bits 26-17  ports       ports, ICMP type and code
/// bits 16-6   the rest    address types, flags, profile, direction and the like
/// bit   5     application ALE_APP_ID, ALE_PACKAGE_ID, APPLICATION_PATH and the like
/// bit   4     user        ALE_USER_ID, USER_ID
/// bit   3     group       GROUP_ID
/// bit   2     process     PROCESS_ID, CGROUP_ID
/// bit   1     the other end's identity
/// bit   0     anything else that is no number
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
    private static readonly Slot s_application = new(Shift: 5, Bits: 1);
    private static readonly Slot s_user = new(Shift: 4, Bits: 1);
    private static readonly Slot s_group = new(Shift: 3, Bits: 1);
    private static readonly Slot s_process = new(Shift: 2, Bits: 1);
    private static readonly Slot s_otherEnd = new(Shift: 1, Bits: 1);
    private static readonly Slot s_otherIdentity = new(Shift: 0, Bits: 1);

    private static readonly ConcurrentDictionary<LayerId, Slot[]> s_slotsOfLayers = new();

    /// <summary>The effective weight of a valid filter.</summary>
    public static ulong Of(FilterSpec filter) => filter.Weight.Type switch
    {
        DataType.UInt64 => filter.Weight.Value,
        DataType.UInt8 => (filter.Weight.Value << AutomaticBits) | Automatic(filter),
        _ => Automatic(filter),
    };

    private static ulong Automatic(FilterSpec filter)
    {
        var layer = Layers.Get(filter.Layer);
        var slots = s_slotsOfLayers.GetOrAdd(layer.Id, static (_, layer) => [.. layer.Fields.Select(SlotOf)], layer);
        var weight = 0UL;
        for (var rest = filter.Conditions.AsSpan(); !rest.IsEmpty;)
        {
            var count = ConditionList.CountAlternatives(rest);
            var field = layer.FindField(rest[0].Field)!;
            var slot = slots[field.Index];
            weight = slot.Add(weight, slot.Bits == 1 ? 1 : FixedBits(field.Type, rest[..count]));
            rest = rest[count..];
        }

        return weight;
    }

    /// <summary>The slot that a field adds to, by what it is called, and failing that by what it holds.</summary>
    private static Slot SlotOf(LayerField field)
    {
        var name = field.Key.ToString();
        if (name is "USER_ID" or "GROUP_ID" or "CGROUP_ID" or "PROCESS_ID" || !field.Type.IsNumber())
        {
            return Has("REMOTE") ? s_otherEnd
                : Has("CGROUP") || Has("PROCESS") ? s_process
                : Has("USER") ? s_user
                : Has("GROUP") ? s_group
                : Has("APP") || Has("PACKAGE") ? s_application
                : s_otherIdentity;
        }

        return Has("ADDRESS_TYPE") ? s_rest
            : field.Kind == FieldKind.IPAddress || field.Type == DataType.ByteArray6 ? s_addresses
            : Has("INTERFACE") || Has("TUNNEL") || Has("COMPARTMENT") ? s_interface
            : Has("PROTOCOL") || Has("ETHER_TYPE") ? s_protocol
            : Has("PORT") && field.Type == DataType.UInt16 || Has("ICMP") ? s_ports
            : s_rest;

        bool Has(string part) => name.Contains(part, StringComparison.Ordinal);
    }

    /// <summary>How many bits of a field the alternatives fix, in sixteenths.</summary>
    private static int FixedBits(DataType type, ReadOnlySpan<FilterCondition> alternatives)
    {
        Span<ValueRange> ranges = alternatives.Length <= 8
            ? stackalloc ValueRange[alternatives.Length * ConditionRanges.PerCondition]
            : new ValueRange[alternatives.Length * ConditionRanges.PerCondition];
        var (width, max) = (type.BitWidth(), type.MaxNumber());
        var (rangeCount, accepted) = (0, UInt128.Zero);
        foreach (ref readonly var condition in alternatives)
        {
            var value = condition.Value;
            if (value.Type == DataType.Empty)
            {
                // Absence counts as one more value.
                accepted = SaturatingAdd(accepted, 1, max);
            }
            else if (condition.Match.IsFlags() && value.Number != 0)
            {
                // Values that pass several tests are counted several times: harmless, the count only has to grow with the tests.
                accepted = SaturatingAdd(accepted, Accepted(new FlagsTest(condition.Match, (ulong)value.Number), width, max), max);
            }
            else
            {
                rangeCount += ConditionRanges.Write(in condition, type, ranges[rangeCount..]);
            }
        }

        ranges = ranges[..rangeCount];
        if (rangeCount > 1)
        {
            ranges = ranges[..ConditionRanges.Merge(ranges)];
        }

        foreach (ref readonly var range in ranges)
        {
            if (range.Low == 0 && range.High == max)
            {
                return 0;
            }

            accepted = SaturatingAdd(accepted, range.High - range.Low + 1, max);
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
