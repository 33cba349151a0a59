namespace Weir.Engine;

/// <summary>A sublayer as the engine holds it.</summary>
public sealed class InstalledSubLayer : IInstalledObject
{
    internal InstalledSubLayer(SubLayerSpec spec, uint id, ushort effectiveWeight, Lifetime lifetime, ulong sessionId)
    {
        Spec = spec;
        Security = spec.Security;
        Id = id;
        EffectiveWeight = effectiveWeight;
        Lifetime = lifetime;
        SessionId = sessionId;
    }

    /// <summary>The blueprint, with its key filled in.</summary>
    public SubLayerSpec Spec { get; }

    /// <summary>The sublayer's key.</summary>
    public Guid Key => Spec.Key;

    /// <summary>Run-time id, never used twice by one engine.</summary>
    public uint Id { get; }

    /// <summary>The weight it really has; unique among the sublayers.</summary>
    public ushort EffectiveWeight { get; }

    /// <summary>How long it lives.</summary>
    public Lifetime Lifetime { get; }

    /// <summary>
    /// Who may do what with it: what the blueprint says, or what <see cref="Session.SetSecurity(ObjectKind, Guid, SecurityDescriptor?)"/>
    /// put in its place; null means what its container says.
    /// </summary>
    public SecurityDescriptor? Security { get; internal set; }

    ObjectKind ISecuredObject.Kind => ObjectKind.SubLayer;

    ulong IInstalledObject.Id => Id;

    string IInstalledObject.Name => Spec.Name;

    Guid IInstalledObject.Provider => Spec.Provider;

    ulong IInstalledObject.SessionId => SessionId;

    /// <summary>The dynamic session it belongs to, or 0.</summary>
    internal ulong SessionId { get; }

    /// <inheritdoc/>
    public override string ToString() => $"sublayer '{Spec.Name}' (weight 0x{EffectiveWeight:x4})";
}
