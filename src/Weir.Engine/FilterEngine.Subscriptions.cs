namespace Weir.Engine;

public sealed partial class FilterEngine
{
    /// <summary>Who hears of changes of providers.</summary>
    internal ChangeSubscribers<InstalledProvider> ProviderSubscribers { get; }

    /// <summary>Who hears of changes of provider contexts.</summary>
    internal ChangeSubscribers<InstalledProviderContext> ProviderContextSubscribers { get; }

    /// <summary>Who hears of changes of sublayers.</summary>
    internal ChangeSubscribers<InstalledSubLayer> SubLayerSubscribers { get; }

    /// <summary>Who hears of changes of callout objects.</summary>
    internal ChangeSubscribers<InstalledCallout> CalloutSubscribers { get; }

    /// <summary>Who hears of changes of filters.</summary>
    internal ChangeSubscribers<InstalledFilter> FilterSubscribers { get; }

    /// <summary>The last net events, and who hears of new ones.</summary>
    internal NetEventCollection Events { get; }

    private void CloseSubscriptions()
    {
        Events.Close();
        ProviderSubscribers.Close();
        ProviderContextSubscribers.Close();
        SubLayerSubscribers.Close();
        CalloutSubscribers.Close();
        FilterSubscribers.Close();
    }

    /// <summary>Only under the write lock, when the commit is in force: subscribers are told in the order of commits.</summary>
    private void PublishChange(PolicyChange change, ulong version, Session? author)
    {
        ProviderSubscribers.Publish(change.DeletedProviders, change.AddedProviders, version, author);
        ProviderContextSubscribers.Publish(change.DeletedProviderContexts, change.AddedProviderContexts, version, author);
        SubLayerSubscribers.Publish(change.DeletedSubLayers, change.AddedSubLayers, version, author);
        CalloutSubscribers.Publish(change.DeletedCallouts, change.AddedCallouts, version, author);
        FilterSubscribers.Publish(change.DeletedFilters, change.AddedFilters, version, author);
    }
}
