using System.Collections.Immutable;
using Weir.Bpf.Language;

namespace Weir.Engine;

/// <summary>
/// What the model means, as a plain loop over sublayers, filters and conditions. The oracle that every faster evaluator must agree
/// with; it shares no code with them and is never optimised. Explanations are its own account of what it does.
/// </summary>
public static partial class ReferenceEvaluator
{
    /// <summary>Classifies a packet at a layer.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="values">What the packet has in the layer's fields.</param>
    /// <param name="callouts">
    /// Calls the callouts for this packet, in the order of evaluation, and knows what limits have let through; null when no callout is
    /// registered and nothing has passed before.
    /// </param>
    /// <exception cref="WfpException">There is no such layer.</exception>
    /// <exception cref="ArgumentException">The values are those of another layer.</exception>
    public static ClassifyResult Classify(PolicySnapshot policy, LayerId layer, FieldValues values, ICalloutInvoker? callouts = null) =>
        Classify(policy, layer, values, callouts, trace: null);

    /// <summary>Classifies, and tells what it does to somebody who listens.</summary>
    internal static ClassifyResult Classify(
        PolicySnapshot policy, LayerId layer, FieldValues values, ICalloutInvoker? callouts, EvaluationTrace? trace)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(values);
        if (values.Layer != Layers.Get(layer))
        {
            throw new ArgumentException($"The values are those of {values.Layer}, not of {Layers.Get(layer)}.", nameof(values));
        }

        var state = ArbitrationState.None;
        var filterId = 0UL;
        var isVeto = false;
        var isAbsorbed = false;
        var decisions = ImmutableArray.CreateBuilder<SubLayerDecision>();

        // All sublayers are evaluated, also after a block, so that events can name each sublayer's filter and callouts see the traffic.
        foreach (var subLayer in policy.SubLayersByWeight)
        {
            var candidates = InOrder(policy, layer, subLayer);
            foreach (var filter in candidates)
            {
                if (!Matches(filter, values))
                {
                    trace?.DoesNotMatch(filter);
                    continue;
                }

                if (Ask(filter, state, callouts, trace, out var wantsAbsorption) is not { } answer)
                {
                    trace?.PassesOn(filter);
                    continue;
                }

                decisions.Add(DecisionOf(subLayer, filter, answer));
                var next = Merge(state, answer);
                trace?.Decides(filter, state, answer, next);
                if (next is not null)
                {
                    isVeto = state == ArbitrationState.HardPermit;
                    state = next.Value;
                    filterId = filter.Id;
                    isAbsorbed = wantsAbsorption;
                }

                break;
            }

            trace?.Leave(subLayer, candidates);
        }

        var verdict = state is ArbitrationState.SoftBlock or ArbitrationState.HardBlock ? Verdict.Block : Verdict.Permit;
        return new ClassifyResult(verdict, filterId, isVeto, decisions.ToImmutable()) { IsAbsorbed = isAbsorbed };
    }

    /// <summary>The merge table, row by row; null when the state stays.</summary>
    private static ArbitrationState? Merge(ArbitrationState state, ArbitrationAnswer answer)
    {
        switch (state)
        {
            case ArbitrationState.None:
            case ArbitrationState.SoftPermit:
            case ArbitrationState.SoftBlock:
                return answer switch
                {
                    ArbitrationAnswer.SoftPermit => ArbitrationState.SoftPermit,
                    ArbitrationAnswer.HardPermit => ArbitrationState.HardPermit,
                    ArbitrationAnswer.CalloutSoftBlock => ArbitrationState.SoftBlock,
                    _ => ArbitrationState.HardBlock,
                };

            case ArbitrationState.HardPermit:
                return answer switch
                {
                    ArbitrationAnswer.FilterBlockAndClear or ArbitrationAnswer.CalloutSoftBlock or ArbitrationAnswer.CalloutHardBlock => ArbitrationState.HardBlock,
                    _ => null,
                };

            default:
                return null;
        }
    }

    /// <summary>What a filter that matches says; null when it leaves the decision to the next one.</summary>
    private static ArbitrationAnswer? Ask(
        InstalledFilter filter, ArbitrationState state, ICalloutInvoker? callouts, EvaluationTrace? trace, out bool wantsAbsorption)
    {
        wantsAbsorption = false;
        var clear = filter.Spec.Flags.HasFlag(FilterFlags.ClearActionRight);
        switch (filter.Spec.Action)
        {
            case FilterAction.Permit:
                return clear ? ArbitrationAnswer.HardPermit : ArbitrationAnswer.SoftPermit;

            case FilterAction.Block:
                return clear ? ArbitrationAnswer.FilterBlockAndClear : ArbitrationAnswer.FilterBlock;

            case FilterAction.Limit:
                var isWithin = callouts?.IsWithinLimit(filter);
                trace?.Limited(isWithin);
                return isWithin ?? true
                    ? clear ? ArbitrationAnswer.HardPermit : ArbitrationAnswer.SoftPermit
                    : clear ? ArbitrationAnswer.FilterBlockAndClear : ArbitrationAnswer.FilterBlock;
        }

        var isHard = state is ArbitrationState.HardPermit or ArbitrationState.HardBlock;
        var classifyOut = default(ClassifyOut);
        classifyOut.Action = ClassifyAction.None;
        classifyOut.Rights = isHard ? ClassifyRights.None : ClassifyRights.ActionWrite;
        var given = classifyOut;
        var isRegistered = callouts is not null && callouts.TryInvoke(filter, ref classifyOut);
        trace?.Called(filter, isRegistered, in given, in classifyOut);

        if (filter.Spec.Action == FilterAction.CalloutInspection)
        {
            return null;
        }

        if (!isRegistered)
        {
            return filter.Spec.Flags.HasFlag(FilterFlags.PermitIfCalloutUnregistered)
                ? clear ? ArbitrationAnswer.HardPermit : ArbitrationAnswer.SoftPermit
                : clear ? ArbitrationAnswer.FilterBlockAndClear : ArbitrationAnswer.FilterBlock;
        }

        // A right that the callout did not have it cannot clear.
        var clearedRight = !isHard && !classifyOut.CanWriteAction;
        if (classifyOut.Action == ClassifyAction.Permit)
        {
            return clearedRight ? ArbitrationAnswer.HardPermit : ArbitrationAnswer.SoftPermit;
        }

        if (classifyOut.Action != ClassifyAction.Block && filter.Spec.Action == FilterAction.CalloutUnknown)
        {
            return null;
        }

        wantsAbsorption = (classifyOut.Flags & ClassifyOutFlags.Absorb) != 0;
        return clearedRight ? ArbitrationAnswer.CalloutHardBlock : ArbitrationAnswer.CalloutSoftBlock;
    }

    private static SubLayerDecision DecisionOf(InstalledSubLayer subLayer, InstalledFilter filter, ArbitrationAnswer answer)
    {
        var action = answer is ArbitrationAnswer.SoftPermit or ArbitrationAnswer.HardPermit ? FilterAction.Permit : FilterAction.Block;
        var clear = answer is ArbitrationAnswer.HardPermit or ArbitrationAnswer.FilterBlockAndClear or ArbitrationAnswer.CalloutHardBlock;
        return new SubLayerDecision(subLayer.Key, filter.Id, action, clear);
    }

    /// <summary>The filters of the sublayer, the heaviest first; of equal weights the one with the lower id.</summary>
    private static List<InstalledFilter> InOrder(PolicySnapshot policy, LayerId layer, InstalledSubLayer subLayer) =>
    [
        .. policy.Filters
            .Where(filter => policy.Enforces(filter) && filter.Spec.Layer == layer && filter.Spec.SubLayer == subLayer.Key)
            .OrderByDescending(filter => filter.EffectiveWeight)
            .ThenBy(filter => filter.Id),
    ];

    /// <summary>The fields must all match.</summary>
    private static bool Matches(InstalledFilter filter, FieldValues values) => GroupsOf(filter).All(alternatives => Matches(alternatives, values));

    /// <summary>Conditions on the same field are alternatives.</summary>
    internal static bool Matches(IGrouping<FieldKey, FilterCondition> alternatives, FieldValues values) =>
        alternatives.Any(condition => Matches(condition, values[alternatives.Key]));

    /// <summary>The conditions of a filter by field, in their order.</summary>
    internal static IEnumerable<IGrouping<FieldKey, FilterCondition>> GroupsOf(InstalledFilter filter) =>
        filter.Spec.Conditions.GroupBy(condition => condition.Field);
}
