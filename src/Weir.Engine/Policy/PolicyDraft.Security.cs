namespace Weir.Engine;

internal sealed partial class PolicyDraft
{
    /// <summary>The security descriptor that it replaces, or null. Such a draft changes nothing else.</summary>
    public SecurityChange? SecurityChange { get; private set; }

    public void SetSecurity(InstalledProvider provider, SecurityDescriptor? descriptor) => Replace(
        provider,
        new StoredPolicy { Providers = [StoredObjects.Of(provider) with { Security = descriptor }] },
        () => provider.Security = descriptor);

    public void SetSecurity(InstalledProviderContext context, SecurityDescriptor? descriptor)
    {
        var stored = StoredObjects.Of(context);
        Replace(
            context,
            new StoredPolicy { ProviderContexts = [stored with { Spec = stored.Spec with { Security = descriptor } }] },
            () => context.Security = descriptor);
    }

    public void SetSecurity(InstalledSubLayer subLayer, SecurityDescriptor? descriptor)
    {
        var stored = StoredObjects.Of(subLayer);
        Replace(
            subLayer,
            new StoredPolicy { SubLayers = [stored with { Spec = stored.Spec with { Security = descriptor } }] },
            () => subLayer.Security = descriptor);
    }

    public void SetSecurity(InstalledCallout callout, SecurityDescriptor? descriptor) => Replace(
        callout,
        new StoredPolicy { Callouts = [StoredObjects.Of(callout) with { Security = descriptor }] },
        () => callout.Security = descriptor);

    public void SetSecurity(InstalledFilter filter, SecurityDescriptor? descriptor)
    {
        var stored = StoredObjects.Of(filter);
        Replace(
            filter,
            new StoredPolicy { Filters = [stored with { Spec = stored.Spec with { Security = descriptor } }] },
            () => filter.Security = descriptor);
    }

    /// <summary>Replaces a container's descriptor, or with null the engine's.</summary>
    public void SetSecurity(ObjectKind? container, SecurityDescriptor? descriptor, Action publish)
    {
        var stored = descriptor is null
            ? new StoredPolicyChange { DeletedSecurity = [container] }
            : new StoredPolicyChange { Added = new StoredPolicy { Security = [new StoredSecurity(container, descriptor)] } };
        SecurityChange = new SecurityChange(stored, publish);
    }

    private void Replace(IInstalledObject target, StoredPolicy replacement, Action publish)
    {
        var stored = target.IsStored()
            ? new StoredPolicyChange { Deleted = [StoredObjects.KeyOf(target)], Added = replacement }
            : StoredPolicyChange.Empty;
        SecurityChange = new SecurityChange(stored, publish);
    }
}
