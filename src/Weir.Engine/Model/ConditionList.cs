using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Weir.Engine;

/// <summary>
/// An immutable list of conditions that compares by content, so that two filter specs with the same conditions are equal.
/// Write it as a collection expression: <c>Conditions = [first, second]</c>. The default is the empty list.
/// </summary>
[CollectionBuilder(typeof(ConditionList), nameof(Create))]
public readonly struct ConditionList : IReadOnlyList<FilterCondition>, IEquatable<ConditionList>
{
    private readonly ImmutableArray<FilterCondition> _conditions;

    private ConditionList(ImmutableArray<FilterCondition> conditions) => _conditions = conditions;

    /// <summary>The list without conditions, which matches everything.</summary>
    public static ConditionList Empty => default;

    /// <summary>Number of conditions.</summary>
    public int Count => AsSpan().Length;

    /// <summary>The condition at a position, from 0.</summary>
    public FilterCondition this[int index] => AsSpan()[index];

    /// <summary>Makes a list of the given conditions, in their order.</summary>
    public static ConditionList Create(ReadOnlySpan<FilterCondition> conditions) =>
        conditions.IsEmpty ? Empty : new ConditionList([.. conditions]);

    /// <summary>The conditions, in place.</summary>
    public ReadOnlySpan<FilterCondition> AsSpan() => _conditions.AsSpan();

    /// <summary>How many conditions at the start of a part of a list are on the same field, and so alternatives to each other.</summary>
    internal static int CountAlternatives(ReadOnlySpan<FilterCondition> conditions)
    {
        var count = 1;
        while (count < conditions.Length && conditions[count].Field == conditions[0].Field)
        {
            count++;
        }

        return count;
    }

    /// <summary>Enumerates the conditions in order, without allocating.</summary>
    public ImmutableArray<FilterCondition>.Enumerator GetEnumerator() => Items.GetEnumerator();

    IEnumerator<FilterCondition> IEnumerable<FilterCondition>.GetEnumerator() =>
        ((IEnumerable<FilterCondition>)Items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable)Items).GetEnumerator();

    /// <summary>True when the other list has the same conditions in the same order.</summary>
    public bool Equals(ConditionList other) => AsSpan().SequenceEqual(other.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ConditionList other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var condition in AsSpan())
        {
            hash.Add(condition);
        }

        return hash.ToHashCode();
    }

    /// <summary>True when both lists have the same conditions in the same order.</summary>
    public static bool operator ==(ConditionList left, ConditionList right) => left.Equals(right);

    /// <summary>True when the lists differ.</summary>
    public static bool operator !=(ConditionList left, ConditionList right) => !left.Equals(right);

    private ImmutableArray<FilterCondition> Items => _conditions.IsDefault ? [] : _conditions;
}
