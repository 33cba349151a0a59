using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>
/// One layer of a policy, made ready for evaluation: sublayers and filters in their order, conditions as ranges and tests.
/// Tables for the kernel are made from it, and the CLR can evaluate it directly; both mean what <see cref="ReferenceEvaluator"/>
/// says.
/// </summary>
public sealed class ClassificationPlan
{
    private readonly RecentResults _results = new();

    private ClassificationPlan(
        Layer layer, ulong policyVersion, ImmutableArray<PlanSubLayer> subLayers, ImmutableArray<NeverMatchingFilter> neverMatching, FailMode failMode)
    {
        Layer = layer;
        PolicyVersion = policyVersion;
        SubLayers = subLayers;
        NeverMatching = neverMatching;
        FailMode = failMode;
    }

    /// <summary>The layer.</summary>
    public Layer Layer { get; }

    /// <summary><see cref="PolicySnapshot.Version"/> of the policy it was made from.</summary>
    public ulong PolicyVersion { get; }

    /// <summary>The sublayers that have a filter which can match, the highest weight first.</summary>
    public ImmutableArray<PlanSubLayer> SubLayers { get; }

    /// <summary>The filters that were left out because no packet can meet them.</summary>
    public ImmutableArray<NeverMatchingFilter> NeverMatching { get; }

    /// <summary>
    /// What the layer does while its kernel program is missing: <see cref="FailMode.Closed"/> when one sublayer with filters at the
    /// layer asks for it.
    /// </summary>
    public FailMode FailMode { get; }

    /// <summary>Makes the plan of one layer.</summary>
    /// <exception cref="WfpException">There is no such layer.</exception>
    public static ClassificationPlan Build(PolicySnapshot policy, LayerId layer) => Build(policy, layer, before: null);

    /// <summary>Makes the plan of one layer; filters that the plan before had already are taken from it.</summary>
    /// <exception cref="WfpException">There is no such layer.</exception>
    internal static ClassificationPlan Build(PolicySnapshot policy, LayerId layer, ClassificationPlan? before)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var spec = Layers.Get(layer);
        var subLayers = ImmutableArray.CreateBuilder<PlanSubLayer>();
        var neverMatching = ImmutableArray.CreateBuilder<NeverMatchingFilter>();
        var failMode = FailMode.Open;
        foreach (var subLayer in policy.SubLayersByWeight)
        {
            var installed = policy.FiltersInOrder(layer, subLayer.Key);
            if (installed.Count == 0)
            {
                continue;
            }

            if (subLayer.Spec.FailMode == FailMode.Closed)
            {
                failMode = FailMode.Closed;
            }

            var filters = ImmutableArray.CreateBuilder<PlanFilter>(installed.Count);
            var known = before is null ? [] : before.FiltersOf(subLayer);
            foreach (var filter in installed)
            {
                // Both are in the order of evaluation, so one pass over what is known finds everything that stays.
                while (known is [var first, ..] && new ByWeight(first.Filter).CompareTo(new ByWeight(filter)) < 0)
                {
                    known = known[1..];
                }

                if (known is [var same, ..] && same.Filter == filter)
                {
                    filters.Add(same);
                    continue;
                }

                var conditions = PlanCondition.Normalise(spec, filter.Spec.Conditions);
                if (conditions.FirstOrDefault(condition => !condition.CanMatch) is { } impossible)
                {
                    neverMatching.Add(new NeverMatchingFilter(filter, impossible.Field.Key));
                }
                else
                {
                    filters.Add(new PlanFilter(filter, conditions.Sort((left, right) => left.Field.Index.CompareTo(right.Field.Index))));
                }
            }

            if (filters.Count > 0)
            {
                subLayers.Add(new PlanSubLayer(subLayer, filters.DrainToImmutable()));
            }
        }

        return new ClassificationPlan(spec, policy.Version, subLayers.DrainToImmutable(), neverMatching.DrainToImmutable(), failMode);
    }

    /// <summary>Evaluates the plan on the CLR, as if no callout was registered.</summary>
    /// <exception cref="ArgumentException">The values are those of another layer.</exception>
    public ClassifyResult Classify(FieldValues values) => Classify(values, default(NoCallouts));

    /// <summary>Evaluates the plan on the CLR.</summary>
    /// <typeparam name="TCallouts">A struct is not boxed.</typeparam>
    /// <param name="values">What the packet has in the layer's fields.</param>
    /// <param name="callouts">Calls the callouts for this packet, in the order of evaluation.</param>
    /// <exception cref="ArgumentException">The values are those of another layer.</exception>
    public ClassifyResult Classify<TCallouts>(FieldValues values, TCallouts callouts)
        where TCallouts : ICalloutInvoker
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Layer != Layer)
        {
            throw new ArgumentException($"The plan is for {Layer}, the values are those of {values.Layer}.", nameof(values));
        }

        var arbitration = default(Arbitration);
        Span<SubLayerDecision> decisions = SubLayers.Length <= 16 ? stackalloc SubLayerDecision[SubLayers.Length] : new SubLayerDecision[SubLayers.Length];
        var count = 0;
        foreach (var subLayer in SubLayers)
        {
            foreach (var candidate in subLayer.Filters)
            {
                if (candidate.Matches(values) && FilterAnswer.Of(candidate.Filter, arbitration.Rights, ref callouts) is { } answer)
                {
                    arbitration.Merge(answer, candidate.Filter.Id);
                    decisions[count++] = new SubLayerDecision(
                        subLayer.SubLayer.Key, candidate.Filter.Id, answer.Action, answer.ClearsActionRight);
                    break;
                }
            }
        }

        return _results.Get(in arbitration, decisions[..count]);
    }

    private ReadOnlySpan<PlanFilter> FiltersOf(InstalledSubLayer subLayer)
    {
        foreach (var known in SubLayers)
        {
            if (known.SubLayer == subLayer)
            {
                return known.Filters.AsSpan();
            }
        }

        return [];
    }
}
