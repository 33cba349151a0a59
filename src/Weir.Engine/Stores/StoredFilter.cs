namespace Weir.Engine;

/// <summary>A persistent or boot-time filter as a store keeps it.</summary>
/// <param name="Spec">The blueprint, with its key.</param>
/// <param name="Id">Its run-time id, which it keeps: of equal weights the lower one is evaluated first.</param>
/// <param name="EffectiveWeight">The weight it was given, which it keeps.</param>
public sealed record StoredFilter(FilterSpec Spec, ulong Id, ulong EffectiveWeight);
