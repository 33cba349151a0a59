namespace Weir.Engine;

/// <summary>The replacement of a security descriptor, which no kernel-mode engine hears of.</summary>
/// <param name="Stored">What it changes in the store.</param>
/// <param name="Publish">Puts the new descriptor in force.</param>
internal sealed record SecurityChange(StoredPolicyChange Stored, Action Publish);
