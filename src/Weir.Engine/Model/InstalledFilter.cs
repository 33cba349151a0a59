using Weir.Bpf.Language;

namespace Weir.Engine;

/// <summary>A filter as the engine holds it.</summary>
public sealed class InstalledFilter : IInstalledObject
{
    // As in the blueprint: what few filters have is in an object of its own.
    private RareState? _rare;
    private readonly byte _lifetime;

    internal InstalledFilter(
        FilterSpec spec,
        ulong id,
        ulong effectiveWeight,
        InstalledSubLayer subLayer,
        InstalledProviderContext? providerContext,
        Lifetime lifetime,
        ulong sessionId)
    {
        Spec = spec;
        Id = id;
        EffectiveWeight = effectiveWeight;
        SubLayerId = subLayer.Id;
        SubLayerWeight = subLayer.EffectiveWeight;
        _rare = providerContext is null ? null : new RareState(providerContext, providerContext.Id, spec.Security);
        _lifetime = (byte)lifetime;
        SessionId = sessionId;
    }

    /// <summary>
    /// The blueprint, with its key and sublayer filled in, and <see cref="FilterFlags.HasProviderContext"/> if it names one.
    /// </summary>
    public FilterSpec Spec { get; }

    /// <summary>The filter's key.</summary>
    public Guid Key => Spec.Key;

    /// <summary>Run-time id, from 1 upwards in the order of adding, never used twice by one engine. Events and counters use it.</summary>
    public ulong Id { get; }

    /// <summary>The weight it really has.</summary>
    public ulong EffectiveWeight { get; }

    /// <summary>The weight of its sublayer.</summary>
    public ushort SubLayerWeight { get; }

    /// <summary>The provider context that <see cref="FilterSpec.ProviderContext"/> names, or null.</summary>
    public InstalledProviderContext? ProviderContext => _rare?.ProviderContext;

    /// <summary>
    /// The context that its callout gets: <see cref="FilterSpec.Context"/> or the id of the provider context, or what the callout's
    /// <see cref="ICallout.Notify"/> put in its place when the filter was added.
    /// </summary>
    public ulong CalloutContext
    {
        get => _rare is { } rare ? rare.CalloutContext : Spec.Context;
        internal set => _rare = Rare with { CalloutContext = value };
    }

    /// <summary>
    /// Whether traffic meets it once the engine has started: false for boot-time and disabled filters. While the engine starts,
    /// <see cref="PolicySnapshot.Enforces"/> knows.
    /// </summary>
    public bool IsEnforced => Lifetime != Lifetime.BootTime && !Spec.Flags.HasFlag(FilterFlags.Disabled);

    /// <summary>How long it lives.</summary>
    public Lifetime Lifetime => (Lifetime)_lifetime;

    /// <summary>
    /// Who may do what with it: what the blueprint says, or what <see cref="Session.SetSecurity(ObjectKind, Guid, SecurityDescriptor?)"/>
    /// put in its place; null means what its container says.
    /// </summary>
    public SecurityDescriptor? Security
    {
        get => _rare is { } rare ? rare.Security : Spec.Security;
        internal set => _rare = Rare with { Security = value };
    }

    ObjectKind ISecuredObject.Kind => ObjectKind.Filter;

    string IInstalledObject.Name => Spec.Name;

    Guid IInstalledObject.Provider => Spec.Provider;

    ulong IInstalledObject.SessionId => SessionId;

    /// <summary>The dynamic session it belongs to, or 0.</summary>
    internal ulong SessionId { get; }

    /// <summary>The run-time id of its sublayer.</summary>
    internal uint SubLayerId { get; }

    /// <summary>The filter as its callout sees it.</summary>
    public CalloutFilter ToCalloutFilter() => new()
    {
        FilterId = Id,
        Context = CalloutContext,
        Weight = EffectiveWeight,
        SubLayerWeight = SubLayerWeight,
        Flags = (uint)Spec.Flags,
    };

    /// <inheritdoc/>
    public override string ToString() => $"filter '{Spec.Name}' (id {Id})";

    private RareState Rare => _rare ?? new RareState(ProviderContext: null, Spec.Context, Spec.Security);

    private sealed record RareState(InstalledProviderContext? ProviderContext, ulong CalloutContext, SecurityDescriptor? Security);
}
