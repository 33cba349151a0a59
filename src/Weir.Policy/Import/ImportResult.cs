using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>The objects that came out of a file, in the order in which to add them, and the report.</summary>
public sealed record ImportResult
{
    /// <summary>The providers.</summary>
    public ImmutableArray<ProviderSpec> Providers { get; init; } = [];

    /// <summary>The provider contexts.</summary>
    public ImmutableArray<ProviderContextSpec> ProviderContexts { get; init; } = [];

    /// <summary>The sublayers, lightest first: an engine moves a taken weight upwards, and so those that it moves keep their order.</summary>
    public ImmutableArray<SubLayerSpec> SubLayers { get; init; } = [];

    /// <summary>The callout objects; their code does not come with them.</summary>
    public ImmutableArray<CalloutSpec> Callouts { get; init; } = [];

    /// <summary>The filters; of equal weights the first is evaluated first.</summary>
    public ImmutableArray<FilterSpec> Filters { get; init; } = [];

    /// <summary>What became of the file.</summary>
    public required ImportReport Report { get; init; }

    /// <summary>The objects, for <see cref="PolicyWriter"/>.</summary>
    public PolicySpecs ToSpecs() => new()
    {
        Providers = Providers,
        ProviderContexts = ProviderContexts,
        SubLayers = SubLayers,
        Callouts = Callouts,
        Filters = Filters,
    };

    /// <summary>Adds everything to an engine, in one transaction: all of it or nothing.</summary>
    /// <param name="session">An open session without a transaction.</param>
    /// <exception cref="WfpException">
    /// The engine refused an object or the transaction. Everything was tried in an engine of its own, so this is about what the engine holds
    /// already, or its kernel-mode half cannot.
    /// </exception>
    public void Install(Session session)
    {
        ArgumentNullException.ThrowIfNull(session);
        using var transaction = session.BeginTransaction();
        AddTo(session);
        transaction.Commit();
    }

    /// <summary>Adds everything in the session's open transaction, which the caller commits.</summary>
    /// <param name="session">An open session with a transaction.</param>
    /// <exception cref="WfpException">As with <see cref="Install"/>.</exception>
    public void AddTo(Session session)
    {
        ArgumentNullException.ThrowIfNull(session);
        foreach (var provider in Providers)
            session.AddProvider(provider);
        foreach (var context in ProviderContexts)
            session.AddProviderContext(context);
        foreach (var subLayer in SubLayers)
            session.AddSubLayer(subLayer);
        foreach (var callout in Callouts)
            session.AddCallout(callout);
        foreach (var filter in Filters)
            session.AddFilter(filter);
    }
}
