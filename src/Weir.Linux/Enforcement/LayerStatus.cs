using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Linux;

/// <summary>Where a layer is evaluated at one moment, and by how much.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Placement">Where it is evaluated.</param>
/// <param name="Hooks">Its hooks; none for a layer of what was discarded whose own layer has no filter, so that nothing is discarded there.</param>
/// <param name="FilterCount">Filters that traffic meets there.</param>
/// <param name="FailMode">What becomes of traffic while the layer's program is missing.</param>
/// <param name="Interfaces">
/// At tcx, the interfaces that are covered or should be. Packets of a layer with a verdict placement are evaluated there where their interface is not
/// covered, without limits; frames pass.
/// </param>
public sealed record LayerStatus(
    LayerId Layer,
    LayerPlacement Placement,
    ImmutableArray<LayerHook> Hooks,
    int FilterCount,
    FailMode FailMode,
    ImmutableArray<InterfaceCoverage> Interfaces);
