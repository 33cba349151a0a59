namespace Weir.Engine;

/// <summary>A filter as the engine holds it.</summary>
public sealed class InstalledFilter
{
    internal InstalledFilter(FilterSpec spec, ulong id, ulong effectiveWeight, Lifetime lifetime, ulong sessionId)
    {
        Spec = spec;
        Id = id;
        EffectiveWeight = effectiveWeight;
        Lifetime = lifetime;
        SessionId = sessionId;
    }

    /// <summary>The blueprint, with its key and sublayer filled in.</summary>
    public FilterSpec Spec { get; }

    /// <summary>The filter's key.</summary>
    public Guid Key => Spec.Key;

    /// <summary>Run-time id, from 1 upwards in the order of adding, never used twice by one engine. Events and counters use it.</summary>
    public ulong Id { get; }

    /// <summary>The weight it really has.</summary>
    public ulong EffectiveWeight { get; }

    /// <summary>How long it lives.</summary>
    public Lifetime Lifetime { get; }

    /// <summary>The dynamic session it belongs to, or 0.</summary>
    internal ulong SessionId { get; }

    /// <inheritdoc/>
    public override string ToString() => $"filter '{Spec.Name}' (id {Id})";
}
