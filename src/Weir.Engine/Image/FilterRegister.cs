namespace Weir.Engine;

/// <summary>The filters of a policy image by their numbers. Readers of the image may look while its writer adds.</summary>
/// <param name="count">Number of filters that come at once.</param>
/// <param name="canGrow">Others may come later, and shall not wait for room: there is some for half as many.</param>
internal sealed class FilterRegister(int count, bool canGrow)
{
    private readonly Dictionary<ulong, uint> _numbers = new(canGrow ? count + (count / 2) + 16 : count);
    private readonly Stack<uint> _free = [];
    private Row[] _rows = new Row[canGrow ? count + (count / 2) + 16 : Math.Max(count, 1)];
    private uint _end;

    /// <summary>Number of filters that have not been removed.</summary>
    public int Count => _numbers.Count;

    /// <summary>What is known of a filter.</summary>
    public ref Row this[uint number] => ref Volatile.Read(ref _rows)[number];

    /// <summary>Adds a filter.</summary>
    /// <returns>Its number.</returns>
    public uint Add(InstalledFilter filter, uint order)
    {
        if (!_free.TryPop(out var number))
        {
            number = _end++;
            if (number == _rows.Length)
            {
                var rows = new Row[_rows.Length * 2];
                _rows.CopyTo(rows, 0);
                Volatile.Write(ref _rows, rows);
            }
        }

        _numbers.Add(filter.Id, number);
        _rows[number] = new Row { Filter = filter, Order = order };
        return number;
    }

    /// <summary>True when the image has the filter.</summary>
    public bool Has(InstalledFilter filter) => _numbers.ContainsKey(filter.Id);

    /// <summary>True when some filter is so.</summary>
    public bool Any(Func<Row, bool> predicate)
    {
        foreach (var number in _numbers.Values)
        {
            if (predicate(_rows[number]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The number of a filter.</summary>
    /// <exception cref="KeyNotFoundException">The image does not have it.</exception>
    public uint NumberOf(InstalledFilter filter) => _numbers[filter.Id];

    /// <summary>Removes a filter; its number is kept until <see cref="Free"/>, for those who still read it.</summary>
    public void Remove(InstalledFilter filter) => _numbers.Remove(filter.Id);

    /// <summary>Gives the number of a removed filter to others.</summary>
    public void Free(uint number)
    {
        _rows[number] = default;
        _free.Push(number);
    }

    /// <summary>A filter of the image.</summary>
    internal struct Row
    {
        public InstalledFilter Filter;

        /// <summary>Its list of tests, or null.</summary>
        public ImageTests.Content? Tests;

        /// <summary>Its conditions that only the CLR can test; null when there are none.</summary>
        public PlanCondition[]? ManagedConditions;

        /// <summary>Its place in the order of evaluation of its sublayer.</summary>
        public uint Order;

        /// <summary>Its entries are in the image, in some version.</summary>
        public bool IsWritten;
    }
}
