namespace Weir.Engine;

/// <summary>
/// Turns the filters of a plan into entries: a condition on a field that entries have a place for multiplies the entries by its
/// alternatives, up to a limit; every other condition becomes tests.
/// </summary>
internal sealed class FilterEntries(ImageLayout layout)
{
    /// <summary>Entries that one filter may have; conditions with more alternatives become tests.</summary>
    public const int MostOfFilter = 16;

    private readonly List<PlanCondition> _keyed = new(5);
    private readonly List<PlanCondition> _tested = [];
    private DraftEntry[] _entries = new DraftEntry[16];

    /// <summary>The entries so far, in the order of evaluation.</summary>
    public DraftEntry[] Entries => _entries;

    /// <summary>Number of bits of the layer's addresses.</summary>
    public int AddressBits => layout.IsWide ? 128 : 32;

    /// <summary>Number of entries so far.</summary>
    public int Count { get; private set; }

    /// <summary>Conditions of the filter that was added last for which entries have no place.</summary>
    public List<PlanCondition> Tested => _tested;

    /// <summary>Forgets all entries.</summary>
    public void Clear() => Count = 0;

    /// <summary>Adds the entries of a filter.</summary>
    /// <param name="conditions">Its conditions, without those that only the CLR can test. All can match.</param>
    /// <param name="order">Its place in the order of evaluation of its sublayer.</param>
    /// <param name="filter">Its number.</param>
    public void Add(ReadOnlySpan<PlanCondition> conditions, uint order, uint filter)
    {
        _keyed.Clear();
        _tested.Clear();
        var products = 1;
        foreach (var condition in conditions)
        {
            if (HasPlace(condition))
            {
                _keyed.Add(condition);
                products *= Math.Min(AlternativesOf(condition), MostOfFilter + 1);
            }
            else
            {
                _tested.Add(condition);
            }
        }

        while (products > MostOfFilter)
        {
            var longest = _keyed.MaxBy(AlternativesOf)!;
            _keyed.Remove(longest);
            _tested.Add(longest);
            products = _keyed.Aggregate(1, (product, condition) => product * Math.Min(AlternativesOf(condition), MostOfFilter + 1));
        }

        var entry = new DraftEntry
        {
            LocalSpan = uint.MaxValue,
            RemoteSpan = uint.MaxValue,
            LocalPortSpan = ushort.MaxValue,
            RemotePortSpan = ushort.MaxValue,
            ProtocolSpan = byte.MaxValue,
            Order = order,
            Filter = filter,
            Next = -1,
        };
        Multiply(entry, condition: 0);
    }

    private static int AlternativesOf(PlanCondition condition) => condition.Ranges.Length + (condition.MatchesAbsent ? 1 : 0);

    private bool HasPlace(PlanCondition condition)
    {
        var bit = BitOf(condition.Field.Index);
        if (bit == 0 || !condition.FlagsTests.IsEmpty)
        {
            return false;
        }

        return !layout.IsWide
            || bit is not (ImageKeyFields.LocalAddress or ImageKeyFields.RemoteAddress)
            || condition.Ranges.All(IsPrefix);
    }

    private static bool IsPrefix(ValueRange range)
    {
        var free = range.Low ^ range.High;
        return (free & (free + 1)) == 0 && (range.Low & free) == 0;
    }

    private byte BitOf(int field) =>
        field == layout.LocalAddress ? ImageKeyFields.LocalAddress
        : field == layout.RemoteAddress ? ImageKeyFields.RemoteAddress
        : field == layout.LocalPort ? ImageKeyFields.LocalPort
        : field == layout.RemotePort ? ImageKeyFields.RemotePort
        : field == layout.Protocol ? ImageKeyFields.Protocol
        : (byte)0;

    /// <summary>Narrows the entry by each alternative of the condition in turn, and goes on to the next condition.</summary>
    private void Multiply(in DraftEntry entry, int condition)
    {
        if (condition == _keyed.Count)
        {
            if (Count == _entries.Length)
            {
                Array.Resize(ref _entries, Count * 2);
            }

            _entries[Count++] = entry;
            return;
        }

        var asked = _keyed[condition];
        var bit = BitOf(asked.Field.Index);
        foreach (var range in asked.Ranges)
        {
            var narrowed = entry;
            narrowed.Care |= bit;
            narrowed.Present |= bit;
            Narrow(ref narrowed, bit, range);
            Multiply(narrowed, condition + 1);
        }

        if (asked.MatchesAbsent)
        {
            var narrowed = entry;
            narrowed.Care |= bit;
            Multiply(narrowed, condition + 1);
        }
    }

    private void Narrow(ref DraftEntry entry, byte bit, ValueRange range)
    {
        switch (bit)
        {
            case ImageKeyFields.LocalAddress:
                entry.Local = range.Low;
                entry.LocalSpan = (uint)(range.High - range.Low);
                entry.LocalLength = LengthOf(range);
                break;
            case ImageKeyFields.RemoteAddress:
                entry.Remote = range.Low;
                entry.RemoteSpan = (uint)(range.High - range.Low);
                entry.RemoteLength = LengthOf(range);
                break;
            case ImageKeyFields.LocalPort:
                (entry.LocalPort, entry.LocalPortSpan) = ((ushort)range.Low, (ushort)(range.High - range.Low));
                break;
            case ImageKeyFields.RemotePort:
                (entry.RemotePort, entry.RemotePortSpan) = ((ushort)range.Low, (ushort)(range.High - range.Low));
                break;
            default:
                (entry.Protocol, entry.ProtocolSpan) = ((byte)range.Low, (byte)(range.High - range.Low));
                break;
        }
    }

    /// <summary>Number of first bits that all addresses of the range share.</summary>
    private byte LengthOf(ValueRange range) =>
        (byte)((int)UInt128.LeadingZeroCount(range.Low ^ range.High) - (layout.IsWide ? 0 : 96));
}
