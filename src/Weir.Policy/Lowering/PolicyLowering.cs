using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>Turns a document into engine objects.</summary>
internal sealed partial class PolicyLowering(PolicyDocument document, IInterfaceResolver interfaces)
{
    // More is a sign of an expression that should have been several filters, or of a list that should have been one.
    private const int MostFilters = 64;

    private readonly DiagnosticBag _diagnostics = new(document.Source);

    public PolicyObjects Run()
    {
        var subLayers = document.SubLayers.ToDictionary(subLayer => subLayer.Name, Lower);
        var callouts = document.Callouts.ToDictionary(callout => callout.Name, Lower);
        var filters = ImmutableArray.CreateBuilder<PolicyFilterSpec>();
        foreach (var filter in document.Filters)
        {
            var callout = filter.Callout is null ? [] : callouts[filter.Callout];
            Lower(filter, filter.SubLayer is null ? SubLayers.Universal : subLayers[filter.SubLayer].Key, callout, filters);
        }

        if (_diagnostics.HasErrors)
            throw new PolicyException([.. document.Warnings, .. _diagnostics.ToImmutable()]);
        return new PolicyObjects
        {
            Provider = document.Provider,
            SubLayers = [.. document.SubLayers.Select(subLayer => subLayers[subLayer.Name])],
            Callouts = [.. document.Callouts.SelectMany(callout => callouts[callout.Name])],
            Filters = filters.ToImmutable(),
            Warnings = [.. document.Warnings, .. _diagnostics.ToImmutable()],
            Source = document.Source,
        };
    }

    private SubLayerSpec Lower(PolicySubLayer subLayer) => new()
    {
        Key = subLayer.Key ?? PolicyKeys.SubLayer(document.Provider.Key, subLayer.Name),
        Name = subLayer.Name,
        Description = subLayer.Description,
        Weight = subLayer.Weight,
        FailMode = subLayer.FailMode,
    };

    /// <summary>A callout object belongs to one layer; as with filters, a given key is used as it is when one object is enough.</summary>
    private ImmutableArray<PolicyCalloutSpec> Lower(PolicyCallout callout)
    {
        var key = callout.Key ?? PolicyKeys.Callout(document.Provider.Key, callout.Name);
        return
        [
            .. callout.Layers.Select(layer => new PolicyCalloutSpec(
                new CalloutSpec
                {
                    Key = callout.Layers.Length == 1 ? key : PolicyKeys.Part(key, PolicyLayers.NameOf(layer), 1),
                    Name = callout.Name,
                    Description = callout.Description,
                    ApplicableLayer = layer.Id,
                },
                callout)),
        ];
    }

    private void Lower(
        PolicyFilter filter, Guid subLayer, ImmutableArray<PolicyCalloutSpec> callout, ImmutableArray<PolicyFilterSpec>.Builder filters)
    {
        var parts = new List<Part>();
        string? contradiction = null;
        foreach (var target in filter.Layers)
        {
            var layer = new LayerView(target);
            if (LowerAt(filter, layer, ref contradiction) is not { } alternatives)
                return;
            if (alternatives.Count > MostFilters)
            {
                ReportTooLong(filter, $"{alternatives.Count} filters");
                return;
            }

            for (var i = 0; i < alternatives.Count; i++)
                parts.Add(new Part(layer, alternatives[i], i + 1));
        }

        if (parts.Count == 0)
        {
            if (filter.Layers.Length > 0)
                _diagnostics.Error(SpanOf(filter), PathOf(filter), "the filter can never match", contradiction);
            return;
        }

        WarnOfOneFamily(filter, parts);
        var key = filter.Key ?? PolicyKeys.Filter(document.Provider.Key, filter.Name);
        foreach (var (layer, conditions, number) in parts)
        {
            var spec = new FilterSpec
            {
                Key = filter.Key is not null && parts.Count == 1 ? key : PolicyKeys.Part(key, layer.Name, number),
                Name = number == 1 ? filter.Name : $"{filter.Name} #{number}",
                Description = filter.Description,
                Layer = layer.Layer.Id,
                SubLayer = subLayer,
                Weight = filter.Weight,
                Conditions = conditions,
                Action = filter.Action,
                Callout = callout.FirstOrDefault(one => one.Spec.ApplicableLayer == layer.Layer.Id)?.Spec.Key ?? Guid.Empty,
                Context = filter.Context,
                Flags = (filter.IsHard ? FilterFlags.ClearActionRight : FilterFlags.None)
                    | (filter.PermitsIfCalloutUnregistered ? FilterFlags.PermitIfCalloutUnregistered : FilterFlags.None),
            };
            filters.Add(new PolicyFilterSpec(spec, filter));
        }
    }

    private List<ConditionList>? LowerAt(PolicyFilter filter, LayerView layer, ref string? contradiction)
    {
        if (!HasAllFields(filter, layer))
            return null;
        if (filter.When is null)
            return LowerConditions(filter, layer, ref contradiction);
        try
        {
            var lowering = new ExpressionLowering(layer, value => IndexOf(value, filter.When.Span, PathOf(filter)));
            var terms = lowering.Lower(filter.When);
            contradiction ??= lowering.Contradiction;
            return [.. terms.Select(term => ConditionWriter.Write(term, layer))];
        }
        catch (TooManyTermsException)
        {
            ReportTooLong(filter, "hundreds of filters");
            return null;
        }
    }

    private void ReportTooLong(PolicyFilter filter, string count) =>
        _diagnostics.Error(
            SpanOf(filter),
            PathOf(filter),
            $"the expression needs {count} at one layer, and one filter of a policy may become {MostFilters} at most",
            "every 'and' between alternatives multiplies them: write several filters, or lists with in [...]");

    private uint IndexOf(PolicyValue value, SourceSpan span, string path)
    {
        if (interfaces.FindIndex(value.Text.Trim('"')) is { } index)
            return index;
        _diagnostics.Error(
            span,
            path,
            $"there is no interface {value.Text} in this network namespace",
            interfaces.Names.Count > 0 ? Spelling.Advise(value.Text, interfaces.Names) : null);
        return 0;
    }

    // "Everything but 10.0.0.0/8" leaves IPv6 alone, which nobody should find out from an incident.
    private void WarnOfOneFamily(PolicyFilter filter, List<Part> parts)
    {
        var isIPv6 = parts[0].Layer.IsIPv6;
        if (filter.When is null
            || parts.Any(part => part.Layer.IsIPv6 != isIPv6)
            || filter.Layers.All(layer => PolicyLayers.IsIPv6(layer) == isIPv6)
            || !ExcludesAddresses(filter.When, negated: false))
        {
            return;
        }

        var (present, missing) = isIPv6 ? ("IPv6", "IPv4") : ("IPv4", "IPv6");
        _diagnostics.Warning(
            SpanOf(filter),
            PathOf(filter),
            $"the addresses it excludes are of {present}, so the filter applies to {present} only and never matches {missing}",
            $"name the layers with -v{(isIPv6 ? 6 : 4)} to say that this is meant, or add a filter for {missing}");
    }

    private static bool ExcludesAddresses(PolicyExpression expression, bool negated) => expression switch
    {
        NotExpression negation => ExcludesAddresses(negation.Operand, !negated),
        AndExpression conjunction => conjunction.Operands.Any(operand => ExcludesAddresses(operand, negated)),
        OrExpression disjunction => disjunction.Operands.Any(operand => ExcludesAddresses(operand, negated)),
        ComparisonExpression { Field.Type: PolicyFieldType.Address } comparison =>
            negated != comparison.Operator is ComparisonOperator.NotEqual or ComparisonOperator.NotIn,
        _ => false,
    };

    private static SourceSpan SpanOf(PolicyFilter filter) =>
        filter.When?.Span ?? (filter.Conditions.IsEmpty ? filter.Span : filter.Conditions[0].Span);

    private static string PathOf(PolicyFilter filter) =>
        filter.When is not null ? $"{filter.Path}.when" : filter.Conditions.IsEmpty ? filter.Path : $"{filter.Path}.conditions";

    /// <summary>One of the engine filters that a written filter becomes; numbered from 1 at each layer.</summary>
    private sealed record Part(LayerView Layer, ConditionList Conditions, int Number);
}
