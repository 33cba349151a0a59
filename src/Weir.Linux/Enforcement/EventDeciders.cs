using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux;

/// <summary>Reads the sublayers' decisions out of event records.</summary>
internal static unsafe class EventDeciders
{
    public static ImmutableArray<SubLayerDecision> Read(in EventRecord happened, FilterRecords records)
    {
        SubLayerDecision[] decisions = new SubLayerDecision[happened.DeciderCount];
        fixed (ulong* first = happened.Deciders)
        {
            DeciderRecord* deciders = (DeciderRecord*)first;
            for (int i = 0; i < decisions.Length; i++)
            {
                decisions[i] = ToDecision(records.SubLayerAt(deciders[i].SubLayer), deciders[i].FilterId, deciders[i].Action);
            }
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(decisions);
    }

    /// <summary>What a filter said, in the model's words.</summary>
    /// <param name="subLayer">Key of its sublayer.</param>
    /// <param name="filterId">The filter.</param>
    /// <param name="action">What it said, in bits of <see cref="EntryAction"/>.</param>
    public static SubLayerDecision ToDecision(Guid subLayer, ulong filterId, uint action)
    {
        // A filter's block is hard with or without the flag, which only its veto tells; a callout's block always has the veto.
        bool isBlock = (action & EntryAction.Block) != 0;
        bool isCleared = (action & EntryAction.Hard) != 0 && (!isBlock || (action & EntryAction.Veto) != 0);
        return new SubLayerDecision(subLayer, filterId, isBlock ? FilterAction.Block : FilterAction.Permit, isCleared);
    }
}
