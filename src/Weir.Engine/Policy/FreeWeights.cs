using Weir.Engine.Collections;

namespace Weir.Engine;

/// <summary>
/// The weights that no sublayer has, as runs of neighbours: so that finding one takes no longer when nearly all are taken. The default
/// has all of them. Shares structure as <see cref="SortedTree{T}"/> does.
/// </summary>
internal readonly struct FreeWeights
{
    private readonly SortedTree<Run> _runs;

    private FreeWeights(SortedTree<Run> runs) => _runs = runs;

    /// <summary>All weights.</summary>
    public static FreeWeights All { get; } = new(default(SortedTree<Run>).Add(new Run(0, ushort.MaxValue), new TreeEdit()));

    /// <summary>The requested weight if it is free, else the next free one above, else the next free one below, else null.</summary>
    public ushort? Find(ushort requested)
    {
        var hasBelow = _runs.TryFindAtOrBefore(new Run(requested, requested), out var below);
        if (hasBelow && below.Last >= requested)
        {
            return requested;
        }

        if (_runs.TryFindAtOrAfter(new Run(requested, requested), out var above))
        {
            return above.First;
        }

        return hasBelow ? below.Last : null;
    }

    /// <summary>The weights without one of them.</summary>
    public FreeWeights Take(ushort weight, TreeEdit edit)
    {
        if (!_runs.TryFindAtOrBefore(new Run(weight, weight), out var run) || run.Last < weight)
        {
            throw new InvalidOperationException($"Weight {weight} is taken.");
        }

        var runs = _runs.Remove(run, edit);
        if (run.First < weight)
        {
            runs = runs.Add(new Run(run.First, (ushort)(weight - 1)), edit);
        }

        return new FreeWeights(weight < run.Last ? runs.Add(new Run((ushort)(weight + 1), run.Last), edit) : runs);
    }

    /// <summary>The weights and one more, which was taken.</summary>
    public FreeWeights Release(ushort weight, TreeEdit edit)
    {
        var runs = _runs;
        var (first, last) = (weight, weight);
        if (runs.TryFindAtOrBefore(new Run(weight, weight), out var below) && below.Last + 1 == weight)
        {
            runs = runs.Remove(below, edit);
            first = below.First;
        }

        if (runs.TryFindAtOrAfter(new Run(weight, weight), out var above) && weight + 1 == above.First)
        {
            runs = runs.Remove(above, edit);
            last = above.Last;
        }

        return new FreeWeights(runs.Add(new Run(first, last), edit));
    }

    private readonly record struct Run(ushort First, ushort Last) : IComparable<Run>
    {
        public int CompareTo(Run other) => First.CompareTo(other.First);
    }
}
