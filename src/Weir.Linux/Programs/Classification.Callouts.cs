using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Linux.Programs;

internal static unsafe partial class Classification
{
    /// <summary>Classifies at a layer with callouts or with filters that limit.</summary>
    /// <param name="fields">What extract has found.</param>
    /// <param name="state">Zeroes.</param>
    /// <param name="context">The packet.</param>
    /// <param name="wireLength">Bytes that it takes on the wire.</param>
    public static uint ClassifyWithCalloutsV4(PacketFields* fields, ClassifyState* state, void* context, uint wireLength)
    {
        Begin(fields, state);
        uint asked = WalkToCalloutV4(fields, state);
        while (asked != 0 && Loop.MayContinue())
        {
            state->Answer = Ask(asked, fields, context, state, wireLength);
            asked = WalkToCalloutV4(fields, state);
        }

        return Finish(fields, state);
    }

    /// <summary>As <see cref="ClassifyWithCalloutsV4"/>.</summary>
    public static uint ClassifyWithCalloutsV6(PacketFields* fields, ClassifyState* state, void* context, uint wireLength)
    {
        Begin(fields, state);
        uint asked = WalkToCalloutV6(fields, state);
        while (asked != 0 && Loop.MayContinue())
        {
            state->Answer = Ask(asked, fields, context, state, wireLength);
            asked = WalkToCalloutV6(fields, state);
        }

        return Finish(fields, state);
    }

    [GlobalFunction]
    public static uint WalkToCalloutV4([NonNull] PacketFields* fields, [NonNull] ClassifyState* state) =>
        Walk<ImageFamily4, PacketLoop>(fields, state, withCallouts: true);

    [GlobalFunction]
    public static uint WalkToCalloutV6([NonNull] PacketFields* fields, [NonNull] ClassifyState* state) =>
        Walk<ImageFamily6, PacketLoop>(fields, state, withCallouts: true);

    /// <summary>Calls the callout of a filter, or asks its limit.</summary>
    /// <param name="asked">The filter's action.</param>
    /// <param name="fields">What extract has found.</param>
    /// <param name="context">The packet.</param>
    /// <param name="state">Where the walk stands.</param>
    /// <param name="wireLength">Bytes that the packet takes on the wire.</param>
    /// <returns>What the filter does with the answer, in bits of <see cref="EntryAction"/>.</returns>
    private static uint Ask(uint asked, PacketFields* fields, void* context, ClassifyState* state, uint wireLength)
    {
        if ((asked & EntryAction.Limit) != 0)
        {
            return Meter(state->AskedRecord, asked, wireLength);
        }

        FilterRecord* record = RecordOf(state->AskedRecord);
        return record == null ? EntryAction.Continue : Ask(asked, fields, context, &record->Filter, state->Action & EntryAction.Hard);
    }

    /// <summary>
    /// Calls the callout of a filter. A global function, because the verifier would go through all the answers of all the places again for
    /// every turn of the loop.
    /// </summary>
    /// <param name="entry">The filter's action.</param>
    /// <param name="fields">What extract has found.</param>
    /// <param name="context">The packet.</param>
    /// <param name="filter">The filter as the callout sees it.</param>
    /// <param name="isHard">1 when the decision so far is final.</param>
    /// <returns>What the filter does with the answer, in bits of <see cref="EntryAction"/>.</returns>
    [GlobalFunction]
    public static uint Ask(uint entry, [NonNull] PacketFields* fields, [Context] void* context, [NonNull] CalloutFilter* filter, uint isHard)
    {
        uint slot = (entry >> EntryAction.SlotShift) & (CalloutSlots.Count - 1);
        ClassifyOut classifyOut = default;
        classifyOut.Action = ClassifyAction.None;
        classifyOut.Rights = isHard != 0 ? ClassifyRights.None : ClassifyRights.ActionWrite;
        uint status = slot switch
        {
            0 => CalloutSlots.Callout0(fields, context, filter, 0, &classifyOut),
            1 => CalloutSlots.Callout1(fields, context, filter, 0, &classifyOut),
            2 => CalloutSlots.Callout2(fields, context, filter, 0, &classifyOut),
            3 => CalloutSlots.Callout3(fields, context, filter, 0, &classifyOut),
            4 => CalloutSlots.Callout4(fields, context, filter, 0, &classifyOut),
            5 => CalloutSlots.Callout5(fields, context, filter, 0, &classifyOut),
            6 => CalloutSlots.Callout6(fields, context, filter, 0, &classifyOut),
            _ => CalloutSlots.Callout7(fields, context, filter, 0, &classifyOut),
        };
        if (status == CalloutSlots.NotLinked)
        {
            return (entry & EntryAction.Inspection) != 0 ? EntryAction.Continue : entry & EntryAction.Decision;
        }

        CalloutCounterRecord* counters = PacketMaps.CalloutCounters.Lookup((fields->LayerSlot * CalloutSlots.Count) + slot);
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

        return status == CalloutSlots.Faulted ? Fault(entry, isHard) : Answer(entry, &classifyOut, isHard);
    }

    private static uint Fault(uint entry, uint isHard)
    {
        if ((entry & EntryAction.FaultPermits) != 0)
        {
            return EntryAction.Permit;
        }

        return (entry & EntryAction.FaultContinues) != 0
            ? NoAnswer(entry, qualities: 0)
            : EntryAction.Block | EntryAction.Veto | (isHard == 0 ? EntryAction.Hard : 0);
    }

    private static uint Answer(uint entry, ClassifyOut* classifyOut, uint isHard)
    {
        // A right that the callout did not have it cannot clear.
        uint hard = isHard == 0 && (classifyOut->Rights & ClassifyRights.ActionWrite) == 0 ? EntryAction.Hard : 0;
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
