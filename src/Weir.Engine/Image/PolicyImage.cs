using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>
/// A classification plan laid out as one block of bytes with hash tables, so that the time of a classification hardly grows with the
/// number of filters. Means what <see cref="ReferenceEvaluator"/> says. Immutable.
/// </summary>
public sealed unsafe partial class PolicyImage
{
    private readonly RecentResults _results = new();
    private readonly ImageMemory _memory;
    private readonly ImageLayout _layout;
    private readonly ulong _usedFields;
    private readonly PlanFilter[] _filters;
    private readonly Dictionary<uint, ImmutableArray<PlanCondition>> _managedConditions;

    private PolicyImage(
        ClassificationPlan plan,
        ImageMemory memory,
        ImageLayout layout,
        ulong usedFields,
        PlanFilter[] filters,
        Dictionary<uint, ImmutableArray<PlanCondition>> managedConditions)
    {
        Plan = plan;
        _memory = memory;
        _layout = layout;
        _usedFields = usedFields;
        _filters = filters;
        _managedConditions = managedConditions;
    }

    /// <summary>The plan that it was made from.</summary>
    public ClassificationPlan Plan { get; }

    /// <summary>Size in bytes.</summary>
    public long Size => _memory.Size;

    /// <summary>The bytes, as the kernel reads them. Valid while the image is alive.</summary>
    internal ReadOnlySpan<byte> Bytes => new(_memory.Pointer, checked((int)_memory.Size));

    /// <summary>True for 128-bit addresses.</summary>
    internal bool IsWide => _layout.IsWide;

    /// <summary>True when no filter has a test, a condition for the CLR alone, or a callout.</summary>
    internal bool HasOnlyKeys =>
        _usedFields == 0 && _managedConditions.Count == 0 && !_filters.Any(filter => filter.Filter.Spec.Action.CallsCallout());

    /// <summary>Lays a plan out.</summary>
    /// <exception cref="InsufficientMemoryException">It would need more than two gigabytes.</exception>
    public static PolicyImage Build(ClassificationPlan plan) => Build(plan, counterOf: null);

    /// <summary>Lays a plan out.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="counterOf">The <see cref="ImageFilter.Counter"/> of a filter, by its id; null leaves all 0.</param>
    /// <exception cref="InsufficientMemoryException">It would need more than two gigabytes.</exception>
    internal static PolicyImage Build(ClassificationPlan plan, Func<ulong, uint>? counterOf)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var layout = ImageLayout.Of(plan.Layer);
        return layout.IsWide ? Build<ImageFamily6>(plan, layout, counterOf) : Build<ImageFamily4>(plan, layout, counterOf);
    }

    private static PolicyImage Build<TFamily>(ClassificationPlan plan, ImageLayout layout, Func<ulong, uint>? counterOf)
        where TFamily : struct, IImageFamily
    {
        var filters = new PlanFilter[plan.SubLayers.Sum(subLayer => subLayer.Filters.Length)];
        var ids = new ulong[filters.Length];
        var actions = new uint[filters.Length];
        var counters = new uint[filters.Length];
        var managedConditions = new Dictionary<uint, ImmutableArray<PlanCondition>>();
        var entries = new FilterEntries(layout);
        var ends = new int[plan.SubLayers.Length];
        var order = 0u;
        for (var i = 0; i < ends.Length; i++)
        {
            foreach (var filter in plan.SubLayers[i].Filters)
            {
                var conditions = filter.Conditions;
                var isManaged = !CanTestAll(layout, conditions);
                if (isManaged)
                {
                    managedConditions.Add(order, conditions.RemoveAll(layout.CanTest));
                    conditions = conditions.RemoveAll(condition => !layout.CanTest(condition));
                }

                filters[order] = filter;
                ids[order] = filter.Filter.Id;
                actions[order] = ImageAction.Of(filter.Filter.Spec, isManaged);
                counters[order] = counterOf?.Invoke(filter.Filter.Id) ?? 0;
                entries.Add(conditions.AsSpan(), order++);
            }

            ends[i] = entries.Count;
        }

        var builder = new TableBuilder<TFamily>(entries.Entries, layout.IsWide ? 128 : 32);
        for (var i = 0; i < ends.Length; i++)
        {
            builder.AddSubLayer((uint)i, i == 0 ? 0 : ends[i - 1], ends[i], TableLimitOf(ends.Length));
        }

        var memory = new ImageWriter<TFamily>(entries, builder.Tables, ends.Length, ids, actions, counters).Write();
        return new PolicyImage(plan, memory, layout, entries.Tests.UsedFields, filters, managedConditions);
    }

    private static bool CanTestAll(ImageLayout layout, ImmutableArray<PlanCondition> conditions)
    {
        foreach (var condition in conditions)
        {
            if (!layout.CanTest(condition))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Few sublayers have many filters; they may have most of the groups, but several share them.</summary>
    private static int TableLimitOf(int subLayerCount) => TableGroups.Most / Math.Clamp(subLayerCount, 1, 4);
}
