namespace Weir.Engine;

internal sealed partial class PolicyDraft
{
    public InstalledProvider? FindProvider(Guid key) => _tables.Providers.Find(key);

    public InstalledProviderContext? FindProviderContext(Guid key) => _tables.ProviderContexts.Find(key);

    public InstalledProviderContext? FindProviderContext(ulong id) => _tables.ProviderContexts.Find(id);

    public InstalledSubLayer? FindSubLayer(Guid key) => _tables.SubLayers.Find(key);

    public InstalledCallout? FindCallout(Guid key) => _tables.Callouts.Find(key);

    public InstalledCallout? FindCallout(uint id) => _tables.Callouts.Find(id);

    public InstalledFilter? FindFilter(Guid key) => _tables.Filters.Find(key);

    public InstalledFilter? FindFilter(ulong id) => _tables.Filters.Find(id);

    /// <summary>An object that names the provider, or null when none does.</summary>
    public object? FindUser(InstalledProvider provider) => _tables.FindUser(ObjectKind.Provider, provider.Key);

    /// <summary>A filter that names the provider context, or null when none does.</summary>
    public InstalledFilter? FindUser(InstalledProviderContext context) =>
        (InstalledFilter?)_tables.FindUser(ObjectKind.ProviderContext, context.Key);

    /// <summary>A filter that names the callout, or null when none does.</summary>
    public InstalledFilter? FindUser(InstalledCallout callout) => (InstalledFilter?)_tables.FindUser(ObjectKind.Callout, callout.Key);

    /// <summary>A filter of the sublayer at any layer, or null when it has none.</summary>
    public InstalledFilter? FindUser(InstalledSubLayer subLayer) => _tables.FindUser(subLayer);

    /// <summary>The requested weight if it is free, else the next free one above, else the next free one below, else null.</summary>
    public ushort? FindFreeWeight(ushort requested) => _tables.FreeWeights.Find(requested);
}
