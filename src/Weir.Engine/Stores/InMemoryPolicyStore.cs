using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>
/// Keeps persistent and boot-time objects in memory: they outlive an engine, not the process. The store of an engine that is given none.
/// A commit of one object costs the logarithm of what is stored.
/// </summary>
public sealed class InMemoryPolicyStore : IPolicyStore
{
    private volatile Content _content = Content.Empty;

    /// <inheritdoc/>
    public StoredPolicy Load()
    {
        var content = _content;
        return new StoredPolicy
        {
            Providers = [.. content.Providers.Values],
            ProviderContexts = [.. content.ProviderContexts.Values.OrderBy(context => context.Id)],
            SubLayers = [.. content.SubLayers.Values],
            Callouts = [.. content.Callouts.Values],
            Filters = [.. content.Filters.Values.OrderBy(filter => filter.Id)],
            Security = [.. content.Security.Values],
        };
    }

    /// <inheritdoc/>
    public IPolicyStoreTransaction Prepare(StoredPolicyChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new StagedContent(this, _content.With(change));
    }

    /// <summary>Does nothing: what is stored goes with the object.</summary>
    public void Dispose()
    {
    }

    private sealed class StagedContent(InMemoryPolicyStore store, Content content) : IPolicyStoreTransaction
    {
        public void Commit() => store._content = content;

        public void Dispose()
        {
        }
    }

    private sealed record Content(
        ImmutableDictionary<Guid, ProviderSpec> Providers,
        ImmutableDictionary<Guid, StoredProviderContext> ProviderContexts,
        ImmutableDictionary<Guid, StoredSubLayer> SubLayers,
        ImmutableDictionary<Guid, CalloutSpec> Callouts,
        ImmutableDictionary<Guid, StoredFilter> Filters,
        ImmutableDictionary<string, StoredSecurity> Security)
    {
        public static Content Empty { get; } = new(
            ImmutableDictionary<Guid, ProviderSpec>.Empty,
            ImmutableDictionary<Guid, StoredProviderContext>.Empty,
            ImmutableDictionary<Guid, StoredSubLayer>.Empty,
            ImmutableDictionary<Guid, CalloutSpec>.Empty,
            ImmutableDictionary<Guid, StoredFilter>.Empty,
            ImmutableDictionary<string, StoredSecurity>.Empty);

        public Content With(StoredPolicyChange change)
        {
            var deleted = change.Deleted.ToLookup(name => name.Kind, name => name.Key);
            var added = change.Added;
            return new Content(
                Providers.RemoveRange(deleted[ObjectKind.Provider]).AddRange(added.Providers.Select(spec => KeyValuePair.Create(spec.Key, spec))),
                ProviderContexts.RemoveRange(deleted[ObjectKind.ProviderContext])
                    .AddRange(added.ProviderContexts.Select(context => KeyValuePair.Create(context.Spec.Key, context))),
                SubLayers.RemoveRange(deleted[ObjectKind.SubLayer])
                    .AddRange(added.SubLayers.Select(subLayer => KeyValuePair.Create(subLayer.Spec.Key, subLayer))),
                Callouts.RemoveRange(deleted[ObjectKind.Callout]).AddRange(added.Callouts.Select(spec => KeyValuePair.Create(spec.Key, spec))),
                Filters.RemoveRange(deleted[ObjectKind.Filter]).AddRange(added.Filters.Select(filter => KeyValuePair.Create(filter.Spec.Key, filter))),
                Security.RemoveRange(change.DeletedSecurity.Select(NameOf))
                    .SetItems(added.Security.Select(security => KeyValuePair.Create(NameOf(security.Container), security))));
        }

        /// <summary>A dictionary takes no null as a key, and null means the engine.</summary>
        private static string NameOf(ObjectKind? container) => container?.ToString() ?? "";
    }
}
