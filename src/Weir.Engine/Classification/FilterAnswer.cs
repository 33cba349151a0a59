using Weir.Bpf.Language;

namespace Weir.Engine;

/// <summary>What a matching filter says about a packet, by itself or through its callout, when it says anything.</summary>
/// <param name="Action">Block or permit.</param>
/// <param name="ClearsActionRight">The filter's flag or the callout says that the decision is final.</param>
/// <param name="IsHard">No sublayer below can change it, except that a veto changes a permit.</param>
/// <param name="CanVeto">A block that also overrules a hard permit.</param>
/// <param name="IsAbsorbed">A block without an event.</param>
internal readonly record struct FilterAnswer(FilterAction Action, bool ClearsActionRight, bool IsHard, bool CanVeto, bool IsAbsorbed)
{
    /// <summary>Asks the filter; null when it leaves the decision to the next one.</summary>
    /// <param name="filter">The filter, which matches.</param>
    /// <param name="rights">The rights that a callout has now.</param>
    /// <param name="callouts">Reaches the callouts.</param>
    public static FilterAnswer? Of<TCallouts>(InstalledFilter filter, ClassifyRights rights, ref TCallouts callouts)
        where TCallouts : ICalloutInvoker
    {
        if (!filter.Spec.Action.MustBeAsked())
        {
            return OfFilter(filter, filter.Spec.Action);
        }

        if (filter.Spec.Action == FilterAction.Limit)
        {
            return OfFilter(filter, callouts.IsWithinLimit(filter) == false ? FilterAction.Block : FilterAction.Permit);
        }

        var classifyOut = new ClassifyOut { Action = ClassifyAction.None, Rights = rights };
        var isRegistered = callouts.TryInvoke(filter, ref classifyOut);
        if (filter.Spec.Action == FilterAction.CalloutInspection)
        {
            return null;
        }

        if (!isRegistered)
        {
            return OfFilter(
                filter, (filter.Spec.Flags & FilterFlags.PermitIfCalloutUnregistered) != 0 ? FilterAction.Permit : FilterAction.Block);
        }

        var isDecided = classifyOut.Action is ClassifyAction.Permit or ClassifyAction.Block;
        if (!isDecided && filter.Spec.Action == FilterAction.CalloutUnknown)
        {
            return null;
        }

        var isBlock = classifyOut.Action != ClassifyAction.Permit;
        var clears = (rights & ~classifyOut.Rights & ClassifyRights.ActionWrite) != 0;
        return new FilterAnswer(
            isBlock ? FilterAction.Block : FilterAction.Permit,
            clears,
            IsHard: clears,
            CanVeto: isBlock,
            IsAbsorbed: isBlock && (classifyOut.Flags & ClassifyOutFlags.Absorb) != 0);
    }

    /// <summary>The answer of a filter that blocks or permits by itself.</summary>
    /// <param name="action">Block or permit.</param>
    /// <param name="clears">The filter has <see cref="FilterFlags.ClearActionRight"/>.</param>
    public static FilterAnswer OfFilter(FilterAction action, bool clears) =>
        new(action, clears, IsHard: clears || action == FilterAction.Block, CanVeto: clears && action == FilterAction.Block, IsAbsorbed: false);

    private static FilterAnswer OfFilter(InstalledFilter filter, FilterAction action) =>
        OfFilter(action, (filter.Spec.Flags & FilterFlags.ClearActionRight) != 0);
}
