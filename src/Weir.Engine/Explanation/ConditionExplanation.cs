namespace Weir.Engine;

/// <summary>One condition of a filter, held against a packet.</summary>
/// <param name="Condition">The condition.</param>
/// <param name="Passed">True when the packet meets it.</param>
public readonly record struct ConditionExplanation(FilterCondition Condition, bool Passed);
