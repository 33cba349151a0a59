namespace Weir.Policy;

/// <summary>What a sublayer decided, as an event has it.</summary>
/// <param name="SubLayerKey">Key of the sublayer.</param>
/// <param name="SubLayer">Its name; <see langword="null"/> when it had been deleted before the event was written.</param>
/// <param name="Filter">The filter that decided.</param>
/// <param name="IsBlock">Whether it blocked.</param>
/// <param name="ClearActionRight">Whether the filter, or its callout, cleared the right to write the action.</param>
public sealed record RecordedDecision(Guid SubLayerKey, string? SubLayer, RecordedFilter Filter, bool IsBlock, bool ClearActionRight);
