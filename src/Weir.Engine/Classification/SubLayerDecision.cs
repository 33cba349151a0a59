namespace Weir.Engine;

/// <summary>What one sublayer had to say: the first filter in it that matched and decided.</summary>
/// <param name="SubLayer">Key of the sublayer.</param>
/// <param name="FilterId">The filter that decided.</param>
/// <param name="Action"><see cref="FilterAction.Block"/> or <see cref="FilterAction.Permit"/>: the filter's action, or its callout's answer.</param>
/// <param name="ClearActionRight">
/// True when the filter has <see cref="FilterFlags.ClearActionRight"/>, or when its callout was called and has cleared the right.
/// </param>
public readonly record struct SubLayerDecision(Guid SubLayer, ulong FilterId, FilterAction Action, bool ClearActionRight);
