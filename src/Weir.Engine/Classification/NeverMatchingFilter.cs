namespace Weir.Engine;

/// <summary>A filter that no packet can meet.</summary>
/// <param name="Filter">The filter.</param>
/// <param name="Field">The field of which it asks something that no value satisfies.</param>
public sealed record NeverMatchingFilter(InstalledFilter Filter, FieldKey Field);
