using System.Collections;

namespace Weir.Engine;

/// <summary>Filters with their conditions, which are normalised one after the other while they are enumerated.</summary>
internal sealed class PlanFilterList(Layer layer, IReadOnlyCollection<InstalledFilter> filters) : IReadOnlyCollection<PlanFilter>
{
    public int Count => filters.Count;

    public IEnumerator<PlanFilter> GetEnumerator()
    {
        foreach (var filter in filters)
        {
            yield return new PlanFilter(filter, PlanCondition.Normalise(layer, filter.Spec.Conditions));
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
