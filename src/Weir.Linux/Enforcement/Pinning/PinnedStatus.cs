using System.Collections.Immutable;

namespace Weir.Linux;

/// <summary>What is pinned in a directory.</summary>
/// <param name="Directory">The directory's full path.</param>
/// <param name="HasProcess">True while a process enforces there; what is pinned goes on without one.</param>
/// <param name="Layers">The layers that packets meet.</param>
public sealed record PinnedStatus(string Directory, bool HasProcess, ImmutableArray<LayerStatus> Layers);
