namespace Weir.Engine;

/// <summary>A persistent sublayer as a store keeps it.</summary>
/// <param name="Spec">The blueprint, with its key.</param>
/// <param name="EffectiveWeight">The weight it was given, which it keeps.</param>
public sealed record StoredSubLayer(SubLayerSpec Spec, ushort EffectiveWeight);
