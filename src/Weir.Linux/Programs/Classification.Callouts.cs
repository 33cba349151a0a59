using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

internal static unsafe partial class Classification
{
    /// <summary>Calls the callout of an entry.</summary>
    /// <returns>What the entry does with the answer, in bits of <see cref="EntryAction"/>.</returns>
    private static uint Ask(uint entry, PacketFields* fields, Dynptr* packet, CalloutFilter* filter, bool isHard)
    {
        uint slot = (entry >> EntryAction.SlotShift) & (CalloutSlots.Count - 1);
        ClassifyOut classifyOut = default;
        classifyOut.Action = ClassifyAction.None;
        classifyOut.Rights = isHard ? ClassifyRights.None : ClassifyRights.ActionWrite;
        uint status = slot switch
        {
            0 => CalloutSlots.Callout0(fields, packet, filter, 0, &classifyOut),
            1 => CalloutSlots.Callout1(fields, packet, filter, 0, &classifyOut),
            2 => CalloutSlots.Callout2(fields, packet, filter, 0, &classifyOut),
            3 => CalloutSlots.Callout3(fields, packet, filter, 0, &classifyOut),
            4 => CalloutSlots.Callout4(fields, packet, filter, 0, &classifyOut),
            5 => CalloutSlots.Callout5(fields, packet, filter, 0, &classifyOut),
            6 => CalloutSlots.Callout6(fields, packet, filter, 0, &classifyOut),
            _ => CalloutSlots.Callout7(fields, packet, filter, 0, &classifyOut),
        };
        if (status == CalloutSlots.NotLinked)
        {
            return (entry & EntryAction.Inspection) != 0 ? EntryAction.Continue : entry & EntryAction.Decision;
        }

        CalloutCounterRecord* counters = TransportMaps.CalloutCounters.Lookup((fields->LayerSlot * CalloutSlots.Count) + slot);
        if (counters != null)
        {
            Interlocked.Increment(ref counters->Classifications);
            if (status == CalloutSlots.Faulted)
            {
                Interlocked.Increment(ref counters->Faults);
            }
        }

        if ((entry & EntryAction.Inspection) != 0)
        {
            return EntryAction.Continue;
        }

        return status == CalloutSlots.Faulted ? Fault(entry) : Answer(entry, &classifyOut);
    }

    private static uint Fault(uint entry)
    {
        if ((entry & EntryAction.FaultPermits) != 0)
        {
            return EntryAction.Permit;
        }

        return (entry & EntryAction.FaultContinues) != 0
            ? NoAnswer(entry, qualities: 0)
            : EntryAction.Block | EntryAction.Hard | EntryAction.Veto;
    }

    private static uint Answer(uint entry, ClassifyOut* classifyOut)
    {
        uint hard = (classifyOut->Rights & ClassifyRights.ActionWrite) == 0 ? EntryAction.Hard : 0;
        uint absorb = (classifyOut->Flags & ClassifyOutFlags.Absorb) != 0 ? EntryAction.Absorb : 0;
        return classifyOut->Action switch
        {
            ClassifyAction.Permit => EntryAction.Permit | hard,
            ClassifyAction.Block => EntryAction.Block | EntryAction.Veto | hard | absorb,
            _ => NoAnswer(entry, hard | absorb),
        };
    }

    /// <summary>Of a terminating callout no answer counts as a block, else the next filter is asked.</summary>
    private static uint NoAnswer(uint entry, uint qualities) =>
        (entry & EntryAction.Unknown) != 0 ? EntryAction.Continue : EntryAction.Block | EntryAction.Veto | qualities;
}
