using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>
/// Classify: the walk over a layer's table and the arbitration, inside and across sublayers. Each is a
/// global function, so the verifier checks it once and by itself, whatever program calls it.
/// </summary>
internal static unsafe class Classification
{
    [GlobalFunction]
    public static uint ClassifyV4([NonNull] PacketFields* fields, [NonNull] Decision* decision) =>
        Walk(fields, decision, wideAddresses: false);

    [GlobalFunction]
    public static uint ClassifyV6([NonNull] PacketFields* fields, [NonNull] Decision* decision) =>
        Walk(fields, decision, wideAddresses: true);

    private static uint Walk(PacketFields* fields, Decision* decision, bool wideAddresses)
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
        uint verdict = Verdict.Permit;
        bool hard = false;
        ulong decidingFilter = 0;
        uint counterIndex = uint.MaxValue;
        uint flags = table->Options & Decision.FlagReportPermit;

        uint index = 0;
        while (index < count && Loop.MayContinue())
        {
            TableEntry* entry = (TableEntry*)table->Entries + index;
            index = (index + 1) & (LayerTable.Capacity - 1);

            if (entry->SubLayer == decidedSubLayer || !Matches(entry, fields, wideAddresses))
            {
                continue;
            }

            // The first match of a sublayer is its decision; the merge is WFP's table for filters.
            decidedSubLayer = entry->SubLayer;
            uint action = entry->Action;
            bool clearsRight = (action & TableEntry.ActionClearActionRight) != 0;
            if ((action & TableEntry.ActionBlock) != 0)
            {
                bool overPermit = hard && verdict == Verdict.Permit;
                if (hard && !(overPermit && clearsRight))
                {
                    continue;
                }

                if (overPermit)
                {
                    flags |= Decision.FlagVeto;
                }

                verdict = Verdict.Block;
                hard = true;
                decidingFilter = entry->FilterId;
                counterIndex = entry->CounterIndex;
            }
            else if (!hard)
            {
                hard = clearsRight;
                decidingFilter = entry->FilterId;
                counterIndex = entry->CounterIndex;
            }
        }

        Count(counterIndex, fields->PacketLength);
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
                    fields->RemoteAddressHigh, fields->RemoteAddressLow,
                    entry->RemoteAddressHighFirst, entry->RemoteAddressLowFirst,
                    entry->RemoteAddressHighLast, entry->RemoteAddressLowLast)
                || !IsInside(
                    fields->LocalAddressHigh, fields->LocalAddressLow,
                    entry->LocalAddressHighFirst, entry->LocalAddressLowFirst,
                    entry->LocalAddressHighLast, entry->LocalAddressLowLast))
            {
                return false;
            }
        }
        else if (fields->RemoteAddressLow < entry->RemoteAddressLowFirst
            || fields->RemoteAddressLow > entry->RemoteAddressLowLast
            || fields->LocalAddressLow < entry->LocalAddressLowFirst
            || fields->LocalAddressLow > entry->LocalAddressLowLast)
        {
            return false;
        }

        return fields->RemotePort >= entry->RemotePortFirst
            && fields->RemotePort <= entry->RemotePortLast
            && fields->LocalPort >= entry->LocalPortFirst
            && fields->LocalPort <= entry->LocalPortLast
            && fields->Protocol >= entry->ProtocolFirst
            && fields->Protocol <= entry->ProtocolLast
            && fields->InterfaceIndex >= entry->InterfaceIndexFirst
            && fields->InterfaceIndex <= entry->InterfaceIndexLast
            && fields->Direction >= entry->DirectionFirst
            && fields->Direction <= entry->DirectionLast
            && (fields->Present & entry->Required) == entry->Required
            && (fields->Present & entry->Forbidden) == 0;
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
