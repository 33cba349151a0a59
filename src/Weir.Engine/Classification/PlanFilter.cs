using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>A filter of a <see cref="ClassificationPlan"/>.</summary>
/// <param name="Filter">The filter.</param>
/// <param name="Conditions">What it asks, at most one condition per field, by ascending field index; all must match. None: it matches everything.</param>
public sealed record PlanFilter(InstalledFilter Filter, ImmutableArray<PlanCondition> Conditions)
{
    /// <summary>True when the packet meets every condition.</summary>
    public bool Matches(FieldValues values)
    {
        foreach (var condition in Conditions)
        {
            if (!condition.Matches(values[condition.Field.Index]))
            {
                return false;
            }
        }

        return true;
    }
}
