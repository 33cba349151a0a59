namespace Weir.Engine;

/// <summary>A callout object as the engine holds it.</summary>
public sealed class InstalledCallout : IInstalledObject
{
    internal InstalledCallout(CalloutSpec spec, uint id, Lifetime lifetime, ulong sessionId)
    {
        Spec = spec;
        Security = spec.Security;
        Id = id;
        Lifetime = lifetime;
        SessionId = sessionId;
    }

    /// <summary>The blueprint, with its key filled in.</summary>
    public CalloutSpec Spec { get; }

    /// <summary>The callout's key.</summary>
    public Guid Key => Spec.Key;

    /// <summary>Run-time id: one for each key of an engine, the same for the object and the registration.</summary>
    public uint Id { get; }

    /// <summary>How long it lives.</summary>
    public Lifetime Lifetime { get; }

    /// <summary>
    /// Who may do what with it: what the blueprint says, or what <see cref="Session.SetSecurity(ObjectKind, Guid, SecurityDescriptor?)"/>
    /// put in its place; null means what its container says.
    /// </summary>
    public SecurityDescriptor? Security { get; internal set; }

    ObjectKind ISecuredObject.Kind => ObjectKind.Callout;

    ulong IInstalledObject.Id => Id;

    string IInstalledObject.Name => Spec.Name;

    Guid IInstalledObject.Provider => Spec.Provider;

    ulong IInstalledObject.SessionId => SessionId;

    /// <summary>The dynamic session it belongs to, or 0.</summary>
    internal ulong SessionId { get; }

    /// <inheritdoc/>
    public override string ToString() => $"callout '{Spec.Name}' (id {Id})";
}
