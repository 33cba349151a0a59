using System.Collections.Immutable;
using Weir.Bpf.Language;

namespace Weir.Engine;

/// <summary>
/// Listens to <see cref="ReferenceEvaluator"/> while it classifies, and keeps what it hears. It decides nothing: whether conditions hold,
/// what a filter answers and how answers merge, it is told.
/// </summary>
/// <param name="policy">The policy, for the names of callouts.</param>
/// <param name="values">What the packet has.</param>
/// <param name="callouts">Those that the evaluator calls; they may know of faults.</param>
internal sealed class EvaluationTrace(PolicySnapshot policy, FieldValues values, ICalloutInvoker? callouts)
{
    private readonly ImmutableArray<SubLayerExplanation>.Builder _subLayers = ImmutableArray.CreateBuilder<SubLayerExplanation>();
    private readonly ImmutableArray<FilterExplanation>.Builder _filters = ImmutableArray.CreateBuilder<FilterExplanation>();
    private CalloutExplanation? _callout;
    private bool? _isWithinLimit;
    private FilterExplanation? _decision;
    private MergeStep? _merge;

    /// <summary>What was heard.</summary>
    public ImmutableArray<SubLayerExplanation> SubLayers => _subLayers.ToImmutable();

    /// <summary>A filter was tested and does not match.</summary>
    public void DoesNotMatch(InstalledFilter filter) => Add(filter, FilterOutcome.DoesNotMatch);

    /// <summary>The callout of a filter that matches was called, or is not registered.</summary>
    public void Called(InstalledFilter filter, bool isRegistered, in ClassifyOut before, in ClassifyOut after) => _callout = new CalloutExplanation
    {
        Key = filter.Spec.Callout,
        Name = policy.FindCallout(filter.Spec.Callout)?.Spec.Name ?? "",
        IsRegistered = isRegistered,
        HadRight = before.CanWriteAction,
        Action = after.Action,
        ClearedRight = before.CanWriteAction && !after.CanWriteAction,
        Absorbs = (after.Flags & ClassifyOutFlags.Absorb) != 0,
        Fault = isRegistered ? (callouts as ICalloutFaults)?.LastFault : null,
    };

    /// <summary>The limit of a filter that matches was asked.</summary>
    public void Limited(bool? isWithin) => _isWithinLimit = isWithin;

    /// <summary>A filter that matches leaves the decision to the next.</summary>
    public void PassesOn(InstalledFilter filter) => Add(filter, FilterOutcome.PassesOn);

    /// <summary>A filter that matches decides for its sublayer.</summary>
    public void Decides(InstalledFilter filter, ArbitrationState before, ArbitrationAnswer answer, ArbitrationState? after)
    {
        _decision = Add(filter, FilterOutcome.Decides, answer);
        _merge = new MergeStep(before, answer, after ?? before, IsIgnored: after is null);
    }

    /// <summary>A sublayer is done.</summary>
    /// <param name="subLayer">The sublayer.</param>
    /// <param name="candidates">All its filters, in the order of evaluation; those that were not heard of were not asked.</param>
    public void Leave(InstalledSubLayer subLayer, List<InstalledFilter> candidates)
    {
        while (_filters.Count < candidates.Count)
        {
            Add(candidates[_filters.Count], FilterOutcome.NotAsked);
        }

        if (candidates.Count > 0)
        {
            _subLayers.Add(new SubLayerExplanation(subLayer, _filters.DrainToImmutable(), _decision, _merge));
            (_decision, _merge) = (null, null);
        }
    }

    private FilterExplanation Add(InstalledFilter filter, FilterOutcome outcome, ArbitrationAnswer? answer = null)
    {
        var explanation = new FilterExplanation(filter, outcome, GroupsOf(filter), _callout, answer) { IsWithinLimit = _isWithinLimit };
        (_callout, _isWithinLimit) = (null, null);
        _filters.Add(explanation);
        return explanation;
    }

    private ImmutableArray<ConditionGroupExplanation> GroupsOf(InstalledFilter filter)
    {
        if (filter.Spec.Conditions.Count == 0)
        {
            return [];
        }

        var groups = ImmutableArray.CreateBuilder<ConditionGroupExplanation>();
        foreach (var alternatives in ReferenceEvaluator.GroupsOf(filter))
        {
            var actual = values[alternatives.Key];
            var explained = ImmutableArray.CreateBuilder<ConditionExplanation>();
            foreach (var condition in alternatives)
            {
                explained.Add(new ConditionExplanation(condition, ReferenceEvaluator.Matches(condition, actual)));
            }

            groups.Add(new ConditionGroupExplanation(
                values.Layer.FindField(alternatives.Key)!, actual, explained.DrainToImmutable(), ReferenceEvaluator.Matches(alternatives, values)));
        }

        return groups.DrainToImmutable();
    }
}
