using System.Collections.Immutable;

namespace Weir.Engine;

internal sealed partial class PolicyDraft
{
    private readonly ImmutableDictionary<Guid, InstalledProvider>.Builder _providers;
    private readonly Dictionary<Guid, InstalledProvider> _addedProviders = [];
    private readonly List<InstalledProvider> _deletedProviders = [];

    public InstalledProvider? FindProvider(Guid key) => _providers.GetValueOrDefault(key);

    /// <summary>An object that names the provider, or null when none does.</summary>
    public object? FindUser(InstalledProvider provider) =>
        (object?)_subLayers.Values.FirstOrDefault(subLayer => subLayer.Spec.Provider == provider.Key)
        ?? (object?)_callouts.Values.FirstOrDefault(callout => callout.Spec.Provider == provider.Key)
        ?? _filtersById.Values.FirstOrDefault(filter => filter.Spec.Provider == provider.Key);

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
}
