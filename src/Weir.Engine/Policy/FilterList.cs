using System.Collections;
using Weir.Engine.Collections;

namespace Weir.Engine;

/// <summary>Filters in the order of evaluation, as others see them.</summary>
internal sealed class FilterList(SortedTree<ByWeight> filters) : IReadOnlyCollection<InstalledFilter>
{
    public int Count => filters.Count;

    public IEnumerator<InstalledFilter> GetEnumerator()
    {
        foreach (var entry in filters)
        {
            yield return entry.Filter;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
