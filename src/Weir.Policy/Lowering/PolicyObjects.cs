using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>What a policy installs: plain data for the engine, in the order in which to add it.</summary>
public sealed record PolicyObjects
{
    /// <summary>The owner of everything, or <see langword="null"/> for a file with several providers.</summary>
    public required PolicyProvider? Provider { get; init; }

    /// <summary>The provider objects: that of <see cref="Provider"/>, or those that the file lists.</summary>
    public ImmutableArray<ProviderSpec> Providers { get; init; } = [];

    /// <summary>The provider contexts.</summary>
    public ImmutableArray<ProviderContextSpec> ProviderContexts { get; init; } = [];

    /// <summary>The sublayers.</summary>
    public required ImmutableArray<SubLayerSpec> SubLayers { get; init; }

    /// <summary>The callout objects; those of one written callout stand together.</summary>
    public ImmutableArray<PolicyCalloutSpec> Callouts { get; init; } = [];

    /// <summary>The filters; those of one written filter stand together.</summary>
    public required ImmutableArray<PolicyFilterSpec> Filters { get; init; }

    /// <summary>What was found doubtful, those of reading the file included.</summary>
    public ImmutableArray<PolicyDiagnostic> Warnings { get; init; } = [];

    /// <summary>The same as plain specs, without their places in the file.</summary>
    public PolicySpecs ToSpecs() => new()
    {
        Providers = Providers,
        SubLayers = SubLayers,
        Callouts = [.. Callouts.Select(callout => callout.Spec)],
        ProviderContexts = ProviderContexts,
        Filters = [.. Filters.Select(filter => filter.Spec)],
    };

    internal SourceText Source { get; init; } = new("", "");

    /// <summary>Adds everything to an engine, in one transaction: all of it or nothing.</summary>
    /// <param name="session">An open session without a transaction.</param>
    /// <exception cref="PolicyException">The engine refused a filter; says where it is written.</exception>
    /// <exception cref="WfpException">The engine refused a sublayer, a callout or the transaction.</exception>
    public void Install(Session session)
    {
        ArgumentNullException.ThrowIfNull(session);
        using var transaction = session.BeginTransaction();
        AddTo(session);
        transaction.Commit();
    }

    /// <summary>Adds everything in the session's open transaction, which the caller commits: for replacing a policy in one step.</summary>
    /// <param name="session">An open session with a transaction.</param>
    /// <exception cref="PolicyException">The engine refused a filter; says where it is written.</exception>
    /// <exception cref="WfpException">The engine refused a sublayer or a callout.</exception>
    public void AddTo(Session session)
    {
        ArgumentNullException.ThrowIfNull(session);
        foreach (var provider in Providers)
        {
            // Another policy of the same owner may have brought it.
            if (session.Policy.FindProvider(provider.Key) is null)
                session.AddProvider(provider);
        }

        // Lightest first: an engine moves a taken weight upwards, and so those that it moves keep their order.
        foreach (var subLayer in SubLayers.OrderBy(subLayer => subLayer.Weight))
            session.AddSubLayer(subLayer);
        foreach (var callout in Callouts)
            session.AddCallout(callout.Spec);
        foreach (var context in ProviderContexts)
            session.AddProviderContext(context);
        foreach (var filter in Filters)
            Place(filter, session.AddFilter);
    }

    /// <summary>
    /// The filters in the order in which a layer evaluates them, each with its effective weight, as an engine that holds nothing
    /// else would settle it. Checks what <see cref="Install"/> would check, without an engine.
    /// </summary>
    /// <exception cref="PolicyException">The engine would refuse a filter; says where it is written.</exception>
    public ImmutableArray<RankedFilter> Rank()
    {
        var weights = SettleWeights();
        var ranked = new List<RankedFilter>(Filters.Length);
        foreach (var filter in Filters)
        {
            var weight = Place(filter, spec => spec.Validate());
            var subLayer = FindSubLayer(filter.Spec.SubLayer);
            ranked.Add(new RankedFilter(filter, subLayer, WeightOf(filter.Spec.SubLayer, weights), weight, ranked.Count));
        }

        ranked.Sort(RankedFilter.Compare);
        return [.. ranked];
    }

    private static ushort WeightOf(Guid subLayer, Dictionary<Guid, ushort> weights) =>
        weights.TryGetValue(subLayer, out var weight) ? weight : BuiltInSubLayers.Find(subLayer)?.EffectiveWeight ?? RankedFilter.UniversalWeight;

    /// <summary>The weights that the sublayers get in an engine that has the built-in ones.</summary>
    private Dictionary<Guid, ushort> SettleWeights()
    {
        var taken = PolicySnapshot.Initial.SubLayersByWeight.Select(subLayer => (int)subLayer.EffectiveWeight).ToHashSet();
        var settled = new Dictionary<Guid, ushort>();
        foreach (var subLayer in SubLayers.OrderBy(subLayer => subLayer.Weight))
        {
            var upwards = Enumerable.Range(subLayer.Weight, ushort.MaxValue + 1 - subLayer.Weight);
            var downwards = Enumerable.Range(0, subLayer.Weight).Reverse();
            var weight = upwards.Concat(downwards).First(taken.Add);
            settled.Add(subLayer.Key, (ushort)weight);
        }

        return settled;
    }

    private SubLayerSpec? FindSubLayer(Guid key)
    {
        foreach (var subLayer in SubLayers)
        {
            if (subLayer.Key == key)
                return subLayer;
        }

        return null;
    }

    // What the engine has against a filter is reported at the filter's place in the file.
    private ulong Place(PolicyFilterSpec filter, Func<FilterSpec, ulong> give)
    {
        try
        {
            return give(filter.Spec);
        }
        catch (WfpException exception)
        {
            var diagnostics = new DiagnosticBag(Source);
            diagnostics.Error(filter.Source.Span, filter.Source.Path, exception.Message);
            throw diagnostics.ToException();
        }
    }
}
