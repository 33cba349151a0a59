namespace Weir.Engine;

/// <summary>The objects that a new filter names, found and checked.</summary>
/// <param name="SubLayer">Its sublayer.</param>
/// <param name="ProviderContext">Its provider context, or null when it names none.</param>
internal readonly record struct FilterReferences(InstalledSubLayer SubLayer, InstalledProviderContext? ProviderContext)
{
    private static readonly LayerId[] s_authorisingLayers =
    [
        LayerId.AleAuthConnectV4, LayerId.AleAuthConnectV6, LayerId.AleAuthRecvAcceptV4, LayerId.AleAuthRecvAcceptV6,
    ];

    private static readonly Guid[] s_optionCallouts =
    [
        BuiltInCallouts.SetOptionsAuthConnectLayerV4, BuiltInCallouts.SetOptionsAuthConnectLayerV6,
        BuiltInCallouts.SetOptionsAuthRecvAcceptLayerV4, BuiltInCallouts.SetOptionsAuthRecvAcceptLayerV6,
    ];

    /// <summary>Finds what a valid filter names.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="newcomer">The same filter, as somebody's.</param>
    /// <param name="draft">The objects that are there.</param>
    /// <param name="demandLink">Refuses an object that may not be named.</param>
    /// <exception cref="WfpException">
    /// Something is missing, does not fit the filter or lives too short; or what <paramref name="demandLink"/> throws.
    /// </exception>
    public static FilterReferences Find(FilterSpec filter, Newcomer newcomer, PolicyDraft draft, Action<ISecuredObject> demandLink)
    {
        var subLayerKey = filter.SubLayer == Guid.Empty ? SubLayers.Universal : filter.SubLayer;
        var subLayer = draft.FindSubLayer(subLayerKey) ?? throw Errors.SubLayerNotFound(subLayerKey, filter.Name);
        demandLink(subLayer);
        newcomer.ThrowIfOutlives(subLayer);
        ThrowIfProviderIsUnfit(newcomer, draft, demandLink);
        var context = ProviderContextOf(filter, newcomer, draft, demandLink);
        if (filter.Action.CallsCallout())
        {
            ThrowIfCalloutIsUnfit(filter, newcomer, draft, demandLink);
        }

        return new FilterReferences(subLayer, context);
    }

    /// <summary>Checks the provider that a new object of any kind names, if any.</summary>
    public static void ThrowIfProviderIsUnfit(Newcomer newcomer, PolicyDraft draft, Action<ISecuredObject> demandLink)
    {
        if (newcomer.Provider == Guid.Empty)
        {
            return;
        }

        var provider = draft.FindProvider(newcomer.Provider)
            ?? throw Errors.ProviderNotFound(newcomer.Provider, newcomer.Kind, newcomer.Name);
        demandLink(provider);
        newcomer.ThrowIfOutlives(provider);
    }

    /// <summary>The filter as it is installed.</summary>
    public FilterSpec Complete(FilterSpec filter) => filter with
    {
        Key = filter.Key == Guid.Empty ? Guid.NewGuid() : filter.Key,
        SubLayer = SubLayer.Key,
        Flags = filter.Flags | (ProviderContext is null ? FilterFlags.None : FilterFlags.HasProviderContext),
    };

    private static InstalledProviderContext? ProviderContextOf(
        FilterSpec filter, Newcomer newcomer, PolicyDraft draft, Action<ISecuredObject> demandLink)
    {
        if (filter.ProviderContext == Guid.Empty)
        {
            return null;
        }

        var context = draft.FindProviderContext(filter.ProviderContext)
            ?? throw Errors.ProviderContextNotFound(filter.ProviderContext, filter.Name);
        demandLink(context);
        newcomer.ThrowIfOutlives(context);
        ThrowIfContextIsUnfit(filter, context);
        return context;
    }

    /// <summary>Classify options and what uses them belong together.</summary>
    private static void ThrowIfContextIsUnfit(FilterSpec filter, InstalledProviderContext context)
    {
        var hasOptions = context.Spec.Type == ProviderContextType.ClassifyOptions;
        if (hasOptions && !s_authorisingLayers.Contains(filter.Layer))
        {
            throw Errors.ClassifyOptionsAtLayer(filter.Name, context, Layers.Get(filter.Layer));
        }

        if (!hasOptions && s_optionCallouts.Contains(filter.Callout))
        {
            throw Errors.NoClassifyOptions(filter.Name, context);
        }
    }

    private static void ThrowIfCalloutIsUnfit(
        FilterSpec filter, Newcomer newcomer, PolicyDraft draft, Action<ISecuredObject> demandLink)
    {
        var callout = draft.FindCallout(filter.Callout) ?? throw Errors.CalloutNotFound(filter.Callout, filter.Name);
        demandLink(callout);
        if (callout.Spec.ApplicableLayer != filter.Layer)
        {
            throw Errors.CalloutOfAnotherLayer(filter.Name, callout, Layers.Get(filter.Layer));
        }

        if (filter.ProviderContext != Guid.Empty && !callout.Spec.UsesProviderContext)
        {
            throw Errors.ContextIncompatibleWithCallout(filter.Name, callout);
        }

        newcomer.ThrowIfOutlives(callout);
    }
}
