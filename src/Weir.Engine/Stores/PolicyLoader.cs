using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>
/// Turns what a store has into objects, by the rules by which sessions add them. Objects are judged one by one: one that cannot be loaded
/// takes those with it that refer to it.
/// </summary>
/// <param name="engine">Gives run-time ids and knows the registered callouts' ids.</param>
/// <param name="options">How the engine was made.</param>
internal sealed class PolicyLoader(FilterEngine engine, FilterEngineOptions options)
{
    private readonly ImmutableArray<NotLoadedObject>.Builder _notLoaded = ImmutableArray.CreateBuilder<NotLoadedObject>();
    private readonly List<InstalledFilter> _persistentFilters = [];
    private readonly HashSet<ulong> _contextIds = [];
    private readonly HashSet<ulong> _filterIds = [];
    private readonly HashSet<Guid> _filterKeys = [];

    /// <summary>The policy of the boot-time phase: everything but the persistent filters.</summary>
    public PolicyDraft BootTime { get; } = new(PolicySnapshot.Initial, isBootTime: true);

    /// <summary>The filters that come when the phase ends, by ascending id.</summary>
    public IReadOnlyList<InstalledFilter> PersistentFilters => _persistentFilters;

    /// <summary>Whether there are boot-time filters.</summary>
    public bool HasBootTimeFilters { get; private set; }

    /// <summary>Security descriptors of the engine and of containers.</summary>
    public List<StoredSecurity> Security { get; } = [];

    /// <summary>What cannot be loaded.</summary>
    public ImmutableArray<NotLoadedObject> NotLoaded => _notLoaded.ToImmutable();

    /// <summary>Judges all objects.</summary>
    public void Load(StoredPolicy stored)
    {
        foreach (var security in stored.Security)
        {
            Load(security);
        }

        foreach (var provider in stored.Providers)
        {
            Try(ObjectKind.Provider, provider.Key, provider.Name, () => Load(provider));
        }

        foreach (var context in stored.ProviderContexts)
        {
            Try(ObjectKind.ProviderContext, context.Spec.Key, context.Spec.Name, () => Load(context));
        }

        foreach (var subLayer in stored.SubLayers)
        {
            Try(ObjectKind.SubLayer, subLayer.Spec.Key, subLayer.Spec.Name, () => Load(subLayer));
        }

        foreach (var callout in stored.Callouts)
        {
            Try(ObjectKind.Callout, callout.Key, callout.Name, () => Load(callout));
        }

        foreach (var filter in stored.Filters.OrderBy(filter => filter.Id))
        {
            Try(ObjectKind.Filter, filter.Spec.Key, filter.Spec.Name, () => Load(filter));
        }
    }

    private void Load(StoredSecurity security)
    {
        var name = security.Container is { } kind ? $"the container of {Errors.Plural(kind)}" : "the engine";
        var problem = security.Container is { } container && !Enum.IsDefined(container)
            ? "there is no such kind of objects."
            : SecurityValidator.FindProblem(security.Descriptor);
        if (problem is null)
        {
            Security.Add(security);
        }
        else
        {
            _notLoaded.Add(new NotLoadedObject(security.Container, Guid.Empty, name, $"in the security descriptor {problem}") { IsSecurity = true });
        }
    }

    private void Load(ProviderSpec provider)
    {
        FilterValidator.Validate(provider);
        Admit("Provider", provider.Name, provider.Key, Lifetime.Persistent, provider.Persistent, Guid.Empty, BootTime.FindProvider(provider.Key));
        var isDisabled = provider.ServiceName != "" && options.IsServiceEnabled?.Invoke(provider.ServiceName) == false;
        BootTime.Add(new InstalledProvider(provider, engine.NextProviderId(), Lifetime.Persistent, sessionId: 0, isDisabled));
    }

    private void Load(StoredProviderContext context)
    {
        var spec = context.Spec;
        FilterValidator.Validate(spec);
        var newcomer = Admit(
            "Provider context", spec.Name, spec.Key, Lifetime.Persistent, spec.Persistent, spec.Provider, BootTime.FindProviderContext(spec.Key));
        FilterReferences.ThrowIfProviderIsUnfit(newcomer, BootTime, static _ => { });
        ThrowIfIdIsUnfit("Provider context", spec.Name, context.Id, _contextIds);
        BootTime.Add(new InstalledProviderContext(spec, context.Id, Lifetime.Persistent, sessionId: 0));
    }

    private void Load(StoredSubLayer subLayer)
    {
        var spec = subLayer.Spec;
        FilterValidator.Validate(spec);
        var newcomer = Admit("Sublayer", spec.Name, spec.Key, Lifetime.Persistent, spec.Persistent, spec.Provider, BootTime.FindSubLayer(spec.Key));
        FilterReferences.ThrowIfProviderIsUnfit(newcomer, BootTime, static _ => { });

        // A later Weir may have built-in sublayers where this one stood.
        var weight = BootTime.FindFreeWeight(subLayer.EffectiveWeight) ?? throw Errors.TooManySubLayers(spec.Name);
        BootTime.Add(new InstalledSubLayer(spec, engine.NextSubLayerId(), weight, Lifetime.Persistent, sessionId: 0));
    }

    private void Load(CalloutSpec callout)
    {
        FilterValidator.Validate(callout);
        var newcomer = Admit(
            "Callout", callout.Name, callout.Key, Lifetime.Persistent, callout.Persistent, callout.Provider, BootTime.FindCallout(callout.Key));
        FilterReferences.ThrowIfProviderIsUnfit(newcomer, BootTime, static _ => { });
        BootTime.Add(new InstalledCallout(callout, engine.Callouts.IdOf(callout.Key), Lifetime.Persistent, sessionId: 0));
    }

    private void Load(StoredFilter filter)
    {
        var spec = filter.Spec;
        FilterValidator.Validate(spec);
        KernelModeValidator.Validate(spec, engine.Kernel);
        var lifetime = spec.Flags.ToLifetime();
        var newcomer = Admit("Filter", spec.Name, spec.Key, lifetime, lifetime != Lifetime.Static, spec.Provider, taken: null);
        var references = FilterReferences.Find(spec, newcomer, BootTime, static _ => { });
        if (_filterKeys.Contains(spec.Key))
        {
            throw Errors.AlreadyExists("Filter", spec.Name, spec.Key, "another filter of the store");
        }

        ThrowIfIdIsUnfit("Filter", spec.Name, filter.Id, _filterIds);
        _filterKeys.Add(spec.Key);
        var complete = references.Complete(spec);
        var isDisabled = lifetime == Lifetime.Persistent && BootTime.FindProvider(spec.Provider) is { IsDisabled: true };
        var installed = new InstalledFilter(
            isDisabled ? complete with { Flags = complete.Flags | FilterFlags.Disabled } : complete,
            filter.Id,
            filter.EffectiveWeight,
            references.SubLayer,
            references.ProviderContext,
            lifetime,
            sessionId: 0);
        if (lifetime == Lifetime.BootTime)
        {
            BootTime.Add(installed);
            HasBootTimeFilters = true;
        }
        else
        {
            _persistentFilters.Add(installed);
        }
    }

    private static Newcomer Admit(
        string kind, string name, Guid key, Lifetime lifetime, bool isStored, Guid provider, IInstalledObject? taken)
    {
        if (key == Guid.Empty)
        {
            throw Errors.StoredWithoutKey(kind, name);
        }

        if (!isStored)
        {
            throw Errors.StoredWithoutLifetime(kind, name);
        }

        return taken is null
            ? new Newcomer(kind, name, lifetime, SessionId: 0, provider)
            : throw Errors.AlreadyExists(kind, name, key, taken.ToString()!);
    }

    private static void ThrowIfIdIsUnfit(string kind, string name, ulong id, HashSet<ulong> taken)
    {
        if (id == 0 || !taken.Add(id))
        {
            throw Errors.StoredIdIsUnfit(kind, name, id);
        }
    }

    private void Try(ObjectKind kind, Guid key, string name, Action load)
    {
        try
        {
            load();
        }
        catch (WfpException refusal)
        {
            _notLoaded.Add(new NotLoadedObject(kind, key, name ?? "", refusal.Message));
        }
    }
}
