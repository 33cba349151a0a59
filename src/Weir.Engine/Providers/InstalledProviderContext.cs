namespace Weir.Engine;

/// <summary>A provider context as the engine holds it.</summary>
public sealed class InstalledProviderContext : IInstalledObject
{
    internal InstalledProviderContext(ProviderContextSpec spec, ulong id, Lifetime lifetime, ulong sessionId)
    {
        Spec = spec;
        Security = spec.Security;
        Id = id;
        Lifetime = lifetime;
        SessionId = sessionId;
    }

    /// <summary>The blueprint, with its key filled in.</summary>
    public ProviderContextSpec Spec { get; }

    /// <summary>The provider context's key.</summary>
    public Guid Key => Spec.Key;

    /// <summary>
    /// Run-time id, from 1 upwards, never used twice by one engine. <c>Classify</c> gets it as the context of the filters that name the
    /// provider context, and can use it as a key of a map.
    /// </summary>
    public ulong Id { get; }

    /// <summary>How long it lives.</summary>
    public Lifetime Lifetime { get; }

    /// <summary>
    /// Who may do what with it: what the blueprint says, or what <see cref="Session.SetSecurity(ObjectKind, Guid, SecurityDescriptor?)"/>
    /// put in its place; null means what its container says.
    /// </summary>
    public SecurityDescriptor? Security { get; internal set; }

    ObjectKind ISecuredObject.Kind => ObjectKind.ProviderContext;

    string IInstalledObject.Name => Spec.Name;

    Guid IInstalledObject.Provider => Spec.Provider;

    ulong IInstalledObject.SessionId => SessionId;

    /// <summary>The dynamic session it belongs to, or 0.</summary>
    internal ulong SessionId { get; }

    /// <inheritdoc/>
    public override string ToString() => $"provider context '{Spec.Name}' (id {Id})";
}
