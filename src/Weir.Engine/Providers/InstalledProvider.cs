namespace Weir.Engine;

/// <summary>A provider as the engine holds it.</summary>
public sealed class InstalledProvider : ISecuredObject
{
    internal InstalledProvider(ProviderSpec spec, Lifetime lifetime, ulong sessionId)
    {
        Spec = spec;
        Security = spec.Security;
        Lifetime = lifetime;
        SessionId = sessionId;
    }

    /// <summary>The blueprint, with its key filled in.</summary>
    public ProviderSpec Spec { get; }

    /// <summary>The provider's key. Providers have no run-time id: the kernel never sees one.</summary>
    public Guid Key => Spec.Key;

    /// <summary>How long it lives.</summary>
    public Lifetime Lifetime { get; }

    /// <summary>
    /// Who may do what with it: what the blueprint says, or what <see cref="Session.SetSecurity(ObjectKind, Guid, SecurityDescriptor?)"/>
    /// put in its place; null means what its container says.
    /// </summary>
    public SecurityDescriptor? Security { get; internal set; }

    ObjectKind ISecuredObject.Kind => ObjectKind.Provider;

    /// <summary>The dynamic session it belongs to, or 0.</summary>
    internal ulong SessionId { get; }

    /// <inheritdoc/>
    public override string ToString() => $"provider '{Spec.Name}'";
}
