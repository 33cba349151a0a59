using Weir.Bpf.Language;
using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux;

/// <summary>
/// Lays a classification plan out as table entries. A filter is one entry for each combination of its alternatives, next to each
/// other, so that the order of evaluation stays that of the plan.
/// </summary>
internal static class TableCompiler
{
    private static readonly (FieldKey Key, IncomingFields Bit)[] s_fields =
    [
        (Fields.IpProtocol, IncomingFields.Protocol),
        (Fields.IpLocalAddress, IncomingFields.LocalAddress),
        (Fields.IpRemoteAddress, IncomingFields.RemoteAddress),
        (Fields.IpLocalPort, IncomingFields.LocalPort),
        (Fields.IpRemotePort, IncomingFields.RemotePort),
        (Fields.InterfaceIndex, IncomingFields.InterfaceIndex),
        (Fields.Direction, IncomingFields.Direction),
    ];

    /// <summary>Makes the entries of one layer.</summary>
    /// <param name="plan">The layer's plan.</param>
    /// <param name="counterIndexOf">Gives a filter's element in the counter map.</param>
    /// <param name="placeOf">Tells where a filter's callout is linked; null when it is not registered.</param>
    /// <exception cref="PolicyTooLargeException">The layer would need more than <see cref="LayerTable.MaximumEntries"/> entries.</exception>
    public static LayerEntries Compile(
        ClassificationPlan plan, Func<ulong, uint> counterIndexOf, Func<InstalledFilter, CalloutPlace?> placeOf)
    {
        List<TableEntry> entries = [];
        List<CalloutFilter> filters = [];
        for (int subLayer = 0; subLayer < plan.SubLayers.Length; subLayer++)
        {
            foreach (PlanFilter filter in plan.SubLayers[subLayer].Filters)
            {
                if (EntryActions.Of(filter.Filter.Spec, placeOf(filter.Filter)) is not { } action)
                {
                    continue;
                }

                TableEntry entry = MatchEverything();
                entry.SubLayer = (uint)subLayer;
                entry.FilterId = filter.Filter.Id;
                entry.CounterIndex = counterIndexOf(filter.Filter.Id);
                entry.Action = action;
                Expand(entries, entry, filter, condition: 0, plan.Layer);
                CalloutFilter seen = filter.Filter.ToCalloutFilter();
                while (filters.Count < entries.Count)
                {
                    filters.Add(seen);
                }
            }
        }

        return new LayerEntries([.. entries], [.. filters]);
    }

    private static TableEntry MatchEverything() => new()
    {
        RemoteAddressHighLast = ulong.MaxValue,
        RemoteAddressLowLast = ulong.MaxValue,
        LocalAddressHighLast = ulong.MaxValue,
        LocalAddressLowLast = ulong.MaxValue,
        LocalPortLast = ushort.MaxValue,
        RemotePortLast = ushort.MaxValue,
        ProtocolLast = byte.MaxValue,
        DirectionLast = byte.MaxValue,
        InterfaceIndexLast = uint.MaxValue,
    };

    /// <summary>Narrows <paramref name="entry"/> by each alternative of the condition in turn, and goes on to the next condition.</summary>
    private static void Expand(List<TableEntry> entries, TableEntry entry, PlanFilter filter, int condition, Layer layer)
    {
        if (condition == filter.Conditions.Length)
        {
            if (entries.Count == LayerTable.MaximumEntries)
            {
                throw new PolicyTooLargeException(
                    $"Layer {layer.Name} needs more than {LayerTable.MaximumEntries} table entries; {filter.Filter} did not fit. A filter takes one entry for each combination of its address, port and other ranges: remove filters, or write lists as prefixes and ranges.");
            }

            entries.Add(entry);
            return;
        }

        PlanCondition asked = filter.Conditions[condition];
        IncomingFields bit = BitOf(asked.Field.Key);
        if (bit == IncomingFields.None)
        {
            // No packet here has this field, so it meets the condition only by being absent.
            if (asked.MatchesAbsent)
            {
                Expand(entries, entry, filter, condition + 1, layer);
            }

            return;
        }

        foreach (ValueRange range in FlagRanges.All(asked, filter.Filter))
        {
            TableEntry narrowed = entry;
            narrowed.Required |= bit;
            if (Narrow(ref narrowed, bit, range))
            {
                Expand(entries, narrowed, filter, condition + 1, layer);
            }
        }

        if (asked.MatchesAbsent)
        {
            TableEntry narrowed = entry;
            narrowed.Forbidden |= bit;
            Expand(entries, narrowed, filter, condition + 1, layer);
        }
    }

    /// <summary>The bit of a field that packets can have; <see cref="IncomingFields.None"/> for the others.</summary>
    public static IncomingFields BitOf(FieldKey key)
    {
        foreach ((FieldKey candidate, IncomingFields bit) in s_fields)
        {
            if (candidate == key)
            {
                return bit;
            }
        }

        return IncomingFields.None;
    }

    /// <returns>False when no packet can have a value in the range: the entry's field is narrower than the engine's type.</returns>
    private static bool Narrow(ref TableEntry entry, IncomingFields bit, ValueRange range)
    {
        switch (bit)
        {
            case IncomingFields.LocalAddress:
                (entry.LocalAddressHighFirst, entry.LocalAddressLowFirst) = Halves(range.Low);
                (entry.LocalAddressHighLast, entry.LocalAddressLowLast) = Halves(range.High);
                return true;
            case IncomingFields.RemoteAddress:
                (entry.RemoteAddressHighFirst, entry.RemoteAddressLowFirst) = Halves(range.Low);
                (entry.RemoteAddressHighLast, entry.RemoteAddressLowLast) = Halves(range.High);
                return true;
            case IncomingFields.LocalPort:
                (entry.LocalPortFirst, entry.LocalPortLast) = ((ushort)range.Low, (ushort)range.High);
                return true;
            case IncomingFields.RemotePort:
                (entry.RemotePortFirst, entry.RemotePortLast) = ((ushort)range.Low, (ushort)range.High);
                return true;
            case IncomingFields.Protocol:
                (entry.ProtocolFirst, entry.ProtocolLast) = ((byte)range.Low, (byte)range.High);
                return true;
            case IncomingFields.InterfaceIndex:
                (entry.InterfaceIndexFirst, entry.InterfaceIndexLast) = ((uint)range.Low, (uint)range.High);
                return true;
            default:
                entry.DirectionFirst = (byte)UInt128.Min(range.Low, byte.MaxValue);
                entry.DirectionLast = (byte)UInt128.Min(range.High, byte.MaxValue);
                return range.Low <= byte.MaxValue;
        }
    }

    private static (ulong High, ulong Low) Halves(UInt128 address) => ((ulong)(address >> 64), (ulong)address);
}
