namespace Weir.Engine;

/// <summary>What one sublayer had to say: the first filter in it that matched.</summary>
/// <param name="SubLayer">Key of the sublayer.</param>
/// <param name="FilterId">The filter that matched.</param>
/// <param name="Action">Its action.</param>
/// <param name="ClearActionRight">True when it has <see cref="FilterFlags.ClearActionRight"/>.</param>
public readonly record struct SubLayerDecision(Guid SubLayer, ulong FilterId, FilterAction Action, bool ClearActionRight);
