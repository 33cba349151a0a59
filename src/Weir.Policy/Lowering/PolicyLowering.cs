using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>Turns a document into engine objects.</summary>
internal sealed partial class PolicyLowering(PolicyDocument document, IInterfaceResolver interfaces, IIdentityResolver identities)
{
    // More is a sign of an expression that should have been several filters, or of a list that should have been one.
    private const int MostFilters = 64;

    private readonly DiagnosticBag _diagnostics = new(document.Source);
    private Dictionary<string, Guid> _owners = [];

    public PolicyObjects Run()
    {
        var owners = document.Provider is { } owner ? [owner] : document.Providers;
        _owners = References(owners, provider => provider.Name, provider => provider.Key);
        ImmutableArray<SubLayerSpec> subLayers = [.. document.SubLayers.Select(Lower)];
        ImmutableArray<ProviderContextSpec> contexts = [.. document.ProviderContexts.Select(Lower)];
        var callouts = document.Callouts.Select(Lower).ToList();
        var subLayerKeys = References(subLayers, subLayer => subLayer.Name, subLayer => subLayer.Key);
        var contextKeys = References(contexts, context => context.Name, context => context.Key);
        var calloutsByName = References(callouts.Where(callout => callout.Length > 0), callout => callout[0].Source.Name, callout => callout[0].Source.Key ?? Guid.Empty, callout => callout);
        var filters = ImmutableArray.CreateBuilder<PolicyFilterSpec>();
        foreach (var filter in document.Filters)
        {
            var subLayer = filter.SubLayer is null ? SubLayers.Universal
                : subLayerKeys.TryGetValue(filter.SubLayer, out var key) ? key
                : BuiltInSubLayers.Find(filter.SubLayer)!.Key;
            var callout = filter.Callout is null ? [] : calloutsByName[filter.Callout];
            Lower(filter, subLayer, filter.ProviderContext is null ? Guid.Empty : contextKeys[filter.ProviderContext], callout, filters);
        }

        if (_diagnostics.HasErrors)
            throw _diagnostics.ToException(document.Warnings);
        return new PolicyObjects
        {
            Provider = document.Provider,
            Providers = [.. owners.Select(Lower)],
            SubLayers = subLayers,
            Callouts = [.. callouts.SelectMany(callout => callout)],
            ProviderContexts = contexts,
            Filters = filters.ToImmutable(),
            Warnings = [.. document.Warnings, .. _diagnostics.ToImmutable()],
            Source = document.Source,
        };
    }

    private static Dictionary<string, Guid> References<T>(IEnumerable<T> objects, Func<T, string> name, Func<T, Guid> key) => References(objects, name, key, key);

    /// <summary>Objects by their names and keys. A name that several have is refused where it is used.</summary>
    private static Dictionary<string, TTarget> References<T, TTarget>(IEnumerable<T> objects, Func<T, string> name, Func<T, Guid> key, Func<T, TTarget> target)
    {
        var references = new Dictionary<string, TTarget>(StringComparer.Ordinal);
        foreach (var one in objects)
            references.TryAdd(name(one), target(one));
        foreach (var one in objects)
            references.TryAdd(key(one).ToString(), target(one));
        return references;
    }

    /// <summary>Key of the owner of an object: the file's, or the one that the object names, or nobody.</summary>
    private Guid OwnerOf(string? written) => document.Provider is { } only ? only.Key : written is null ? Guid.Empty : _owners[written];

    private static ProviderSpec Lower(PolicyProvider provider) => new()
    {
        Key = provider.Key,
        Name = provider.Name,
        Description = provider.Description,
        ServiceName = provider.ServiceName,
        ProviderData = provider.ProviderData,
        Persistent = provider.IsPersistent,
        Security = provider.Security,
    };

    private SubLayerSpec Lower(PolicySubLayer subLayer) => new()
    {
        Key = subLayer.Key ?? PolicyKeys.SubLayer(OwnerOf(subLayer.Provider), subLayer.Name),
        Name = subLayer.Name,
        Description = subLayer.Description,
        Provider = OwnerOf(subLayer.Provider),
        Weight = subLayer.Weight,
        FailMode = subLayer.FailMode,
        ProviderData = subLayer.ProviderData,
        Persistent = subLayer.IsPersistent,
        Security = subLayer.Security,
    };

    private ProviderContextSpec Lower(PolicyProviderContext context) => new()
    {
        Key = context.Key ?? PolicyKeys.ProviderContext(OwnerOf(context.Provider), context.Name),
        Name = context.Name,
        Description = context.Description,
        Provider = OwnerOf(context.Provider),
        Data = context.Data,
        ClassifyOptions = context.ClassifyOptions,
        ProviderData = context.ProviderData,
        Persistent = context.IsPersistent,
        Security = context.Security,
    };

    /// <summary>A callout object belongs to one layer; as with filters, a given key is used as it is when one object is enough.</summary>
    private ImmutableArray<PolicyCalloutSpec> Lower(PolicyCallout callout)
    {
        var key = callout.Key ?? PolicyKeys.Callout(OwnerOf(callout.Provider), callout.Name);
        return
        [
            .. callout.Layers.Select(layer => new PolicyCalloutSpec(
                new CalloutSpec
                {
                    Key = callout.Layers.Length == 1 ? key : PolicyKeys.Part(key, PolicyLayers.NameOf(layer), 1),
                    Name = callout.Name,
                    Description = callout.Description,
                    Provider = OwnerOf(callout.Provider),
                    ApplicableLayer = layer.Id,
                    UsesProviderContext = callout.UsesProviderContext,
                    ProviderData = callout.ProviderData,
                    Persistent = callout.IsPersistent,
                    Security = callout.Security,
                },
                callout)),
        ];
    }

    private void Lower(
        PolicyFilter filter,
        Guid subLayer,
        Guid providerContext,
        ImmutableArray<PolicyCalloutSpec> callout,
        ImmutableArray<PolicyFilterSpec>.Builder filters)
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
        var owner = OwnerOf(filter.Provider);
        var key = filter.Key ?? PolicyKeys.Filter(owner, filter.Name);
        foreach (var (layer, conditions, number) in parts)
        {
            var spec = new FilterSpec
            {
                Key = filter.Key is not null && parts.Count == 1 ? key : PolicyKeys.Part(key, layer.Name, number),
                Name = number == 1 ? filter.Name : $"{filter.Name} #{number}",
                Description = filter.Description,
                Provider = owner,
                Layer = layer.Layer.Id,
                SubLayer = subLayer,
                Weight = filter.Weight,
                Conditions = conditions,
                Action = filter.Action,
                Limit = filter.Limit,
                Callout = callout.FirstOrDefault(one => one.Spec.ApplicableLayer == layer.Layer.Id)?.Spec.Key ?? Guid.Empty,
                Context = filter.Context,
                ProviderContext = providerContext,
                Flags = FlagsOf(filter),
                ProviderData = filter.ProviderData,
                Security = filter.Security,
            };
            filters.Add(new PolicyFilterSpec(spec, filter));
        }
    }

    private static FilterFlags FlagsOf(PolicyFilter filter) =>
        (filter.IsHard ? FilterFlags.ClearActionRight : FilterFlags.None)
        | (filter.PermitsIfCalloutUnregistered ? FilterFlags.PermitIfCalloutUnregistered : FilterFlags.None)
        | (filter.IsPersistent ? FilterFlags.Persistent : FilterFlags.None)
        | (filter.IsBootTime ? FilterFlags.BootTime : FilterFlags.None)
        | (filter.ProviderContext is not null ? FilterFlags.HasProviderContext : FilterFlags.None);

    private List<ConditionList>? LowerAt(PolicyFilter filter, LayerView layer, ref string? contradiction)
    {
        if (!HasAllFields(filter, layer))
            return null;
        if (filter.When is null)
            return LowerConditions(filter, layer, ref contradiction);
        try
        {
            var lowering = new ExpressionLowering(layer, value => NumberOf(value, filter.When.Span, PathOf(filter)));
            var terms = lowering.Lower(filter.When);
            contradiction ??= lowering.Contradiction;
            return [.. terms.Select(term => ConditionWriter.Write(term, layer))];
        }
        catch (TooManyTermsException)
        {
            ReportTooLong(filter, "hundreds of filters");
            return null;
        }
        catch (CannotSayException exception)
        {
            _diagnostics.Error(SpanOf(filter), PathOf(filter), exception.Message, exception.Advice);
            return null;
        }
    }

    private void ReportTooLong(PolicyFilter filter, string count) =>
        _diagnostics.Error(
            SpanOf(filter),
            PathOf(filter),
            $"the expression needs {count} at one layer, and one filter of a policy may become {MostFilters} at most",
            "every 'and' between alternatives multiplies them: write several filters, or lists with in [...]");

    /// <summary>What a name stands for; 0 after reporting that it stands for nothing.</summary>
    private ulong NumberOf(PolicyValue value, SourceSpan span, string path)
    {
        (ulong? number, string what) = value.Kind switch
        {
            PolicyValueKind.UserName => (identities.FindUser(value.Name), "user"),
            PolicyValueKind.GroupName => (identities.FindGroup(value.Name), "group"),
            PolicyValueKind.ControlGroupPath => (identities.FindControlGroup(value.Name), "control group"),
            _ => (interfaces.FindIndex(value.Name), "interface"),
        };
        if (number is { } known)
            return known;
        if (value.Kind == PolicyValueKind.InterfaceName)
        {
            _diagnostics.Error(
                span,
                path,
                $"there is no interface {value.Text} in this network namespace",
                interfaces.Names.Count > 0 ? Spelling.Advise(value.Text, interfaces.Names) : null);
        }
        else
        {
            _diagnostics.Error(span, path, $"there is no {what} {value.Text} on this host", value.Kind switch
            {
                PolicyValueKind.ControlGroupPath => "see them with: systemd-cgls; a service has one while it runs, and a number is taken as it is",
                PolicyValueKind.UserName => "see them with: getent passwd; a number is taken as it is",
                _ => "see them with: getent group; a number is taken as it is",
            });
        }

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
        ComparisonExpression { Field.Type: PolicyFieldType.Address } comparison when comparison.Values.Any(value => value.Kind != PolicyValueKind.Absent) =>
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
