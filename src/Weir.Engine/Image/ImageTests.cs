using System.Runtime.InteropServices;

namespace Weir.Engine;

/// <summary>
/// The lists of tests of a policy image; equal lists, and equal sets of a field in them, are there once, and go when nobody refers to them any
/// more.
/// </summary>
internal sealed unsafe class ImageTests(ImageLayout layout)
{
    /// <summary>More ranges than this become a set, which is searched by halves.</summary>
    private const int MostSingleRanges = 4;

    private readonly Dictionary<ByteBlob, Content> _lists = [];
    private readonly Dictionary<ByteBlob, Content>?[] _setsOfFields = new Dictionary<ByteBlob, Content>?[layout.Layer.Fields.Length];
    private readonly List<Content> _unplaced = [];
    private readonly List<Content> _unwritten = [];
    private readonly List<ImageTest> _list = [];
    private readonly List<Content> _setsOfList = [];
    private ulong _setNumber;
    private ulong _setBits;

    /// <summary>The fields that are tested, as bits. Those of lists that are gone remain.</summary>
    public ulong UsedFields { get; private set; }

    /// <summary>Refers to the tests of conditions that must all hold; null when there are none.</summary>
    public Content? Add(List<PlanCondition> conditions)
    {
        if (conditions.Count == 0)
        {
            return null;
        }

        _list.Clear();
        _setsOfList.Clear();
        foreach (var condition in conditions)
        {
            AddCondition(condition);
        }

        var tests = CollectionsMarshal.AsSpan(_list);
        tests[^1].Marks |= ImageTest.IsLast;

        // A set stands in the list by its number, and when the list is written by its place.
        var list = Refer(_lists, MemoryMarshal.AsBytes(tests), isNew: out var isNew);
        if (isNew)
        {
            list.Sets = [.. _setsOfList];
        }
        else
        {
            _setsOfList.ForEach(set => set.References--);
        }

        return list;
    }

    /// <summary>Gives up a reference to a list.</summary>
    public void Release(Content? list, ImageSpace space)
    {
        if (list is null || !ReleaseOne(list, space))
        {
            return;
        }

        foreach (var set in list.Sets)
        {
            ReleaseOne(set, space);
        }
    }

    /// <summary>Gives places to what has none; false when there is no room.</summary>
    public bool TryPlace(ImageSpace space)
    {
        foreach (var content in _unplaced)
        {
            if (!space.TryAllocate(content.Bytes.Length, out content.Place))
            {
                return false;
            }

            _unwritten.Add(content);
        }

        _unplaced.Clear();
        return true;
    }

    /// <summary>Writes what has got a place.</summary>
    public void Write(byte* image)
    {
        foreach (var content in _unwritten)
        {
            content.Bytes.Bytes.CopyTo(new Span<byte>(image + content.Place, content.Bytes.Length));
            if (content.Sets.Length == 0)
            {
                continue;
            }

            var next = 0;
            foreach (ref var test in new Span<ImageTest>(image + content.Place, content.Bytes.Length / sizeof(ImageTest)))
            {
                if (test.Kind == ImageTest.Set)
                {
                    test.Value.FirstLow = content.Sets[next++].Place;
                }
            }
        }

        _unwritten.Clear();
    }

    private bool ReleaseOne(Content content, ImageSpace space)
    {
        if (--content.References > 0)
        {
            return false;
        }

        content.Owner.Remove(content.Bytes);
        _setBits &= ~content.Bit;
        space.Free(content.Place, content.Bytes.Length);
        return true;
    }

    private Content Refer(Dictionary<ByteBlob, Content> contents, ReadOnlySpan<byte> bytes, out bool isNew)
    {
        var blob = ByteBlob.Create(bytes);
        isNew = !contents.TryGetValue(blob, out var content);
        if (isNew)
        {
            content = new Content { Bytes = blob, Owner = contents };
            contents.Add(blob, content);
            _unplaced.Add(content);
        }

        content!.References++;
        return content;
    }

    private void AddCondition(PlanCondition condition)
    {
        UsedFields |= 1UL << condition.Field.Index;
        if (condition.Ranges.Length > MostSingleRanges)
        {
            ImageRange[] ranges = [.. condition.Ranges.Select(ToImageRange)];
            var set = Refer(_setsOfFields[condition.Field.Index] ??= [], MemoryMarshal.AsBytes(ranges.AsSpan()), isNew: out _);
            if (set.Number == 0)
            {
                set.Number = ++_setNumber;
                set.Bit = ~_setBits & (_setBits + 1);
                _setBits |= set.Bit;
            }

            _setsOfList.Add(set);
            AddTest(condition.Field, ImageTest.Set, new ImageRange { FirstLow = set.Number, FirstHigh = set.Bit }, (uint)condition.Ranges.Length);
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

    private static ImageRange ToImageRange(ValueRange range) => new()
    {
        FirstHigh = (ulong)(range.Low >> 64),
        FirstLow = (ulong)range.Low,
        LastHigh = (ulong)(range.High >> 64),
        LastLow = (ulong)range.High,
    };

    /// <summary>A list of tests, or a set of ranges.</summary>
    internal sealed class Content
    {
        /// <summary>Where equal ones are found: among the lists, or the sets of one field.</summary>
        public required Dictionary<ByteBlob, Content> Owner { get; init; }

        /// <summary>What is written; in a list, sets stand by their <see cref="Number"/>.</summary>
        public required ByteBlob Bytes { get; init; }

        /// <summary>Number of a set, for comparing lists.</summary>
        public ulong Number { get; set; }

        /// <summary>A set's bit in <see cref="ImageSets.Asked"/>; 0 for a list, and for a set when all bits are taken.</summary>
        public ulong Bit { get; set; }

        /// <summary>The sets of a list, in the order of its tests.</summary>
        public Content[] Sets { get; set; } = [];

        /// <summary>Where it is in the image.</summary>
        public uint Place;

        public int References { get; set; }
    }
}
