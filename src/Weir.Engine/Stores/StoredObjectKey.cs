namespace Weir.Engine;

/// <summary>Names an object of a store.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Key">Its key, unique among its kind.</param>
public readonly record struct StoredObjectKey(ObjectKind Kind, Guid Key);
