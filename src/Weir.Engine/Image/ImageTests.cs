using System.Runtime.InteropServices;

namespace Weir.Engine;

/// <summary>The lists of tests of a policy image; equal lists, and equal sets in them, are there once.</summary>
internal sealed class ImageTests(ImageLayout layout)
{
    /// <summary>More ranges than this become a set, which is searched by halves.</summary>
    private const int MostSingleRanges = 4;

    private readonly List<ImageTest> _tests = [];
    private readonly List<ImageRange> _ranges = [];
    private readonly Dictionary<ByteBlob, int> _lists = [];
    private readonly Dictionary<ByteBlob, int> _sets = [];
    private readonly List<ImageTest> _list = [];

    /// <summary>The fields that are tested, as bits.</summary>
    public ulong UsedFields { get; private set; }

    /// <summary>Bytes that they take in the image.</summary>
    public unsafe long Size => ((long)_tests.Count * sizeof(ImageTest)) + ((long)_ranges.Count * sizeof(ImageRange));

    /// <summary>Adds the tests of conditions that must all hold.</summary>
    /// <returns>Index of the list's first test.</returns>
    public int Add(List<PlanCondition> conditions)
    {
        _list.Clear();
        foreach (var condition in conditions)
        {
            AddCondition(condition);
        }

        CollectionsMarshal.AsSpan(_list)[^1].Marks |= ImageTest.IsLast;
        var tests = CollectionsMarshal.AsSpan(_list);
        var content = ByteBlob.Create(MemoryMarshal.AsBytes(tests));
        if (!_lists.TryGetValue(content, out var index))
        {
            index = _tests.Count;
            _lists.Add(content, index);
            _tests.AddRange(tests);
        }

        return index;
    }

    /// <summary>Writes tests and sets.</summary>
    /// <param name="image">The image.</param>
    /// <param name="offset">Where they begin in it.</param>
    public unsafe void Write(byte* image, uint offset)
    {
        var tests = new Span<ImageTest>(image + offset, _tests.Count);
        CollectionsMarshal.AsSpan(_tests).CopyTo(tests);
        var sets = offset + ((uint)_tests.Count * (uint)sizeof(ImageTest));
        CollectionsMarshal.AsSpan(_ranges).CopyTo(new Span<ImageRange>(image + sets, _ranges.Count));
        foreach (ref var test in tests)
        {
            if (test.Kind == ImageTest.Set)
            {
                test.Value.FirstLow = sets + ((uint)test.Value.FirstLow * (uint)sizeof(ImageRange));
            }
        }
    }

    private void AddCondition(PlanCondition condition)
    {
        UsedFields |= 1UL << condition.Field.Index;
        if (condition.Ranges.Length > MostSingleRanges)
        {
            var first = AddSet([.. condition.Ranges.Select(ToImageRange)]);
            AddTest(condition.Field, ImageTest.Set, new ImageRange { FirstLow = (uint)first }, (uint)condition.Ranges.Length);
        }
        else
        {
            foreach (var range in condition.Ranges)
            {
                AddTest(condition.Field, ImageTest.Range, ToImageRange(range));
            }
        }

        foreach (var test in condition.FlagsTests)
        {
            var kind = test.Match switch
            {
                FilterMatchType.FlagsAllSet => ImageTest.FlagsAllSet,
                FilterMatchType.FlagsAnySet => ImageTest.FlagsAnySet,
                _ => ImageTest.FlagsNoneSet,
            };
            AddTest(condition.Field, kind, new ImageRange { FirstLow = test.Mask });
        }

        if (condition.MatchesAbsent)
        {
            AddTest(condition.Field, ImageTest.Absent, default);
        }

        CollectionsMarshal.AsSpan(_list)[^1].Marks |= ImageTest.IsLastOfCondition;
    }

    private void AddTest(LayerField field, byte kind, ImageRange value, uint count = 0) => _list.Add(new ImageTest
    {
        Kind = kind,
        Field = layout.BitOf(field),
        Word = layout.WordOf(field) ?? 0,
        Marks = field.Type == DataType.ByteArray16 ? ImageTest.IsWide : (byte)0,
        Count = count,
        Value = value,
    });

    private int AddSet(ImageRange[] ranges)
    {
        var content = ByteBlob.Create(MemoryMarshal.AsBytes(ranges.AsSpan()));
        if (!_sets.TryGetValue(content, out var first))
        {
            first = _ranges.Count;
            _sets.Add(content, first);
            _ranges.AddRange(ranges);
        }

        return first;
    }

    private static ImageRange ToImageRange(ValueRange range) => new()
    {
        FirstHigh = (ulong)(range.Low >> 64),
        FirstLow = (ulong)range.Low,
        LastHigh = (ulong)(range.High >> 64),
        LastLow = (ulong)range.High,
    };
}
