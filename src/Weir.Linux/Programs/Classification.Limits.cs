using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Linux.Programs;

internal static unsafe partial class Classification
{
    /// <summary>Classifies at a layer without callouts that has filters which limit.</summary>
    /// <param name="fields">What extract has found.</param>
    /// <param name="state">Zeroes.</param>
    /// <param name="wireLength">Bytes that the packet takes on the wire.</param>
    public static uint ClassifyWithLimitsV4(PacketFields* fields, ClassifyState* state, uint wireLength)
    {
        Begin(fields, state);
        uint asked = WalkToCalloutV4(fields, state);
        while (asked != 0 && Loop.MayContinue())
        {
            state->Answer = Meter(state->AskedRecord, asked, wireLength);
            asked = WalkToCalloutV4(fields, state);
        }

        return Finish(fields, state);
    }

    /// <summary>
    /// Asks a filter's limit, where the walk has stopped for it as for a callout. A global function, because the verifier would go through its
    /// loop again for every turn of the walk.
    /// </summary>
    /// <param name="recordIndex">The filter's record.</param>
    /// <param name="action">The filter's action, with <see cref="EntryAction.Limit"/>.</param>
    /// <param name="packetLength">Bytes of the packet.</param>
    /// <returns>What the filter says, in bits of <see cref="EntryAction"/>.</returns>
    [GlobalFunction]
    public static uint Meter(uint recordIndex, uint action, uint packetLength)
    {
        FilterRecord* record = RecordOf(recordIndex);
        LimitRecord* limit = record == null ? null : (LimitRecord*)RecordOf(record->Limit);
        if (limit == null)
        {
            return EntryAction.Continue;
        }

        if (LimitMeter.Take(ref limit->PaidUntil, in limit->Rate, LimitClock.Now(limit->NanosecondsPerTick), packetLength))
        {
            return action & EntryAction.Hard;
        }

        Interlocked.Increment(ref limit->PacketsBeyond);
        Interlocked.Add(ref limit->BytesBeyond, packetLength);
        return EntryAction.Block | EntryAction.Hard | ((action & EntryAction.Hard) != 0 ? EntryAction.Veto : 0);
    }

    /// <summary>
    /// Takes the place of <see cref="Meter"/> in the verdict placement of a layer that limits in its action placement: what comes here takes an
    /// interface where that has no program yet.
    /// </summary>
    [GlobalFunction]
    public static uint Unmetered(uint recordIndex, uint action, uint packetLength) => action & EntryAction.Hard;
}
