namespace Weir.Engine;

/// <summary>How a callout has been called.</summary>
/// <param name="Classifications">Calls of <c>Classify</c>.</param>
/// <param name="Faults">Those that ended in a fault and got the callout's fault action.</param>
public readonly record struct CalloutCounters(ulong Classifications, ulong Faults);
