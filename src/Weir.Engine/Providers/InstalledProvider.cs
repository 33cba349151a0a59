namespace Weir.Engine;

/// <summary>A provider as the engine holds it.</summary>
public sealed class InstalledProvider : IInstalledObject
{
    internal InstalledProvider(ProviderSpec spec, ulong id, Lifetime lifetime, ulong sessionId, bool isDisabled = false)
    {
        Spec = spec;
        Security = spec.Security;
        Id = id;
        Lifetime = lifetime;
        SessionId = sessionId;
        IsDisabled = isDisabled;
    }

    /// <summary>The blueprint, with its key filled in.</summary>
    public ProviderSpec Spec { get; }

    /// <summary>The provider's key. Providers have no run-time id: the kernel never sees one.</summary>
    public Guid Key => Spec.Key;

    /// <summary>How long it lives.</summary>
    public Lifetime Lifetime { get; }

    /// <summary>
    /// True when it came from the store and its service was not enabled (WFP: <c>FWPM_PROVIDER_FLAG_DISABLED</c>): its persistent filters are
    /// then kept and not enforced. <see cref="FilterEngineOptions.IsServiceEnabled"/> is asked when the engine starts.
    /// </summary>
    public bool IsDisabled { get; }

    /// <summary>
    /// Who may do what with it: what the blueprint says, or what <see cref="Session.SetSecurity(ObjectKind, Guid, SecurityDescriptor?)"/>
    /// put in its place; null means what its container says.
    /// </summary>
    public SecurityDescriptor? Security { get; internal set; }

    ObjectKind ISecuredObject.Kind => ObjectKind.Provider;

    string IInstalledObject.Name => Spec.Name;

    Guid IInstalledObject.Provider => Guid.Empty;

    ulong IInstalledObject.Id => Id;

    ulong IInstalledObject.SessionId => SessionId;

    /// <summary>The dynamic session it belongs to, or 0.</summary>
    internal ulong SessionId { get; }

    /// <summary>Tells it from other providers in the engine's indexes.</summary>
    internal ulong Id { get; }

    /// <inheritdoc/>
    public override string ToString() => $"provider '{Spec.Name}'";
}
