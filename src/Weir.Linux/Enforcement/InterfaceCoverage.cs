namespace Weir.Linux;

/// <summary>Whether the layers at the interfaces see the frames of one of them.</summary>
/// <param name="Link">The interface, as it was last seen.</param>
/// <param name="IsCovered">True when its frames are classified.</param>
/// <param name="Reason">Why they are not, when the kernel refused.</param>
public sealed record InterfaceCoverage(NetworkLink Link, bool IsCovered, string? Reason = null);
