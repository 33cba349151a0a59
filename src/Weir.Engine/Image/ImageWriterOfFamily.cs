namespace Weir.Engine;

/// <summary>The writer of one family's images.</summary>
/// <typeparam name="TFamily">The family.</typeparam>
internal sealed unsafe partial class ImageWriter<TFamily> : ImageWriter
    where TFamily : struct, IImageFamily
{
    private const int SlotSize = sizeof(ulong);
    private const int BigTable = 1 << 14;

    private readonly int _addressBits;
    private readonly WrittenTable?[] _groupTails = new WrittenTable?[TableGroups.Most];
    private readonly Queue<(long Period, WrittenTable Table, uint Tag)> _dead = [];
    private int _groupCount;

    private ImageWriter(ImageMemory memory, ImageSpace space, int addressBits)
        : base(memory, space) => _addressBits = addressBits;

    protected override int DeadCount => _dead.Count;

    /// <summary>Slots are many, since most probes find a free one; fewer in a big table, for its size.</summary>
    private static uint SlotCountFor(int chains) => (uint)Math.Max(chains * (chains < BigTable ? 3 : 2), 4);

    /// <summary>Bytes of a chain: its records, and its entries, which begin at a multiple of their size.</summary>
    private static long ChainSize(int entries) => RecordsSize(entries) + ((long)entries << TFamily.EntryShift);

    private static uint RecordsSize(int entries)
    {
        var align = (1u << TFamily.EntryShift) - 1;
        return (((uint)entries * (uint)sizeof(ImageFilter)) + align) & ~align;
    }

    private static int LengthOf(byte* image, uint first)
    {
        var length = 1;
        for (var entry = image + first; (TFamily.MarksOf(entry) & ImageKeyFields.IsLast) == 0; entry += 1 << TFamily.EntryShift)
        {
            length++;
        }

        return length;
    }

    private static ImageFilter* RecordAt(byte* image, uint first, int index) => (ImageFilter*)(image + first) - (index + 1);

    private static byte* EntryAt(byte* image, uint first, int index) => image + first + ((long)index << TFamily.EntryShift);

    private ImageTable* RecordOf(WrittenTable table) => (ImageTable*)(Image + table.Place);

    private uint TagOf(WrittenTable table, in DraftEntry draft, ImageKey* key) => draft.TagIn<TFamily>(RecordOf(table), key);
}
