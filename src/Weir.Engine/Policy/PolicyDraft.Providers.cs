using System.Collections.Immutable;

namespace Weir.Engine;

internal sealed partial class PolicyDraft
{
    private readonly ImmutableDictionary<Guid, InstalledProvider>.Builder _providers;
    private readonly Dictionary<Guid, InstalledProvider> _addedProviders = [];
    private readonly List<InstalledProvider> _deletedProviders = [];

    private readonly ImmutableDictionary<Guid, InstalledProviderContext>.Builder _providerContexts;
    private readonly Dictionary<Guid, InstalledProviderContext> _addedProviderContexts = [];
    private readonly List<InstalledProviderContext> _deletedProviderContexts = [];

    public InstalledProvider? FindProvider(Guid key) => _providers.GetValueOrDefault(key);

    public InstalledProviderContext? FindProviderContext(Guid key) => _providerContexts.GetValueOrDefault(key);

    public InstalledProviderContext? FindProviderContext(ulong id) =>
        _providerContexts.Values.FirstOrDefault(context => context.Id == id);

    /// <summary>An object that names the provider, or null when none does.</summary>
    public object? FindUser(InstalledProvider provider) =>
        (object?)_subLayers.Values.FirstOrDefault(subLayer => subLayer.Spec.Provider == provider.Key)
        ?? (object?)_providerContexts.Values.FirstOrDefault(context => context.Spec.Provider == provider.Key)
        ?? (object?)_callouts.Values.FirstOrDefault(callout => callout.Spec.Provider == provider.Key)
        ?? _filtersById.Values.FirstOrDefault(filter => filter.Spec.Provider == provider.Key);

    /// <summary>A filter that names the provider context, or null when none does.</summary>
    public InstalledFilter? FindUser(InstalledProviderContext context) =>
        _filtersById.Values.FirstOrDefault(filter => filter.ProviderContext == context);

    public void Add(InstalledProvider provider)
    {
        _providers.Add(provider.Key, provider);
        _addedProviders.Add(provider.Key, provider);
    }

    public void Delete(InstalledProvider provider)
    {
        _providers.Remove(provider.Key);
        if (!_addedProviders.Remove(provider.Key))
        {
            _deletedProviders.Add(provider);
        }
    }

    public void Add(InstalledProviderContext context)
    {
        _providerContexts.Add(context.Key, context);
        _addedProviderContexts.Add(context.Key, context);
    }

    public void Delete(InstalledProviderContext context)
    {
        _providerContexts.Remove(context.Key);
        if (!_addedProviderContexts.Remove(context.Key))
        {
            _deletedProviderContexts.Add(context);
        }
    }
}
