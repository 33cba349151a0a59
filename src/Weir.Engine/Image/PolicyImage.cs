using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>
/// The filters of one layer laid out as one block of bytes with hash tables, so that the time of a classification hardly grows with
/// their number. Means what <see cref="ReferenceEvaluator"/> says. As <see cref="Build(ClassificationPlan)"/> makes it, it never changes;
/// <see cref="LivePolicyImage"/> has one that does.
/// </summary>
public sealed unsafe partial class PolicyImage
{
    private readonly RecentResults _results = new();
    private readonly ImageMemory _memory;
    private readonly ImageWriter _writer;
    private readonly ImageLayout _layout;
    private readonly ImageTests _tests;
    private readonly FilterRegister _filters;
    private readonly FilterEntries _entries;
    private readonly IImageHost _host;
    private readonly int _tableLimit;
    private readonly int _builtCount;
    private ulong _usedFields;

    private PolicyImage(
        Layer layer,
        ulong policyVersion,
        IEnumerable<(InstalledSubLayer SubLayer, IReadOnlyCollection<PlanFilter> Filters)> subLayers,
        IImageHost host,
        bool canChange)
    {
        Layer = layer;
        PolicyVersion = policyVersion;
        _host = host;
        _layout = ImageLayout.Of(layer);
        _tests = new ImageTests(_layout);
        _entries = new FilterEntries(_layout);
        var contents = subLayers.ToList();
        _filters = new FilterRegister(contents.Sum(content => content.Filters.Count), canChange);
        _subLayers = [.. contents.Select((content, index) => new WrittenSubLayer(content.SubLayer, (uint)index))];
        _subLayersByNumber = [.. contents.Select(content => content.SubLayer)];
        _subLayerCount = contents.Count;
        var ends = new int[contents.Count];
        for (var i = 0; i < ends.Length; i++)
        {
            var orders = new OrderSpread(contents[i].Filters.Count);
            foreach (var filter in contents[i].Filters)
            {
                var number = _filters.Add(filter.Filter, orders.Next());
                _subLayers[i].FilterCount++;
                AddEntries(number, filter.Conditions);
                _filters[number].IsWritten = true;
            }

            ends[i] = _entries.Count;
        }

        // Few sublayers have many filters; they may have most of the groups, but several share them.
        _tableLimit = TableGroups.Most / Math.Clamp(ends.Length, 1, 4);
        _writer = _layout.IsWide
            ? ImageWriter<ImageFamily6>.Build(_entries, _subLayers, ends, _tests, RecordOf, _tableLimit, Allocate)
            : ImageWriter<ImageFamily4>.Build(_entries, _subLayers, ends, _tests, RecordOf, _tableLimit, Allocate);
        _builtCount = _filters.Count;
        _entries.Clear();
        _memory = _writer.Memory;
        _usedFields = _tests.UsedFields | _entries.UsedFields;

        ImageMemory Allocate(long size) =>
            host.Allocate(canChange ? Math.Min(size + (size / 4) + Headroom, Math.Max(size, Array.MaxLength - Headroom)) : size);
    }

    /// <summary>The layer.</summary>
    public Layer Layer { get; }

    /// <summary><see cref="PolicySnapshot.Version"/> of the policy that it shows.</summary>
    public ulong PolicyVersion { get; private set; }

    /// <summary>Bytes in use.</summary>
    public long Size => _writer.Space.Used;

    /// <summary>Bytes that it may use before it has to move.</summary>
    public long Capacity => _memory.Capacity;

    /// <summary>Number of filters, those included that cannot match.</summary>
    public int FilterCount => _filters.Count;

    /// <summary>The memory that it lies in.</summary>
    internal ImageMemory Memory => _memory;

    /// <summary>The bytes, as the kernel reads them. Valid while the image is alive.</summary>
    internal ReadOnlySpan<byte> Bytes => new(_memory.Pointer, checked((int)_writer.Space.Extent));

    /// <summary>True for 128-bit addresses.</summary>
    internal bool IsWide => _layout.IsWide;

    /// <summary>True when no filter has a test, a condition for the CLR alone, a callout, or a limit.</summary>
    internal bool HasOnlyKeys => _usedFields == 0 && !_filters.Any(
        row => row.ManagedConditions is not null || row.Filter.Spec.Action.MustBeAsked());

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
        return new PolicyImage(
            plan.Layer,
            plan.PolicyVersion,
            plan.SubLayers.Select(subLayer => (subLayer.SubLayer, (IReadOnlyCollection<PlanFilter>)subLayer.Filters)),
            counterOf is null ? ManagedImageHost.Instance : new ManagedImageHost(filter => new ImageFilterMarks(Action: 0, counterOf(filter.Id))),
            canChange: false);
    }

    /// <summary>Lays one layer of a policy out, so that it can change.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="host">Gives the memory, and knows the readers.</param>
    internal static PolicyImage Build(PolicySnapshot policy, Layer layer, IImageHost host)
    {
        var subLayers =
            from subLayer in policy.SubLayersByWeight
            let filters = policy.FiltersInOrder(layer.Id, subLayer.Key)
            where filters.Count != 0
            select (subLayer, (IReadOnlyCollection<PlanFilter>)new PlanFilterList(layer, filters));
        return new PolicyImage(layer, policy.Version, subLayers, host, canChange: true);
    }

    /// <summary>Makes the entries of a filter, and refers to its tests.</summary>
    private void AddEntries(uint number, ImmutableArray<PlanCondition> conditions)
    {
        ref var row = ref _filters[number];
        if (!TryMakeEntries(conditions, row.Order, number, out var managed))
        {
            return;
        }

        row.ManagedConditions = managed;
        row.Tests = _tests.Add(_entries.Tested);
    }

    /// <summary>Makes the entries of a filter; false when it has none, because it cannot match.</summary>
    private bool TryMakeEntries(ImmutableArray<PlanCondition> conditions, uint order, uint number, out PlanCondition[]? managed)
    {
        managed = null;
        foreach (var condition in conditions)
        {
            if (!condition.CanMatch)
            {
                return false;
            }

            if (!_layout.CanTest(condition))
            {
                managed = [.. managed ?? [], condition];
            }
        }

        _entries.Add(
            managed is null ? conditions.AsSpan() : conditions.RemoveAll(condition => !_layout.CanTest(condition)).AsSpan(), managed, order, number);
        return true;
    }

    private ImageFilter RecordOf(uint number)
    {
        ref var row = ref _filters[number];
        var marks = _host.MarksOf(row.Filter);
        return new ImageFilter
        {
            FilterId = row.Filter.Id,
            Filter = number,
            Tests = row.Tests?.Place ?? 0,
            Died = ImageFilter.Never,
            Action = ImageAction.Of(row.Filter.Spec, row.ManagedConditions is not null) | (marks.Action & ~ImageAction.All),
            Counter = marks.Counter,
        };
    }
}
