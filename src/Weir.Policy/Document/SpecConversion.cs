using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>Makes a document of specs: names for references, conditions in the shortest form that reads back the same.</summary>
internal sealed class SpecConversion
{
    private readonly PolicySpecs _specs;
    private readonly Guid? _owner;
    private readonly Dictionary<Guid, string> _providers;
    private readonly Dictionary<Guid, string> _subLayers;
    private readonly Dictionary<Guid, string> _callouts;
    private readonly Dictionary<Guid, string> _contexts;

    public SpecConversion(PolicySpecs specs)
    {
        _specs = specs;
        IEnumerable<Guid> owners =
        [
            .. specs.SubLayers.Select(one => one.Provider), .. specs.Callouts.Select(one => one.Provider),
            .. specs.ProviderContexts.Select(one => one.Provider), .. specs.Filters.Select(one => one.Provider),
        ];
        _owner = specs.Providers is [var only] && only.Key != Guid.Empty && owners.All(owner => owner == only.Key) ? only.Key : null;
        _providers = References(specs.Providers.Select(one => (one.Key, one.Name)), []);
        _subLayers = References(specs.SubLayers.Select(one => (one.Key, one.Name)), BuiltInSubLayers.Names);
        _callouts = References(specs.Callouts.Select(one => (one.Key, one.Name)), []);
        _contexts = References(specs.ProviderContexts.Select(one => (one.Key, one.Name)), []);
    }

    public PolicyDocument Run()
    {
        var providers = _specs.Providers.Select(Convert).ToImmutableArray();
        return new PolicyDocument
        {
            Provider = _owner is null ? null : providers[0],
            Providers = _owner is null ? providers : [],
            SubLayers = [.. _specs.SubLayers.Select(Convert)],
            Callouts = [.. _specs.Callouts.Select(Convert)],
            ProviderContexts = [.. _specs.ProviderContexts.Select(Convert)],
            Filters = [.. _specs.Filters.Select(Convert)],
        };
    }

    /// <summary>How a file refers to objects: by the name, or by the key where the name would not do.</summary>
    private static Dictionary<Guid, string> References(IEnumerable<(Guid Key, string Name)> objects, IReadOnlyList<string> builtIn)
    {
        var count = objects.CountBy(one => one.Name).ToDictionary();
        var references = new Dictionary<Guid, string>();
        foreach (var (key, name) in objects)
            references.TryAdd(key, count[name] == 1 && !builtIn.Contains(name) && !Guid.TryParse(name, out _) ? name : key.ToString());
        return references;
    }

    private string? OwnerOf(Guid provider) =>
        _owner is not null || provider == Guid.Empty ? null : _providers.GetValueOrDefault(provider) ?? provider.ToString();

    private Guid OwnerKey(Guid provider) => _owner ?? provider;

    private static PolicyProvider Convert(ProviderSpec spec) => new()
    {
        Name = spec.Name,
        Description = spec.Description,
        Key = spec.Key == Guid.Empty ? PolicyKeys.Provider(spec.Name) : spec.Key,
        ServiceName = spec.ServiceName,
        IsPersistent = spec.Persistent,
        ProviderData = spec.ProviderData,
        Security = spec.Security,
    };

    private PolicySubLayer Convert(SubLayerSpec spec) => new()
    {
        Name = spec.Name,
        Description = spec.Description,
        Key = spec.Key == Guid.Empty ? PolicyKeys.SubLayer(OwnerKey(spec.Provider), spec.Name) : spec.Key,
        Weight = spec.Weight,
        FailMode = spec.FailMode,
        Provider = OwnerOf(spec.Provider),
        IsPersistent = spec.Persistent,
        ProviderData = spec.ProviderData,
        Security = spec.Security,
    };

    private PolicyCallout Convert(CalloutSpec spec) => new()
    {
        Name = spec.Name,
        Description = spec.Description,
        Key = spec.Key == Guid.Empty ? PolicyKeys.Callout(OwnerKey(spec.Provider), spec.Name) : spec.Key,
        Layers = [Layers.Get(spec.ApplicableLayer)],
        UsesProviderContext = spec.UsesProviderContext,
        Provider = OwnerOf(spec.Provider),
        IsPersistent = spec.Persistent,
        ProviderData = spec.ProviderData,
        Security = spec.Security,
    };

    private PolicyProviderContext Convert(ProviderContextSpec spec) => new()
    {
        Name = spec.Name,
        Description = spec.Description,
        Key = spec.Key == Guid.Empty ? PolicyKeys.ProviderContext(OwnerKey(spec.Provider), spec.Name) : spec.Key,
        Provider = OwnerOf(spec.Provider),
        Data = spec.Payload is null ? spec.Data : throw new ArgumentException($"The provider context '{spec.Name}' holds a .NET object, which a file cannot. Give it bytes (Data)."),
        ClassifyOptions = spec.ClassifyOptions,
        IsPersistent = spec.Persistent,
        ProviderData = spec.ProviderData,
        Security = spec.Security,
    };

    private PolicyFilter Convert(FilterSpec spec, int position)
    {
        var layer = Layers.Get(spec.Layer);
        return new PolicyFilter
        {
            Name = spec.Name,
            Description = spec.Description,
            Key = spec.Key == Guid.Empty ? PolicyKeys.Part(PolicyKeys.Filter(OwnerKey(spec.Provider), spec.Name), PolicyLayers.NameOf(layer), position) : spec.Key,
            Layers = [layer],
            SubLayer = SubLayerOf(spec.SubLayer),
            Conditions = Convert(spec.Conditions, new LayerView(layer)),
            Action = spec.Action,
            Limit = spec.Limit,
            Callout = spec.Callout == Guid.Empty ? null : _callouts.GetValueOrDefault(spec.Callout) ?? spec.Callout.ToString(),
            Context = spec.Context,
            ProviderContext = spec.ProviderContext == Guid.Empty ? null : _contexts.GetValueOrDefault(spec.ProviderContext) ?? spec.ProviderContext.ToString(),
            PermitsIfCalloutUnregistered = spec.Flags.HasFlag(FilterFlags.PermitIfCalloutUnregistered),
            IsHard = spec.Flags.HasFlag(FilterFlags.ClearActionRight),
            IsPersistent = spec.Flags.HasFlag(FilterFlags.Persistent),
            IsBootTime = spec.Flags.HasFlag(FilterFlags.BootTime),
            Weight = spec.Weight,
            Provider = OwnerOf(spec.Provider),
            ProviderData = spec.ProviderData,
            Security = spec.Security,
            Path = $"filters[{position}]",
        };
    }

    private string? SubLayerOf(Guid key) =>
        key == SubLayers.Universal || key == Guid.Empty ? null
        : _subLayers.GetValueOrDefault(key) ?? (BuiltInSubLayers.Find(key) is { } builtIn ? BuiltInSubLayers.NameOf(builtIn) : key.ToString());

    private static ImmutableArray<PolicyCondition> Convert(ConditionList conditions, LayerView layer)
    {
        // What the language adds to the conditions of ICMP and takes from those of direction is not in the specs.
        var isIcmp = conditions.Any(condition => condition.Field == Fields.IpProtocol);
        var entries = ImmutableArray.CreateBuilder<PolicyCondition>();
        foreach (var condition in conditions)
        {
            var next = Convert(condition, layer, isIcmp);
            if (entries.Count > 0 && entries[^1] is var last && last.Field == next.Field && last.Match == next.Match && last.HasType == next.HasType
                && (!next.HasType || next.Values[0].Exact.Type != DataType.Empty && TypedValue.TypeName(last.Values[0].Exact) == TypedValue.TypeName(next.Values[0].Exact)))
            {
                entries[^1] = last with { Values = last.Values.Add(next.Values[0]) };
            }
            else
            {
                entries.Add(next);
            }
        }

        return entries.ToImmutable();
    }

    private static PolicyCondition Convert(FilterCondition condition, LayerView layer, bool hasProtocol)
    {
        var field = PolicyFields.Find(condition.Field, layer.Layer)
            ?? throw new ArgumentException($"The layer {layer.Name} has no field {condition.Field}, so no file can compare it there.");
        var found = layer.Layer.FindField(condition.Field)!;
        var isDropped = field == PolicyFields.Direction && layer.Direction is not null;
        var isCompleted = field.Type == PolicyFieldType.IcmpNumber && !hasProtocol && layer.HasProtocol;
        if (!isDropped && !isCompleted && ShortOf(condition, field) is { } value && layer.Has(value)
            && PolicyReader.Takes(field, condition.Match, value)
            && PolicyLowering.ConditionOf(found, condition.Match, value) is var again && again.Equals(condition))
        {
            return new PolicyCondition { Field = field, Match = condition.Match, Values = [value] };
        }

        var exact = condition.Value.Type == DataType.Range
            ? $"{TypedValue.Write(condition.Value.Low)}-{TypedValue.Write(condition.Value.High)}"
            : TypedValue.Write(condition.Value);
        return new PolicyCondition { Field = field, Match = condition.Match, Values = [ValueReader.Exact(condition.Value, exact)], HasType = true };
    }

    /// <summary>The value in the form that people write, or <see langword="null"/> when there is none. It may mean something else; the caller looks.</summary>
    private static PolicyValue? ShortOf(FilterCondition condition, PolicyField field)
    {
        var value = condition.Value;
        if (value.Type == DataType.Range)
        {
            if (ShortOf(value.Low, field) is not { } low || ShortOf(value.High, field) is not { } high || low.Kind != high.Kind)
                return null;
            return low.Kind == PolicyValueKind.Exact
                ? ValueReader.Exact(value, $"{low}-{high}")
                : new PolicyValue { Kind = low.Kind, Low = low.Low, High = high.Low, Text = low.Low == high.Low ? low.Text : $"{low}-{high}" };
        }

        return ShortOf(value, field);
    }

    private static PolicyValue? ShortOf(FilterValue value, PolicyField field)
    {
        var (text, quoted) = value.Type switch
        {
            DataType.Empty => ("empty", false),
            DataType.UInt32 when field.Type == PolicyFieldType.Address => (ValueText.Address(PolicyValueKind.IPv4, value.Number), false),
            DataType.ByteArray16 when field.Type == PolicyFieldType.Address => (ValueText.Address(PolicyValueKind.IPv6, value.Number), false),
            DataType.V4AddressMask => ($"{ValueText.Address(PolicyValueKind.IPv4, value.Number)}/{uint.PopCount(value.Mask)}", false),
            DataType.ByteBlob when ValueText.TextOfBytes(value.ToByteBlob().Bytes) is { } windows => (windows, true),
            DataType.UnicodeString => (value.ToUnicodeString(), true),
            _ => (TypedValue.Write(value), false),
        };
        return ValueReader.TryRead(field, text, quoted, out var read, out _) ? read : null;
    }
}
