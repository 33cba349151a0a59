namespace Weir.Engine;

/// <summary>A persistent provider context as a store keeps it.</summary>
/// <param name="Spec">The blueprint, with its key. It has no payload: an object of any class cannot be stored.</param>
/// <param name="Id">Its run-time id, which it keeps.</param>
public sealed record StoredProviderContext(ProviderContextSpec Spec, ulong Id);
