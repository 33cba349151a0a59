using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>
/// Classify: the walk over a layer's table and the arbitration, inside and across sublayers. Each is a
/// global function, so the verifier checks it once and by itself, whatever program calls it.
/// </summary>
internal static unsafe partial class Classification
{
    [GlobalFunction]
    public static uint ClassifyV4([NonNull] PacketFields* fields, [NonNull] Decision* decision) =>
        Walk(fields, decision, null, wideAddresses: false, withCallouts: false);

    [GlobalFunction]
    public static uint ClassifyV6([NonNull] PacketFields* fields, [NonNull] Decision* decision) =>
        Walk(fields, decision, null, wideAddresses: true, withCallouts: false);

    [GlobalFunction]
    public static uint ClassifyWithCalloutsV4([NonNull] PacketFields* fields, [NonNull] Decision* decision, NetfilterContext* context) =>
        Walk(fields, decision, context, wideAddresses: false, withCallouts: true);

    [GlobalFunction]
    public static uint ClassifyWithCalloutsV6([NonNull] PacketFields* fields, [NonNull] Decision* decision, NetfilterContext* context) =>
        Walk(fields, decision, context, wideAddresses: true, withCallouts: true);

    private static uint Walk(PacketFields* fields, Decision* decision, NetfilterContext* context, bool wideAddresses, bool withCallouts)
    {
        ArrayMap<LayerTable>? image = TransportMaps.Policy.Lookup(0);
        if (image == null)
        {
            return Verdict.Permit;
        }

        LayerTable* table = image.Lookup(fields->LayerSlot);
        if (table == null)
        {
            return Verdict.Permit;
        }

        uint count = table->EntryCount;
        uint decidedSubLayer = uint.MaxValue;
        uint state = EntryAction.Permit;
        ulong decidingFilter = 0;
        uint counterIndex = uint.MaxValue;
        uint flags = table->Options & Decision.FlagReportPermit;

        uint index = 0;
        while (index < count && Loop.MayContinue())
        {
            TableEntry* entry = (TableEntry*)table->Entries + index;
            CalloutFilter* filter = (CalloutFilter*)table->Filters + index;
            index = (index + 1) & (LayerTable.Capacity - 1);

            if (entry->SubLayer == decidedSubLayer || !Matches(entry, fields, wideAddresses))
            {
                continue;
            }

            uint action = entry->Action;
            if (withCallouts && (action & EntryAction.Callout) != 0)
            {
                action = Ask(action, fields, context, filter, isHard: state & EntryAction.Hard);
            }

            if ((action & EntryAction.Continue) != 0)
            {
                continue;
            }

            // The first match with an answer is its sublayer's decision; the merge is WFP's table.
            decidedSubLayer = entry->SubLayer;
            if ((state & EntryAction.Hard) != 0)
            {
                // Only a block may overrule, and only a permit can be overruled.
                if ((state & EntryAction.Block) != 0 || (action & (EntryAction.Block | EntryAction.Veto)) != (EntryAction.Block | EntryAction.Veto))
                {
                    continue;
                }

                flags |= Decision.FlagVeto;
                action |= EntryAction.Hard;
            }

            state = action;
            decidingFilter = entry->FilterId;
            counterIndex = entry->CounterIndex;
        }

        uint verdict = (state & EntryAction.Block) != 0 ? Verdict.Block : Verdict.Permit;
        if (withCallouts && (state & EntryAction.Absorb) != 0)
        {
            flags |= Decision.FlagAbsorbed;
        }

        Count(counterIndex, fields->Metadata.PacketLength);
        decision->FilterId = decidingFilter;
        decision->Verdict = verdict;
        decision->Flags = flags;
        return verdict;
    }

    private static bool Matches(TableEntry* entry, PacketFields* fields, bool wideAddresses)
    {
        if (wideAddresses)
        {
            if (!IsInside(
                    fields->Values.RemoteAddress.High, fields->Values.RemoteAddress.Low,
                    entry->RemoteAddressHighFirst, entry->RemoteAddressLowFirst,
                    entry->RemoteAddressHighLast, entry->RemoteAddressLowLast)
                || !IsInside(
                    fields->Values.LocalAddress.High, fields->Values.LocalAddress.Low,
                    entry->LocalAddressHighFirst, entry->LocalAddressLowFirst,
                    entry->LocalAddressHighLast, entry->LocalAddressLowLast))
            {
                return false;
            }
        }
        else if (fields->Values.RemoteAddress.Low < entry->RemoteAddressLowFirst
            || fields->Values.RemoteAddress.Low > entry->RemoteAddressLowLast
            || fields->Values.LocalAddress.Low < entry->LocalAddressLowFirst
            || fields->Values.LocalAddress.Low > entry->LocalAddressLowLast)
        {
            return false;
        }

        return fields->Values.RemotePort >= entry->RemotePortFirst
            && fields->Values.RemotePort <= entry->RemotePortLast
            && fields->Values.LocalPort >= entry->LocalPortFirst
            && fields->Values.LocalPort <= entry->LocalPortLast
            && fields->Values.Protocol >= entry->ProtocolFirst
            && fields->Values.Protocol <= entry->ProtocolLast
            && fields->Values.InterfaceIndex >= entry->InterfaceIndexFirst
            && fields->Values.InterfaceIndex <= entry->InterfaceIndexLast
            && (byte)fields->Values.Direction >= entry->DirectionFirst
            && (byte)fields->Values.Direction <= entry->DirectionLast
            && (fields->Values.Present & entry->Required) == entry->Required
            && (fields->Values.Present & entry->Forbidden) == 0;
    }

    private static bool IsInside(
        ulong high, ulong low, ulong firstHigh, ulong firstLow, ulong lastHigh, ulong lastLow) =>
        (high > firstHigh || (high == firstHigh && low >= firstLow))
        && (high < lastHigh || (high == lastHigh && low <= lastLow));

    /// <summary>Counts for the filter that decided; without one the index lies outside the map and nothing is counted.</summary>
    private static void Count(uint counterIndex, uint packetLength)
    {
        FilterCounterRecord* counter = TransportMaps.FilterCounters.Lookup(counterIndex);
        if (counter != null)
        {
            Interlocked.Increment(ref counter->Packets);
            Interlocked.Add(ref counter->Bytes, packetLength);
        }
    }
}
