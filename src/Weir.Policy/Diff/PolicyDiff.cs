using System.Collections.Immutable;
using System.Globalization;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>The difference of two policies, in terms of the objects that an engine would hold.</summary>
public static class PolicyDiff
{
    /// <summary>Compares two policies. Objects with one key are the same object.</summary>
    /// <param name="before">The first policy.</param>
    /// <param name="after">The second policy.</param>
    /// <param name="nameOf">Names an interface, user or group by its number, or returns <see langword="null"/> to show the number.</param>
    /// <returns>The differences: of providers, sublayers, callouts, provider contexts and filters; removed ones first, then added, changed and moved ones.</returns>
    /// <exception cref="WfpException">A filter is not acceptable to an engine.</exception>
    public static ImmutableArray<PolicyDifference> Compare(PolicySpecs before, PolicySpecs after, Func<uint, string?>? nameOf = null)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var (names, weights) = (NamesOf(before, after), new Weights(before, after));
        return
        [
            .. Compare("provider", before.Providers, after.Providers, one => one.Key, one => one.Name, PropertiesOf),
            .. Compare("sublayer", before.SubLayers, after.SubLayers, one => one.Key, one => one.Name, one => PropertiesOf(one, names)),
            .. Compare("callout", before.Callouts, after.Callouts, one => one.Key, one => one.Name, one => PropertiesOf(one, names), one => one.ApplicableLayer),
            .. Compare("provider context", before.ProviderContexts, after.ProviderContexts, one => one.Key, one => one.Name, one => PropertiesOf(one, names)),
            .. Compare("filter", before.Filters, after.Filters, one => one.Key, one => one.Name, one => PropertiesOf(one, names, weights, nameOf), one => one.Layer),
            .. Moved(before, after),
        ];
    }

    private static IEnumerable<PolicyDifference> Compare<T>(
        string kind, ImmutableArray<T> before, ImmutableArray<T> after, Func<T, Guid> key, Func<T, string> name, Func<T, List<(string, string)>> properties, Func<T, LayerId>? layer = null)
        where T : class
    {
        var (old, current) = (before.ToDictionary(key), after.ToDictionary(key));
        foreach (var one in before.Where(one => !current.ContainsKey(key(one))))
            yield return Difference(DifferenceKind.Removed, one, [.. properties(one).Select(property => new PropertyDifference(property.Item1, property.Item2, null))]);
        foreach (var one in after.Where(one => !old.ContainsKey(key(one))))
            yield return Difference(DifferenceKind.Added, one, [.. properties(one).Select(property => new PropertyDifference(property.Item1, null, property.Item2))]);
        foreach (var one in after)
        {
            if (!old.TryGetValue(key(one), out var earlier))
                continue;
            ImmutableArray<PropertyDifference> changes = [.. Changes(properties(earlier), properties(one))];
            if (!changes.IsEmpty)
                yield return Difference(DifferenceKind.Changed, one, changes);
        }

        PolicyDifference Difference(DifferenceKind difference, T one, ImmutableArray<PropertyDifference> changes) => new()
        {
            Kind = difference,
            Object = kind,
            Name = name(one),
            Key = key(one),
            Layer = layer is null ? null : PolicyLayers.NameOf(Layers.Get(layer(one))),
            Properties = changes,
        };
    }

    private static IEnumerable<PropertyDifference> Changes(List<(string Name, string Value)> before, List<(string Name, string Value)> after)
    {
        foreach (var (name, value) in after)
        {
            var earlier = before.Where(property => property.Name == name).Select(property => property.Value).FirstOrDefault();
            if (earlier != value)
                yield return new PropertyDifference(name, earlier ?? "", value);
        }

        foreach (var (name, value) in before.Where(property => after.All(other => other.Name != property.Name)))
            yield return new PropertyDifference(name, value, "");
    }

    /// <summary>The fewest filters that changed places, in each sublayer of each layer: those outside of the longest run that both have in one order.</summary>
    private static IEnumerable<PolicyDifference> Moved(PolicySpecs before, PolicySpecs after)
    {
        var earlier = Places(before);
        foreach (var group in Ranked(after).GroupBy(filter => (filter.Layer, filter.SubLayer)))
        {
            var common = group.Where(filter => earlier.TryGetValue(filter.Key, out var place) && place.Filter.Layer == filter.Layer && place.Filter.SubLayer == filter.SubLayer).ToList();
            var kept = LongestRun([.. common.Select(filter => earlier[filter.Key].Place)]);
            for (var i = 0; i < common.Count; i++)
            {
                if (kept.Contains(i))
                    continue;
                var behind = i == 0 ? "first" : $"behind '{common[i - 1].Name}'";
                yield return new PolicyDifference
                {
                    Kind = DifferenceKind.Moved,
                    Object = "filter",
                    Name = common[i].Name,
                    Key = common[i].Key,
                    Layer = PolicyLayers.NameOf(Layers.Get(common[i].Layer)),
                    Properties = [new PropertyDifference("evaluated", earlier[common[i].Key].Behind, behind)],
                };
            }
        }
    }

    private static Dictionary<Guid, (FilterSpec Filter, int Place, string Behind)> Places(PolicySpecs specs)
    {
        var places = new Dictionary<Guid, (FilterSpec, int, string)>();
        foreach (var group in Ranked(specs).GroupBy(filter => (filter.Layer, filter.SubLayer)))
        {
            FilterSpec? before = null;
            foreach (var filter in group)
            {
                places.Add(filter.Key, (filter, places.Count, before is null ? "first" : $"behind '{before.Name}'"));
                before = filter;
            }
        }

        return places;
    }

    private static IEnumerable<FilterSpec> Ranked(PolicySpecs specs) =>
        specs.Filters.Select((filter, position) => (Filter: filter, Weight: filter.Validate(), Position: position))
            .OrderByDescending(entry => entry.Weight).ThenBy(entry => entry.Position).Select(entry => entry.Filter);

    /// <summary>The positions of the longest ascending subsequence.</summary>
    private static HashSet<int> LongestRun(int[] places)
    {
        // tails[n] is the position at which the best run of n + 1 places ends.
        var (tails, previous) = (new List<int>(), new int[places.Length]);
        for (var i = 0; i < places.Length; i++)
        {
            var (low, high) = (0, tails.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (places[tails[middle]] < places[i])
                    low = middle + 1;
                else
                    high = middle;
            }

            previous[i] = low == 0 ? -1 : tails[low - 1];
            if (low == tails.Count)
                tails.Add(i);
            else
                tails[low] = i;
        }

        var run = new HashSet<int>();
        for (var i = tails.Count == 0 ? -1 : tails[^1]; i >= 0; i = previous[i])
            run.Add(i);
        return run;
    }

    private static Func<Guid, string> NamesOf(PolicySpecs before, PolicySpecs after)
    {
        var names = new Dictionary<Guid, string>();
        foreach (var specs in new[] { after, before })
        {
            foreach (var (key, name) in specs.Providers.Select(one => (one.Key, one.Name)).Concat(specs.SubLayers.Select(one => (one.Key, one.Name)))
                .Concat(specs.Callouts.Select(one => (one.Key, one.Name))).Concat(specs.ProviderContexts.Select(one => (one.Key, one.Name))))
            {
                names.TryAdd(key, name);
            }
        }

        return key => names.TryGetValue(key, out var name) ? name : BuiltInSubLayers.Find(key) is { } builtIn ? BuiltInSubLayers.NameOf(builtIn) : key.ToString();
    }

    private static List<(string, string)> PropertiesOf(ProviderSpec one) =>
        Present(("name", one.Name), ("description", one.Description), ("service", one.ServiceName), ("flags", one.Persistent ? "persistent" : ""), Data(one.ProviderData), Security(one.Security));

    private static List<(string, string)> PropertiesOf(SubLayerSpec one, Func<Guid, string> names) => Present(
        ("name", one.Name), ("description", one.Description), Owner(one.Provider, names), ("weight", $"0x{one.Weight:x4}"),
        ("fail", one.FailMode == FailMode.Closed ? "closed" : "open"), ("flags", one.Persistent ? "persistent" : ""), Data(one.ProviderData), Security(one.Security));

    private static List<(string, string)> PropertiesOf(CalloutSpec one, Func<Guid, string> names) => Present(
        ("name", one.Name), ("description", one.Description), Owner(one.Provider, names), ("layer", PolicyLayers.NameOf(Layers.Get(one.ApplicableLayer))),
        ("flags", string.Join(' ', new[] { one.Persistent ? "persistent" : "", one.UsesProviderContext ? "uses-provider-context" : "" }.Where(flag => flag.Length > 0))),
        Data(one.ProviderData), Security(one.Security));

    private static List<(string, string)> PropertiesOf(ProviderContextSpec one, Func<Guid, string> names) => Present(
        ("name", one.Name), ("description", one.Description), Owner(one.Provider, names), ("data", one.Data.IsEmpty ? "" : ValueText.Bytes(one.Data.Bytes)),
        ("classify-options", one.ClassifyOptions?.ToString() ?? ""), ("flags", one.Persistent ? "persistent" : ""), Data(one.ProviderData), Security(one.Security));

    private static List<(string, string)> PropertiesOf(FilterSpec one, Func<Guid, string> names, Weights weights, Func<uint, string?>? nameOf) => Present(
        ("name", one.Name), ("description", one.Description), Owner(one.Provider, names), ("layer", PolicyLayers.NameOf(Layers.Get(one.Layer))), ("sublayer", names(one.SubLayer)),
        ("when", ConditionText.Describe(one.Conditions, nameOf)), ("action", PolicyActions.Describe(one)), ("callout", one.Callout == Guid.Empty ? "" : names(one.Callout)),
        ("context", one.Context == 0 ? "" : $"0x{one.Context:x}"), ("provider-context", one.ProviderContext == Guid.Empty ? "" : names(one.ProviderContext)),
        ("flags", FlagsOf(one.Flags)), ("weight", one.Weight.ToString()), ("effective weight", weights.Of(one)), Data(one.ProviderData), Security(one.Security));

    private static string FlagsOf(FilterFlags flags) => string.Join(' ', new[]
    {
        (FilterFlags.ClearActionRight, "hard"), (FilterFlags.PermitIfCalloutUnregistered, "permit-if-callout-unregistered"), (FilterFlags.Persistent, "persistent"),
        (FilterFlags.BootTime, "boottime"),
    }.Where(flag => flags.HasFlag(flag.Item1)).Select(flag => flag.Item2));

    private static (string, string) Owner(Guid provider, Func<Guid, string> names) => ("provider", provider == Guid.Empty ? "" : names(provider));

    private static (string, string) Data(ByteBlob data) => ("provider-data", data.IsEmpty ? "" : ValueText.Bytes(data.Bytes));

    private static (string, string) Security(SecurityDescriptor? security) => ("security", security is null ? "" : PolicyDescriptors.Write(security));

    private static List<(string, string)> Present(params (string Name, string Value)[] properties) => [.. properties.Where(property => property.Value.Length > 0)];

    /// <summary>Effective weights, asked for once.</summary>
    private sealed class Weights(PolicySpecs before, PolicySpecs after)
    {
        private readonly Dictionary<FilterSpec, ulong> _weights = new[] { before, after }.SelectMany(specs => specs.Filters)
            .Distinct<FilterSpec>(ReferenceEqualityComparer.Instance)
            .ToDictionary<FilterSpec, FilterSpec, ulong>(filter => filter, filter => filter.Validate(), ReferenceEqualityComparer.Instance);

        public string Of(FilterSpec filter) => $"0x{_weights[filter].ToString("x16", CultureInfo.InvariantCulture)}";
    }
}
