using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

public static partial class PolicyLint
{
    /// <summary>A written filter can be several of the engine's: what is found about several of them is said once.</summary>
    private static ImmutableArray<PolicyDiagnostic> ToDiagnostics(List<LintFinding> findings, Dictionary<FilterSpec, PolicyFilter> sources, SourceText text)
    {
        var diagnostics = new DiagnosticBag(text);
        var parts = sources.Values.CountBy(source => source.Path).ToDictionary();
        var said = findings.GroupBy(finding => (Source: sources[finding.Filter], finding.Rule, Others: string.Join('\n', finding.Others.Select(other => sources[other].Name))));
        foreach (var group in said)
        {
            var first = group.First();
            var layers = group.Select(finding => PolicyLayers.NameOf(Layers.Get(finding.Filter.Layer))).Distinct().ToList();
            var isPart = group.Select(finding => finding.Filter).Distinct(ReferenceEqualityComparer.Instance).Count() < parts[group.Key.Source.Path];
            var where = isPart ? $"at {string.Join(" and ", layers)}{(first.Filter.Name == group.Key.Source.Name ? "" : $", as '{first.Filter.Name}',")} " : "";
            diagnostics.Warning(group.Key.Source.Span, group.Key.Source.Path, where + first.Message, first.Advice, NameOf(first.Rule));
        }

        return diagnostics.ToImmutable();
    }

    /// <summary>The name of a rule for programs, such as <c>never-wins</c>.</summary>
    public static string NameOf(LintRule rule) => rule switch
    {
        LintRule.NeverWins => "never-wins",
        LintRule.Duplicate => "duplicate",
        LintRule.NeverMatches => "never-matches",
        LintRule.PermitIgnored => "permit-ignored",
        LintRule.BlockIgnored => "block-ignored",
        LintRule.MatchesEverything => "matches-everything",
        LintRule.CatchesIcmp => "catches-icmp",
        _ => "not-limited",
    };
}
