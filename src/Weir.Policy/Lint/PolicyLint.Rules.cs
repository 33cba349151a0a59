using Weir.Engine;

namespace Weir.Policy;

public static partial class PolicyLint
{
    // Overlaps to look for at a layer before giving up on a question.
    private const int MostOverlaps = 2_000;

    private static readonly IntervalSet s_icmpNumbers = IntervalSet.Of(ushort.MaxValue, 0, byte.MaxValue);

    // Protocols with ports, by IANA's numbers: TCP, UDP, DCCP, SCTP, UDP-Lite; ICMP and ICMPv6, whose types and codes stand there.
    private static readonly IntervalSet s_withPorts = IntervalSet.Of(
        byte.MaxValue, new byte[] { 1, 6, 17, 33, 58, 132, 136 }.Select(number => new Interval(number, number)));

    private static readonly IntervalSet s_icmp = IntervalSet.Of(byte.MaxValue, [new Interval(1, 1), new Interval(58, 58)]);

    /// <summary>Why no traffic can meet a filter's conditions.</summary>
    private static LintFinding? FindImpossible(LintFilter filter, Layer layer, LintOptions options)
    {
        foreach (var field in filter.Fields)
        {
            var name = NameOf(field.Field, layer);
            if (field.Values.IsEmpty)
                return Impossible(filter, $"no value of {name} satisfies its conditions", "mend the conditions, or remove the filter");
            if (options.WhyNotSupplied is { } why && !field.Values.Absent && why(layer, field.Field) is { } reason)
                return Impossible(filter, $"traffic at {PolicyLayers.NameOf(layer)} never has {name}: {reason}", "use a layer that has it, or ask for its absence with type: empty");
        }

        // Ports and ICMP's numbers share a field; the protocol says which of them it holds.
        if (ProtocolsOf(filter, layer) is not { } protocols)
            return null;
        foreach (var field in PortsOf(filter))
        {
            if (field.Values.Absent || field.Values is not { Tests.IsEmpty: true, Numbers: { } numbers })
                continue;
            if (protocols.Intersect(s_withPorts).IsEmpty)
                return Impossible(filter, $"packets of its protocols have no {NameOf(field.Field, layer)}", "leave the condition on the port out, or name a protocol with ports: ip.protocol in [tcp, udp]");
            if (s_icmp.Contains(protocols.Intersect(s_withPorts)) && numbers.Intersect(s_icmpNumbers).IsEmpty)
                return Impossible(filter, "ICMP's types and codes end at 255", "write icmp.type or icmp.code with a number up to 255, or another protocol");
        }

        return null;
    }

    private static LintFinding Impossible(LintFilter filter, string reason, string advice) =>
        new() { Rule = LintRule.NeverMatches, Filter = filter.Spec, Message = $"it never matches: {reason}", Advice = advice };

    private static LintFinding NotLimited(LintFilter filter, Layer layer, string reason) => new()
    {
        Rule = LintRule.NotLimited,
        Filter = filter.Spec,
        Message = $"traffic at {PolicyLayers.NameOf(layer)} cannot be limited: {reason}",
        Advice = "write block or permit, or name a layer where traffic can be limited",
    };

    /// <summary>Conditions that let more through than they seem to.</summary>
    private static IEnumerable<LintFinding> FindTooMuch(LintFilter filter, Layer layer)
    {
        foreach (var field in filter.Fields)
        {
            var name = NameOf(field.Field, layer);
            var excluded = field.Values.Tests.Where(test => test.Match == FilterMatchType.NotEqual).ToList();
            if (field.Count > 1 && (excluded.Count > 1 || (field.Values.HasEveryNumber && HasExclusion(filter.Spec, field.Field))))
            {
                yield return new LintFinding
                {
                    Rule = LintRule.MatchesEverything,
                    Filter = filter.Spec,
                    Message = $"its conditions on {name} are alternatives, and one of them always holds",
                    Advice = field.Values.Numbers is null
                        ? $"for neither A nor B: a heavier filter that permits A and B, and this one without the conditions"
                        : $"for neither A nor B write when: {name} not in [A, B]",
                };
            }
        }

        if (ProtocolsOf(filter, layer) is not null || layer.FindField(Fields.IpProtocol) is null)
            yield break;
        foreach (var field in PortsOf(filter))
        {
            if (field.Field.Name.StartsWith("ICMP_", StringComparison.Ordinal) || field.Values.Numbers is not { } numbers || numbers.Intersect(s_icmpNumbers) is not { IsEmpty: false } common)
                continue;
            var isType = field.Field.Key == Fields.IpLocalPort;
            yield return new LintFinding
            {
                Rule = LintRule.CatchesIcmp,
                Filter = filter.Spec,
                Message = $"its condition on {NameOf(field.Field, layer)} also matches ICMP messages of {(isType ? "type" : "code")} {Describe(common)}, which WFP keeps in the same field",
                Advice = "say which protocol is meant: ip.protocol == tcp, or in [tcp, udp]",
            };
            yield break;
        }
    }

    private static bool HasExclusion(FilterSpec spec, LayerField field) =>
        spec.Conditions.Any(condition => condition.Field == field.Key && condition.Match == FilterMatchType.NotEqual);

    private static string Describe(IntervalSet set)
    {
        var (low, high) = (set.Intervals[0].Low, set.Intervals[0].High);
        var text = low == high ? $"{low}" : $"{low} to {high}";
        return set.Intervals.Length == 1 ? text : $"{text} and others";
    }

    /// <summary>What overrules a filter of one sublayer in others, whatever else happens.</summary>
    private static LintFinding? FindOverruling(LintFilter filter, List<LintSubLayer> subLayers, int own)
    {
        if (filter.Spec.Action == FilterAction.Permit && !filter.IsHard)
        {
            for (var i = own + 1; i < subLayers.Count; i++)
            {
                if (FindCertain(filter, subLayers[i], one => one.Spec.Action == FilterAction.Block) is { } block)
                {
                    return new LintFinding
                    {
                        Rule = LintRule.PermitIgnored,
                        Filter = filter.Spec,
                        Others = [block.Spec],
                        Message = $"what it permits, '{block.Spec.Name}' of a lighter sublayer blocks: a permit is soft, and a block in any sublayer overrules it",
                        Advice = $"make the permit hard (hard: true), or narrow '{block.Spec.Name}', or put both into one sublayer",
                    };
                }
            }
        }

        if (filter.Spec.Action == FilterAction.Block && !filter.IsHard)
        {
            for (var i = 0; i < own; i++)
            {
                if (FindCertain(filter, subLayers[i], one => one.Spec.Action == FilterAction.Permit && one.IsHard) is { } permit)
                {
                    return new LintFinding
                    {
                        Rule = LintRule.BlockIgnored,
                        Filter = filter.Spec,
                        Others = [permit.Spec],
                        Message = $"what it blocks, '{permit.Spec.Name}' of a heavier sublayer permits hard, so the block is ignored",
                        Advice = $"make the block a veto (hard: true), or make '{permit.Spec.Name}' soft",
                    };
                }
            }
        }

        return null;
    }

    /// <summary>
    /// A filter of another sublayer that decides there about everything that this one matches: nothing before it gets any of that, unless it
    /// says the same.
    /// </summary>
    private static LintFilter? FindCertain(LintFilter filter, LintSubLayer other, Func<LintFilter, bool> says)
    {
        if (other.Index.FindCover(filter, says) is not { } cover)
            return null;
        var asked = 0;
        foreach (var earlier in other.Live)
        {
            if (earlier.Position >= cover.Position)
                return cover;

            // An inspection goes on in every case.
            if (earlier.Spec.Action == FilterAction.CalloutInspection || says(earlier))
                continue;
            if (++asked > MostOverlaps || !earlier.IsDisjointFrom(filter))
                return null;
        }

        return cover;
    }

    private static IntervalSet? ProtocolsOf(LintFilter filter, Layer layer) =>
        layer.FindField(Fields.IpProtocol) is { } field && filter.SetOf(field.Index) is { Absent: false, Tests.IsEmpty: true, Numbers: { } numbers } ? numbers : null;

    private static IEnumerable<LintField> PortsOf(LintFilter filter) =>
        filter.Fields.Where(field => field.Field.Key == Fields.IpLocalPort || field.Field.Key == Fields.IpRemotePort);

    private static string NameOf(LayerField field, Layer layer) => PolicyFields.Find(field.Key, layer)?.Name ?? field.Name;
}
