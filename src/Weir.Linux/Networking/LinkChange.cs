namespace Weir.Linux;

/// <summary>What a <see cref="LinkWatch"/> has seen.</summary>
/// <param name="Kind">What has happened.</param>
/// <param name="Link">The interface after that; of one that has disappeared, as it was last seen.</param>
public readonly record struct LinkChange(LinkChangeKind Kind, NetworkLink Link);
