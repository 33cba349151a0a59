using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>
/// What is left of a filter's packets when those of others are taken away: boxes, each a set of numbers for every field. Only fields of numbers
/// can be cut; a filter that tests another kind of field takes away nothing, unless it takes all of it.
/// </summary>
internal sealed class Remainder(LintFilter filter, Layer layer)
{
    private const int MostBoxes = 64;

    private List<FieldSet?[]> _boxes = [[.. layer.Fields.Select(field => filter.SetOf(field.Index))]];

    public bool IsEmpty => _boxes.Count == 0;

    /// <summary>Takes the packets of another filter away.</summary>
    /// <returns>True when that took something away; false when it did not, or could not be said.</returns>
    public bool TakeAway(LintFilter other)
    {
        var left = new List<FieldSet?[]>();
        var changed = false;
        foreach (var box in _boxes)
        {
            if (Cut(box, other) is { } pieces)
            {
                left.AddRange(pieces);
                changed = true;
            }
            else
            {
                left.Add(box);
            }

            if (left.Count > MostBoxes)
                return false;
        }

        if (changed)
            _boxes = left;
        return changed;
    }

    /// <summary>The parts of a box outside of a filter, or <see langword="null"/> when that is all of it, or not known.</summary>
    private List<FieldSet?[]>? Cut(FieldSet?[] box, LintFilter other)
    {
        var pieces = new List<FieldSet?[]>();
        var inside = (FieldSet?[])box.Clone();
        foreach (var field in other.Fields)
        {
            var index = field.Field.Index;
            var mine = inside[index];
            if (field.IsEverything || (mine is not null && field.Values.Contains(mine)))
                continue;
            mine ??= Everything(layer.Fields[index]);
            if (mine is not { Tests.IsEmpty: true, Numbers: { } numbers } || field.Values is not { Tests.IsEmpty: true, Numbers: { } theirs })
                return null;
            var outside = new FieldSet(numbers.Intersect(theirs.Complement()), ImmutableArray<FieldTest>.Empty, mine.Absent && !field.Values.Absent);
            var common = new FieldSet(numbers.Intersect(theirs), ImmutableArray<FieldTest>.Empty, mine.Absent && field.Values.Absent);
            if (common.IsEmpty)
                return null;
            if (!outside.IsEmpty)
            {
                var piece = (FieldSet?[])inside.Clone();
                piece[index] = outside;
                pieces.Add(piece);
            }

            inside[index] = common;
        }

        return pieces;
    }

    private static FieldSet? Everything(LayerField field) => ConditionWriter.MaximumOf(field.Type) is var maximum && maximum == 0
        ? null
        : new FieldSet(IntervalSet.Of(maximum, 0, maximum), ImmutableArray<FieldTest>.Empty, absent: true);
}
