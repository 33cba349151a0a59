using System.Numerics;

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
    private readonly List<PlanCondition> _worded = [];
    private DraftEntry[] _entries = new DraftEntry[16];

    /// <summary>The entries so far, in the order of evaluation.</summary>
    public DraftEntry[] Entries => _entries;

    /// <summary>Number of bits of the layer's addresses.</summary>
    public int AddressBits => layout.IsWide ? 128 : 32;

    /// <summary>Number of entries so far.</summary>
    public int Count { get; private set; }

    /// <summary>Conditions of the filter that was added last for which entries have no place.</summary>
    public List<PlanCondition> Tested => _tested;

    /// <summary>Fields, as bits, whose words tables may ask for. Those of filters that are gone remain.</summary>
    public ulong UsedFields { get; private set; }

    /// <summary>Forgets all entries.</summary>
    public void Clear() => Count = 0;

    /// <summary>Adds the entries of a filter.</summary>
    /// <param name="conditions">Its conditions, without those that only the CLR can test. All can match.</param>
    /// <param name="managed">Its conditions that only the CLR can test.</param>
    /// <param name="order">Its place in the order of evaluation of its sublayer.</param>
    /// <param name="filter">Its number.</param>
    public void Add(ReadOnlySpan<PlanCondition> conditions, ReadOnlySpan<PlanCondition> managed, uint order, uint filter)
    {
        _keyed.Clear();
        _tested.Clear();
        _worded.Clear();
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
                AddWorded(condition);
            }
        }

        foreach (var condition in managed)
        {
            AddWorded(condition);
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
        ChooseWords(products);
        Multiply(entry, condition: 0);
    }

    private static int AlternativesOf(PlanCondition condition) => condition.Ranges.Length + (condition.MatchesAbsent ? 1 : 0);

    /// <summary>Notes a condition that tables may choose by: some values and nothing else.</summary>
    private void AddWorded(PlanCondition condition)
    {
        if (layout.WordOf(condition.Field) is null || condition.MatchesAbsent || !condition.FlagsTests.IsEmpty
            || condition.Field.Type == DataType.ByteArray16)
        {
            return;
        }

        var isValues = condition.Field.Type.IsNumber()
            ? condition.Ranges.Length is > 0 and <= MostOfFilter && condition.Ranges.All(range => range.Low == range.High)
            : condition.ValueTests.Length is > 0 and <= MostOfFilter && condition.ValueTests.All(test => test.Match == FilterMatchType.Equal);
        if (isValues)
        {
            _worded.Add(condition);
        }
    }

    /// <summary>Leaves as many of the noted conditions as an entry has words for and the filter entries, those of many possible values first.</summary>
    private void ChooseWords(int products)
    {
        if (_worded.Count == 0)
        {
            return;
        }

        _worded.Sort((one, other) => BitsOf(one) != BitsOf(other)
            ? BitsOf(other).CompareTo(BitsOf(one))
            : layout.WordOf(one.Field)!.Value.CompareTo(layout.WordOf(other.Field)!.Value));
        for (var i = 0; i < _worded.Count;)
        {
            var alternatives = ValuesOf(_worded[i]);
            if (i == DraftWords.Most || products * alternatives > MostOfFilter)
            {
                _worded.RemoveAt(i);
                continue;
            }

            products *= alternatives;
            UsedFields |= 1UL << _worded[i++].Field.Index;
        }

        // Their values stand in the order of the words.
        _worded.Sort((one, other) => layout.WordOf(one.Field)!.Value.CompareTo(layout.WordOf(other.Field)!.Value));
        _keyed.AddRange(_worded);
    }

    private static int BitsOf(PlanCondition condition) => condition.Field.Type.IsNumber() ? condition.Field.Type.BitWidth() : int.MaxValue;

    private static int ValuesOf(PlanCondition condition) => condition.Ranges.Length + condition.ValueTests.Length;

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
        if (bit == 0)
        {
            MultiplyByWords(in entry, condition, asked);
            return;
        }

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

    private void MultiplyByWords(in DraftEntry entry, int condition, PlanCondition asked)
    {
        var word = layout.WordOf(asked.Field)!.Value;
        var narrowed = entry;
        var place = BitOperations.PopCount(entry.Words);
        narrowed.Words |= 1UL << word;
        foreach (var range in asked.Ranges)
        {
            narrowed.WordValues[place] = (ulong)range.Low;
            Multiply(narrowed, condition + 1);
        }

        foreach (var test in asked.ValueTests)
        {
            narrowed.WordValues[place] = (ulong)ImageLayout.NumberOf(test.Value);
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
