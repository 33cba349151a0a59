using System.Numerics;

namespace Weir.Engine;

/// <summary>
/// Gives out and takes back the places of a block of memory, in units of cache lines. What is given back is given out again in the same
/// size, or cut; neighbours are not put together, since an image that has become patchy is written anew.
/// </summary>
internal sealed class ImageSpace
{
    /// <summary>Bytes of a unit.</summary>
    public const int Unit = 64;

    private const int SmallSizes = 64;

    private readonly Stack<uint>?[] _small = new Stack<uint>?[SmallSizes];
    private readonly SortedSet<(uint Units, uint Place)> _large = [];
    private ulong _smallSizes;
    private long _end;

    /// <summary>Bytes that there are.</summary>
    public long Capacity { get; set; } = int.MaxValue;

    /// <summary>Bytes that are given out.</summary>
    public long Used { get; private set; }

    /// <summary>Bytes from the beginning to the end of the last place that was ever given out.</summary>
    public long Extent => _end * Unit;

    /// <summary>Gives out a place.</summary>
    /// <param name="bytes">How much, at least 1.</param>
    /// <param name="place">Distance from the beginning, a multiple of <see cref="Unit"/>.</param>
    /// <returns>False when there is no room.</returns>
    public bool TryAllocate(long bytes, out uint place)
    {
        var units = UnitsOf(bytes);
        if (TryTake(units, (uint)units, out place) || TryExtend(units, out place) || TryTake(units, uint.MaxValue, out place))
        {
            Used += units * Unit;
            return true;
        }

        return false;
    }

    /// <summary>Takes a place back.</summary>
    /// <param name="place">The place.</param>
    /// <param name="bytes">As many as it was allocated with.</param>
    public void Free(uint place, long bytes)
    {
        var units = UnitsOf(bytes);
        Used -= units * Unit;
        Put(place, (uint)units);
    }

    private static long UnitsOf(long bytes) => (bytes + Unit - 1) / Unit;

    private bool TryExtend(long units, out uint place)
    {
        place = (uint)(_end * Unit);
        if ((_end + units) * Unit > Capacity)
        {
            return false;
        }

        _end += units;
        return true;
    }

    /// <summary>Takes the smallest place that is free and has enough units, up to a limit, and puts back what is left of it.</summary>
    private bool TryTake(long units, uint limit, out uint place)
    {
        place = 0;
        uint found = 0;
        if (units < SmallSizes && (_smallSizes >> (int)units) is not 0 and var sizes)
        {
            found = (uint)units + (uint)BitOperations.TrailingZeroCount(sizes);
        }

        if (found != 0 && found <= limit)
        {
            place = _small[found]!.Pop();
            if (_small[found]!.Count == 0)
            {
                _smallSizes &= ~(1UL << (int)found);
            }
        }
        else if (_large.Count != 0
            && _large.GetViewBetween(((uint)units, 0), (limit, uint.MaxValue)) is { Count: > 0 } fitting)
        {
            (found, place) = fitting.Min;
            _large.Remove((found, place));
        }
        else
        {
            return false;
        }

        if (found > units)
        {
            Put(place + (uint)(units * Unit), found - (uint)units);
        }

        return true;
    }

    private void Put(uint place, uint units)
    {
        if (units < SmallSizes)
        {
            (_small[units] ??= new Stack<uint>()).Push(place);
            _smallSizes |= 1UL << (int)units;
        }
        else
        {
            _large.Add((units, place));
        }
    }
}
