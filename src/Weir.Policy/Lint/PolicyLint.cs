using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>
/// Finds filters that mean something else than their authors hoped: that never win, that never match, whose verdict others overrule, that
/// match more than they say. It never calls a filter useless that is not; it may miss one that is.
/// </summary>
/// <remarks>
/// What it costs: looking for one filter that covers another is a look into a table for each combination of tested fields and prefix lengths,
/// not for each pair. Looking for several that cover one together compares pairs, and is done in sublayers of up to 1,000 filters.
/// </remarks>
public static partial class PolicyLint
{
    // Pairs are compared up to here: half a million at a layer.
    private const int MostForUnions = 1_000;

    // A union of more than that nobody recognises.
    private const int MostInUnion = 16;

    /// <summary>Judges the filters of a policy file, each finding at its place in the file.</summary>
    /// <param name="objects">What the file installs.</param>
    /// <param name="options">What to know besides, or <see langword="null"/>.</param>
    /// <exception cref="PolicyException">The engine would refuse a filter.</exception>
    public static ImmutableArray<PolicyDiagnostic> Check(PolicyObjects objects, LintOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(objects);
        var ranked = objects.Rank();
        var sources = new Dictionary<FilterSpec, PolicyFilter>(ReferenceEqualityComparer.Instance);
        foreach (var (spec, source) in objects.Filters)
            sources.Add(spec, source);
        var findings = new List<LintFinding>();
        foreach (var layer in ranked.GroupBy(filter => filter.Filter.Spec.Layer))
        {
            var subLayers = layer.GroupBy(filter => filter.Filter.Spec.SubLayer).Select(group => group.Select(filter => filter.Filter.Spec).ToList());
            findings.AddRange(Check(Layers.Get(layer.Key), [.. subLayers], options ?? new LintOptions()));
        }

        return ToDiagnostics(findings, sources, objects.Source);
    }

    /// <summary>Judges the filters of one layer of an engine's policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="options">What to know besides, or <see langword="null"/>.</param>
    /// <exception cref="WfpException">There is no such layer.</exception>
    public static ImmutableArray<LintFinding> Check(PolicySnapshot policy, LayerId layer, LintOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var found = Layers.Get(layer);
        var subLayers = policy.SubLayersByWeight
            .Select(subLayer => policy.FiltersInOrder(layer, subLayer.Key).Where(policy.Enforces).Select(filter => filter.Spec).ToList())
            .Where(filters => filters.Count > 0);
        return [.. Check(found, [.. subLayers], options ?? new LintOptions())];
    }

    /// <param name="layer">The layer.</param>
    /// <param name="subLayers">The filters of each sublayer in the order of evaluation, the heaviest sublayer first.</param>
    /// <param name="options">What to know besides.</param>
    private static List<LintFinding> Check(Layer layer, List<List<FilterSpec>> subLayers, LintOptions options)
    {
        var findings = new List<LintFinding>();
        var judged = new List<LintSubLayer>();
        foreach (var specs in subLayers)
        {
            var subLayer = new LintSubLayer();

            // Boot-time filters are enforced when the others are not.
            foreach (var spec in specs.Where(spec => !spec.Flags.HasFlag(FilterFlags.BootTime)))
            {
                var filter = new LintFilter(spec, layer, subLayer.Filters.Count, options);
                if (FindImpossible(filter, layer, options) is { } impossible)
                {
                    findings.Add(impossible);
                    continue;
                }

                if (spec.Action == FilterAction.Limit && options.WhyNotLimited?.Invoke(layer) is { } hindrance)
                    findings.Add(NotLimited(filter, layer, hindrance));
                subLayer.Filters.Add(filter);
                if (FindShadow(filter, subLayer, layer, specs.Count <= MostForUnions) is { } shadow)
                {
                    findings.Add(shadow);
                }
                else
                {
                    findings.AddRange(FindTooMuch(filter, layer));
                    subLayer.Live.Add(filter);
                    if (filter.Decides)
                        subLayer.Index.Add(filter);
                }
            }

            judged.Add(subLayer);
        }

        for (var i = 0; i < judged.Count; i++)
        {
            foreach (var filter in judged[i].Live)
            {
                if (FindOverruling(filter, judged, i) is { } overruled)
                    findings.Add(overruled);
            }
        }

        return findings;
    }

    /// <summary>What takes all of a filter's packets before it is asked.</summary>
    private static LintFinding? FindShadow(LintFilter filter, LintSubLayer subLayer, Layer layer, bool withUnions)
    {
        if (subLayer.Index.FindCover(filter, _ => true) is { } cover)
            return Shadowed(filter, [cover]);
        if (!withUnions)
            return null;

        var remainder = new Remainder(filter, layer);
        var takers = new List<LintFilter>();
        foreach (var earlier in subLayer.Live)
        {
            if (!earlier.Decides || earlier.IsDisjointFrom(filter) || !remainder.TakeAway(earlier))
                continue;
            takers.Add(earlier);
            if (remainder.IsEmpty)
                return Shadowed(filter, takers);
            if (takers.Count == MostInUnion)
                break;
        }

        return null;
    }

    private static LintFinding Shadowed(LintFilter filter, List<LintFilter> by)
    {
        var names = Names(by);
        var isSame = by.Count == 1 && by[0].Covers(filter) && filter.Covers(by[0]) && DoesTheSame(by[0].Spec, filter.Spec);
        var agrees = by.All(one => one.Spec.Action == filter.Spec.Action && one.IsHard == filter.IsHard && one.Spec.Action is FilterAction.Permit or FilterAction.Block);
        return new LintFinding
        {
            Rule = isSame ? LintRule.Duplicate : LintRule.NeverWins,
            Filter = filter.Spec,
            Others = [.. by.Select(one => one.Spec)],
            Message = isSame ? $"it does the same as {names}, which is evaluated before it"
                : $"it never wins: {names} {(by.Count == 1 ? "is evaluated before it and decides" : "are evaluated before it and together decide")} about everything that it matches",
            Advice = isSame ? "remove one of them"
                : agrees ? $"remove it, as {names} {(by.Count == 1 ? "does" : "do")} the same; or give it a greater weight, if it is to be counted by itself"
                : $"give it a greater weight than {names}, for instance weight: 15, or narrow {names}",
        };
    }

    private static bool DoesTheSame(FilterSpec a, FilterSpec b) =>
        a.Action == b.Action && a.Limit == b.Limit && a.Callout == b.Callout && a.Context == b.Context && a.ProviderContext == b.ProviderContext && a.Flags == b.Flags;

    private static string Names(List<LintFilter> filters)
    {
        var names = filters.Take(3).Select(filter => $"'{filter.Spec.Name}'").ToList();
        if (filters.Count > 3)
            return $"{string.Join(", ", names)} and {filters.Count - 3} more";
        return names.Count == 1 ? names[0] : $"{string.Join(", ", names[..^1])} and {names[^1]}";
    }

    /// <summary>The filters of one sublayer, as far as they are judged.</summary>
    private sealed class LintSubLayer
    {
        /// <summary>All that can match, in the order of evaluation.</summary>
        public List<LintFilter> Filters { get; } = [];

        /// <summary>Those that can win.</summary>
        public List<LintFilter> Live { get; } = [];

        /// <summary>Those that can win and decide.</summary>
        public CoverIndex Index { get; } = new();
    }
}
