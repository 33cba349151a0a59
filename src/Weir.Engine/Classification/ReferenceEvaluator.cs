using System.Collections.Immutable;
using Weir.Bpf.Language;

namespace Weir.Engine;

/// <summary>
/// What the model means, as a plain loop over sublayers, filters and conditions. The oracle that every faster evaluator must agree
/// with; it shares no code with them and is never optimised.
/// </summary>
public static partial class ReferenceEvaluator
{
    private enum State
    {
        None,
        SoftPermit,
        HardPermit,
        SoftBlock,
        HardBlock,
    }

    /// <summary>The columns of WFP's merge table, and a filter that has no say.</summary>
    private enum Answer
    {
        NextFilter,
        SoftPermit,
        HardPermit,
        FilterBlock,
        FilterBlockAndClear,
        CalloutSoftBlock,
        CalloutHardBlock,
    }

    /// <summary>Classifies a packet at a layer.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="values">What the packet has in the layer's fields.</param>
    /// <param name="callouts">Calls the callouts for this packet, in the order of evaluation; null when none is registered.</param>
    /// <exception cref="WfpException">There is no such layer.</exception>
    /// <exception cref="ArgumentException">The values are those of another layer.</exception>
    public static ClassifyResult Classify(PolicySnapshot policy, LayerId layer, FieldValues values, ICalloutInvoker? callouts = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(values);
        if (values.Layer != Layers.Get(layer))
        {
            throw new ArgumentException($"The values are those of {values.Layer}, not of {Layers.Get(layer)}.", nameof(values));
        }

        var state = State.None;
        var filterId = 0UL;
        var isVeto = false;
        var isAbsorbed = false;
        var decisions = ImmutableArray.CreateBuilder<SubLayerDecision>();

        // All sublayers are evaluated, also after a block, so that events can name each sublayer's filter and callouts see the traffic.
        foreach (var subLayer in policy.SubLayersByWeight)
        {
            foreach (var filter in Matching(policy, layer, subLayer, values))
            {
                var answer = Ask(filter, state, callouts, out var wantsAbsorption);
                if (answer == Answer.NextFilter)
                {
                    continue;
                }

                decisions.Add(DecisionOf(subLayer, filter, answer));
                if (Merge(state, answer) is { } next)
                {
                    isVeto = state == State.HardPermit;
                    state = next;
                    filterId = filter.Id;
                    isAbsorbed = wantsAbsorption;
                }

                break;
            }
        }

        var verdict = state is State.SoftBlock or State.HardBlock ? Verdict.Block : Verdict.Permit;
        return new ClassifyResult(verdict, filterId, isVeto, decisions.ToImmutable()) { IsAbsorbed = isAbsorbed };
    }

    /// <summary>The merge table, row by row; null when the state stays.</summary>
    private static State? Merge(State state, Answer answer)
    {
        switch (state)
        {
            case State.None:
            case State.SoftPermit:
            case State.SoftBlock:
                return answer switch
                {
                    Answer.SoftPermit => State.SoftPermit,
                    Answer.HardPermit => State.HardPermit,
                    Answer.CalloutSoftBlock => State.SoftBlock,
                    _ => State.HardBlock,
                };

            case State.HardPermit:
                return answer switch
                {
                    Answer.FilterBlockAndClear or Answer.CalloutSoftBlock or Answer.CalloutHardBlock => State.HardBlock,
                    _ => null,
                };

            default:
                return null;
        }
    }

    private static Answer Ask(InstalledFilter filter, State state, ICalloutInvoker? callouts, out bool wantsAbsorption)
    {
        wantsAbsorption = false;
        var clear = filter.Spec.Flags.HasFlag(FilterFlags.ClearActionRight);
        switch (filter.Spec.Action)
        {
            case FilterAction.Permit:
                return clear ? Answer.HardPermit : Answer.SoftPermit;

            case FilterAction.Block:
                return clear ? Answer.FilterBlockAndClear : Answer.FilterBlock;
        }

        var isHard = state is State.HardPermit or State.HardBlock;
        var classifyOut = default(ClassifyOut);
        classifyOut.Action = ClassifyAction.None;
        classifyOut.Rights = isHard ? ClassifyRights.None : ClassifyRights.ActionWrite;
        var isRegistered = callouts is not null && callouts.TryInvoke(filter, ref classifyOut);

        if (filter.Spec.Action == FilterAction.CalloutInspection)
        {
            return Answer.NextFilter;
        }

        if (!isRegistered)
        {
            return filter.Spec.Flags.HasFlag(FilterFlags.PermitIfCalloutUnregistered)
                ? clear ? Answer.HardPermit : Answer.SoftPermit
                : clear ? Answer.FilterBlockAndClear : Answer.FilterBlock;
        }

        // A right that the callout did not have it cannot clear.
        var clearedRight = !isHard && !classifyOut.CanWriteAction;
        if (classifyOut.Action == ClassifyAction.Permit)
        {
            return clearedRight ? Answer.HardPermit : Answer.SoftPermit;
        }

        if (classifyOut.Action != ClassifyAction.Block && filter.Spec.Action == FilterAction.CalloutUnknown)
        {
            return Answer.NextFilter;
        }

        wantsAbsorption = (classifyOut.Flags & ClassifyOutFlags.Absorb) != 0;
        return clearedRight ? Answer.CalloutHardBlock : Answer.CalloutSoftBlock;
    }

    private static SubLayerDecision DecisionOf(InstalledSubLayer subLayer, InstalledFilter filter, Answer answer)
    {
        var action = answer is Answer.SoftPermit or Answer.HardPermit ? FilterAction.Permit : FilterAction.Block;
        var clear = answer is Answer.HardPermit or Answer.FilterBlockAndClear or Answer.CalloutHardBlock;
        return new SubLayerDecision(subLayer.Key, filter.Id, action, clear);
    }

    /// <summary>The matching filters of the sublayer, the heaviest first; of equal weights the one with the lower id.</summary>
    private static IEnumerable<InstalledFilter> Matching(
        PolicySnapshot policy, LayerId layer, InstalledSubLayer subLayer, FieldValues values) =>
        policy.Filters
            .Where(filter => policy.Enforces(filter) && filter.Spec.Layer == layer && filter.Spec.SubLayer == subLayer.Key)
            .OrderByDescending(filter => filter.EffectiveWeight)
            .ThenBy(filter => filter.Id)
            .Where(filter => Matches(filter, values));

    /// <summary>Conditions on the same field are alternatives; the fields must all match.</summary>
    private static bool Matches(InstalledFilter filter, FieldValues values) =>
        filter.Spec.Conditions
            .GroupBy(condition => condition.Field)
            .All(alternatives => alternatives.Any(condition => Matches(condition, values[condition.Field])));
}
