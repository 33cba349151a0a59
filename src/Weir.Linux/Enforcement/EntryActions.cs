using Weir.Bpf.Language;
using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux;

/// <summary>Turns a filter's action into the bits of <see cref="EntryAction"/>.</summary>
internal static class EntryActions
{
    /// <summary>The bits of a filter that calls a callout or limits.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="place">Where its callout is linked; null when it is not registered.</param>
    public static uint Of(FilterSpec filter, CalloutPlace? place)
    {
        bool clearsActionRight = filter.Flags.HasFlag(FilterFlags.ClearActionRight);
        if (filter.Action == FilterAction.Limit)
        {
            return EntryAction.Limit | (clearsActionRight ? EntryAction.Hard : 0);
        }

        uint block = EntryAction.Block | EntryAction.Hard | (clearsActionRight ? EntryAction.Veto : 0);
        uint permit = clearsActionRight ? EntryAction.Hard : EntryAction.Permit;
        uint unregistered = filter.Flags.HasFlag(FilterFlags.PermitIfCalloutUnregistered) ? permit : block;
        return filter.Action switch
        {
            FilterAction.CalloutTerminating => unregistered | (place is { } linked ? Call(linked) : 0),
            FilterAction.CalloutUnknown => unregistered | (place is { } linked ? Call(linked) | EntryAction.Unknown : 0),

            // The plain program of a layer, which knows no callouts, passes it over.
            _ => EntryAction.Continue | (place is { } linked ? Call(linked) | EntryAction.Inspection : 0),
        };
    }

    private static uint Call(CalloutPlace place) =>
        EntryAction.Callout
        | (place.Index << EntryAction.SlotShift)
        | place.FaultAction switch
        {
            ClassifyAction.Permit => EntryAction.FaultPermits,
            ClassifyAction.Block => 0,
            _ => EntryAction.FaultContinues,
        };
}
