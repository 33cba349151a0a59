using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>Installed objects as a store keeps them: with the security descriptors they have now, without what is true of one engine only.</summary>
internal static class StoredObjects
{
    public static bool IsStored(this IInstalledObject target) => target.Lifetime is Lifetime.Persistent or Lifetime.BootTime;

    public static StoredObjectKey KeyOf(IInstalledObject target) => new(target.Kind, target.Key);

    public static ProviderSpec Of(InstalledProvider provider) => provider.Spec with { Security = provider.Security };

    public static StoredProviderContext Of(InstalledProviderContext context) =>
        new(context.Spec with { Security = context.Security }, context.Id);

    public static StoredSubLayer Of(InstalledSubLayer subLayer) =>
        new(subLayer.Spec with { Security = subLayer.Security }, subLayer.EffectiveWeight);

    public static CalloutSpec Of(InstalledCallout callout) => callout.Spec with { Security = callout.Security };

    public static StoredFilter Of(InstalledFilter filter)
    {
        var ownFlags = FilterFlags.Disabled | FilterFlags.Indexed;
        return new StoredFilter(
            filter.Spec with { Security = filter.Security, Flags = filter.Spec.Flags & ~ownFlags }, filter.Id, filter.EffectiveWeight);
    }

    /// <summary>The part of a commit's change that a store keeps.</summary>
    public static StoredPolicyChange Of(PolicyChange change) => HasStored(change) ? PartOf(change) : StoredPolicyChange.Empty;

    /// <summary>What leads from one policy to another in a store.</summary>
    public static StoredPolicyChange Between(PolicySnapshot before, PolicySnapshot after) => Of(new PolicyChange(
        [.. after.Providers.Except(before.Providers)],
        [.. before.Providers.Except(after.Providers)],
        [.. after.ProviderContexts.Except(before.ProviderContexts)],
        [.. before.ProviderContexts.Except(after.ProviderContexts)],
        [.. after.SubLayersByWeight.Except(before.SubLayersByWeight)],
        [.. before.SubLayersByWeight.Except(after.SubLayersByWeight)],
        [.. after.Callouts.Except(before.Callouts)],
        [.. before.Callouts.Except(after.Callouts)],
        [.. after.Filters.Except(before.Filters)],
        [.. before.Filters.Except(after.Filters)],
        layersOfBootTime: []));

    /// <summary>The objects among them.</summary>
    public static IEnumerable<StoredObjectKey> KeysOf(StoredPolicy policy) =>
    [
        .. policy.Providers.Select(provider => new StoredObjectKey(ObjectKind.Provider, provider.Key)),
        .. policy.ProviderContexts.Select(context => new StoredObjectKey(ObjectKind.ProviderContext, context.Spec.Key)),
        .. policy.SubLayers.Select(subLayer => new StoredObjectKey(ObjectKind.SubLayer, subLayer.Spec.Key)),
        .. policy.Callouts.Select(callout => new StoredObjectKey(ObjectKind.Callout, callout.Key)),
        .. policy.Filters.Select(filter => new StoredObjectKey(ObjectKind.Filter, filter.Spec.Key)),
    ];

    private static StoredPolicyChange PartOf(PolicyChange change) => new()
    {
        Deleted =
        [
            .. Keys(change.DeletedFilters),
            .. Keys(change.DeletedCallouts),
            .. Keys(change.DeletedSubLayers),
            .. Keys(change.DeletedProviderContexts),
            .. Keys(change.DeletedProviders),
        ],
        Added = new StoredPolicy
        {
            Providers = [.. change.AddedProviders.Where(IsStored).Select(Of)],
            ProviderContexts = [.. change.AddedProviderContexts.Where(IsStored).Select(Of)],
            SubLayers = [.. change.AddedSubLayers.Where(IsStored).Select(Of)],
            Callouts = [.. change.AddedCallouts.Where(IsStored).Select(Of)],
            Filters = [.. change.AddedFilters.Where(IsStored).Select(Of)],
        },
    };

    private static bool HasStored(PolicyChange change) =>
        HasStored(change.AddedFilters) || HasStored(change.DeletedFilters)
        || HasStored(change.AddedCallouts) || HasStored(change.DeletedCallouts)
        || HasStored(change.AddedSubLayers) || HasStored(change.DeletedSubLayers)
        || HasStored(change.AddedProviderContexts) || HasStored(change.DeletedProviderContexts)
        || HasStored(change.AddedProviders) || HasStored(change.DeletedProviders);

    private static bool HasStored<T>(ImmutableArray<T> objects)
        where T : class, IInstalledObject
    {
        foreach (var target in objects)
        {
            if (target.IsStored())
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<StoredObjectKey> Keys(IEnumerable<IInstalledObject> objects) => objects.Where(IsStored).Select(KeyOf);
}
