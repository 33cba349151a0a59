namespace Weir.Engine;

/// <summary>A provider as the engine holds it.</summary>
public sealed class InstalledProvider
{
    internal InstalledProvider(ProviderSpec spec, Lifetime lifetime, ulong sessionId)
    {
        Spec = spec;
        Lifetime = lifetime;
        SessionId = sessionId;
    }

    /// <summary>The blueprint, with its key filled in.</summary>
    public ProviderSpec Spec { get; }

    /// <summary>The provider's key. Providers have no run-time id: the kernel never sees one.</summary>
    public Guid Key => Spec.Key;

    /// <summary>How long it lives.</summary>
    public Lifetime Lifetime { get; }

    /// <summary>The dynamic session it belongs to, or 0.</summary>
    internal ulong SessionId { get; }

    /// <inheritdoc/>
    public override string ToString() => $"provider '{Spec.Name}'";
}
