using System.Runtime.CompilerServices;

namespace Weir.Engine;

/// <summary>
/// The search in a policy image: the same code for the CLR and for the kernel. Whatever is found by a distance from the image's start
/// is masked with the image's capacity, a power of two less one; in the kernel that is a constant, and the proof that no access leaves
/// the map.
/// </summary>
internal static unsafe class ImageWalk
{
    /// <summary>What <see cref="FindBest"/> answers when nothing matches.</summary>
    public const ulong NotFound = ulong.MaxValue;

    /// <summary>Logarithm of the unit in which slots say where chains are.</summary>
    public const int PlaceShift = 5;

    /// <summary>
    /// A de Bruijn sequence: its six highest bits are others for each of 64 shifts. This one begins with many zeros, so that few groups have
    /// small numbers.
    /// </summary>
    private const ulong DeBruijn = 0x0218a392cd3d5dbf;

    /// <summary>Leaves six bits of a product, in front of as many as a table has bytes.</summary>
    private const int TableShift = 64 - 6 - 6;

    /// <summary>Number of words that a packet has for fields beside its key; a power of two.</summary>
    public const int WordCapacity = 64;

    /// <summary>The version in force, with its directory; load it once for a packet, before everything else.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Version(byte* image) => ((ImageHeader*)image)->Version;

    /// <summary>Number of sublayers in a version.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint SubLayerCount(byte* image, uint mask, ulong version) =>
        (uint)((ImageDirectory*)(image + ((uint)(version >> 32) & mask)))->Count;

    /// <summary>
    /// The groups of tables that may have an entry for the packet: those that some entry's local prefix, and some entry's remote
    /// prefix, has marked. The same for all sublayers, so it is asked once for a packet.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Candidates<TFamily>(byte* image, uint mask, ImageKey* key)
        where TFamily : struct, IImageFamily
    {
        ImageHeader* header = (ImageHeader*)image;
        ulong local = TFamily.FirstBits(key->LocalHigh, key->LocalLow);
        ulong remote = TFamily.FirstBits(key->RemoteHigh, key->RemoteLow);
        return (header->LocalAlways
                | Groups(image, mask, header->LocalFine, local & FirstMask(TFamily.FineBits), header->FineShift)
                | Groups(image, mask, header->LocalCoarse, local & FirstMask(TFamily.CoarseBits), header->CoarseShift))
            & (header->RemoteAlways
                | Groups(image, mask, header->RemoteFine, remote & FirstMask(TFamily.FineBits), header->FineShift)
                | Groups(image, mask, header->RemoteCoarse, remote & FirstMask(TFamily.CoarseBits), header->CoarseShift));
    }

    /// <summary>Finds the entry of lowest order that a packet meets in one sublayer.</summary>
    /// <typeparam name="TFamily">The image's family.</typeparam>
    /// <typeparam name="TLoop">Lets the loops go on.</typeparam>
    /// <param name="image">The image.</param>
    /// <param name="mask">Its capacity less one.</param>
    /// <param name="version">What <see cref="Version"/> said for this packet.</param>
    /// <param name="key">The packet's key.</param>
    /// <param name="words">The packet's values for tests, as <see cref="IImageLoop.Word"/> reads them; only for fields that are present.</param>
    /// <param name="sets">The same for all sublayers of a packet.</param>
    /// <param name="candidates">What <see cref="Candidates"/> says of the packet.</param>
    /// <param name="subLayer">Index of the sublayer.</param>
    /// <param name="from">The lowest order that counts: 0, or <see cref="OrderAfter"/> an entry whose callout has left the decision to the next.</param>
    /// <returns>What <see cref="FilterOf"/> takes, or <see cref="NotFound"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong FindBest<TFamily, TLoop>(
        byte* image, uint mask, ulong version, ImageKey* key, ulong* words, ImageSets* sets, ulong candidates, uint subLayer, uint from)
        where TFamily : struct, IImageFamily
        where TLoop : struct, IImageLoop
    {
        uint tables = ((ImageHeader*)image)->Tables;
        ImageSubLayer* asked = SubLayerOf(image, mask, version, subLayer);
        ulong groups = candidates & asked->Groups;
        uint number = (uint)asked->Number;
        uint bestOrder = uint.MaxValue;
        ulong best = NotFound;
        uint offset = 0;
        while (TLoop.MayContinue())
        {
            if (offset == 0)
            {
                if (groups == 0)
                {
                    break;
                }

                offset = FirstTable(tables, groups);
                groups &= groups - 1;
            }

            ImageTable* table = (ImageTable*)(image + (offset & mask));
            offset = table->Next;
            if (table->SubLayer != number)
            {
                continue;
            }

            if (table->BestOrder >= bestOrder)
            {
                // The tables to come have no lower order either.
                break;
            }

            uint tag = TagOf<TFamily, TLoop>(table, key, words);
            uint slot = SlotOf(table, tag, mask);
            ulong content = *(ulong*)(image + slot);
            while ((uint)content != tag && content != 0 && TLoop.MayContinue())
            {
                slot = (slot + sizeof(ulong)) & mask;
                content = *(ulong*)(image + slot);
            }

            if ((uint)content != tag)
            {
                continue;
            }

            uint first = (uint)(content >> 32) << PlaceShift;
            uint place = first;
            do
            {
                byte* entry = image + (place & mask);
                uint order = TFamily.OrderOf(entry);
                if (order >= bestOrder)
                {
                    break;
                }

                if (TFamily.Matches(entry, key) && order >= from)
                {
                    uint record = first - (uint)sizeof(ImageFilter) - ((place - first) >> (TFamily.EntryShift - PlaceShift));
                    if ((TFamily.MarksOf(entry) & ImageKeyFields.AsksRecord) == 0
                        || Passes<TLoop>(image, mask, key, words, sets, (version << 32) | record))
                    {
                        bestOrder = order;
                        best = ((ulong)order << 32) | record;
                        break;
                    }
                }

                if ((TFamily.MarksOf(entry) & ImageKeyFields.IsLast) != 0)
                {
                    break;
                }

                place += 1u << TFamily.EntryShift;
            }
            while (TLoop.MayContinue());
        }

        return best;
    }

    /// <summary>The filter that <see cref="FindBest"/> has found.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ImageFilter* FilterOf(byte* image, uint mask, ulong found) => (ImageFilter*)(image + ((uint)found & mask));

    /// <summary>The lowest order behind what <see cref="FindBest"/> has found.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint OrderAfter(ulong found) => (uint)(found >> 32) + 1;

    /// <summary>A sublayer of a version.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ImageSubLayer* SubLayerOf(byte* image, uint mask, ulong version, uint index) => (ImageSubLayer*)(image
        + (((uint)(version >> 32) + (uint)sizeof(ImageDirectory) + (index * (uint)sizeof(ImageSubLayer))) & mask));

    /// <summary>Where the first table of the lowest group is, before the image's mask.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint FirstTable(uint tables, ulong groups) => tables + PlaceOf(groups & (0 - groups));

    /// <summary>
    /// How far the first table of a group is behind the first of all: a product and a shift of the group's bit, since kernel programs have no
    /// instruction for the number of a bit.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint PlaceOf(ulong groupBit) => (uint)((groupBit * DeBruijn) >> TableShift) & ((TableGroups.Most - 1) << 6);

    /// <summary>The tag of what a table's masks and words leave of a packet. Never 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint TagOf<TFamily, TLoop>(ImageTable* table, ImageKey* key, ulong* words)
        where TFamily : struct, IImageFamily
        where TLoop : struct, IImageLoop
    {
        uint tag = TFamily.Tag(table, key);
        return table->Words == 0 ? tag : TagOfWords<TLoop>(tag, table->Words, words);
    }

    /// <summary>Where the slot is that a table's chain for a tag is looked for from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint SlotOf(ImageTable* table, uint tag, uint mask)
    {
        ulong slots = table->Slots;
        return ((uint)slots + ((uint)((tag * (slots >> 32)) >> 32) * sizeof(ulong))) & mask;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Groups(byte* image, uint mask, uint bitmap, ulong firstBits, int shift) =>
        *(ulong*)(image + ((bitmap + (ImageHash.Index(firstBits, shift) * sizeof(ulong))) & mask));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong FirstMask(int bits) => ulong.MaxValue << (64 - bits);

    /// <summary>A tag and words as one tag. The word of an absent field is any: entries that ask for a value have a test for it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint TagOfWords<TLoop>(uint tag, uint asked, ulong* words)
        where TLoop : struct, IImageLoop
    {
        ulong hash = tag;
        while (asked != 0 && TLoop.MayContinue())
        {
            hash = ImageHash.Mix(hash, TLoop.Word(words, ((asked & byte.MaxValue) - 1) & (WordCapacity - 1)));
            asked >>= 8;
        }

        return (uint)(hash >> 32) | 1;
    }

    /// <summary>True when the entry is in the version and its tests hold. Seldom needed; the search's own loops shall have the registers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Passes<TLoop>(byte* image, uint mask, ImageKey* key, ulong* words, ImageSets* sets, ulong versionAndRecord)
        where TLoop : struct, IImageLoop
    {
        ImageFilter* filter = FilterOf(image, mask, versionAndRecord);
        uint version = (uint)(versionAndRecord >> 32);
        if (version < filter->Born || version >= filter->Died)
        {
            return false;
        }

        uint offset = filter->Tests;
        if (offset == 0)
        {
            return true;
        }

        bool passes = false;
        while (TLoop.MayContinue())
        {
            ImageTest* test = (ImageTest*)(image + (offset & mask));
            offset += (uint)sizeof(ImageTest);
            passes |= PassesTest<TLoop>(image, mask, key, words, sets, test);
            if ((test->Marks & ImageTest.IsLastOfCondition) != 0)
            {
                if (!passes || (test->Marks & ImageTest.IsLast) != 0)
                {
                    return passes;
                }

                passes = false;
            }
        }

        return false;
    }

    private static bool PassesTest<TLoop>(byte* image, uint mask, ImageKey* key, ulong* words, ImageSets* sets, ImageTest* test)
        where TLoop : struct, IImageLoop
    {
        bool isPresent = ((key->PresentFields >> (test->Field & 63)) & 1) != 0;
        if (!isPresent || test->Kind == ImageTest.Absent)
        {
            return !isPresent && test->Kind == ImageTest.Absent;
        }

        uint word = test->Word;
        ulong high = 0;
        if ((test->Marks & ImageTest.IsWide) != 0)
        {
            high = TLoop.Word(words, word);
            word++;
        }

        ulong low = TLoop.Word(words, word);
        return test->Kind switch
        {
            ImageTest.Range => IsInside(high, low, &test->Value),
            ImageTest.FlagsAllSet => (low & test->Value.FirstLow) == test->Value.FirstLow,
            ImageTest.FlagsAnySet => (low & test->Value.FirstLow) != 0,
            ImageTest.FlagsNoneSet => (low & test->Value.FirstLow) == 0,
            _ => MeetsSet<TLoop>(image, mask, sets, high, low, test),
        };
    }

    /// <summary>A set that several filters share is searched once for a packet.</summary>
    private static bool MeetsSet<TLoop>(byte* image, uint mask, ImageSets* sets, ulong high, ulong low, ImageTest* test)
        where TLoop : struct, IImageLoop
    {
        ulong bit = test->Value.FirstHigh;
        if ((sets->Asked & bit) == 0)
        {
            ulong isMet = IsInSet<TLoop>(image, mask, high, low, (uint)test->Value.FirstLow, test->Count) ? 1UL : 0;
            if (bit == 0)
            {
                return isMet != 0;
            }

            sets->Asked |= bit;
            sets->Met |= (0 - isMet) & bit;
        }

        return (sets->Met & bit) != 0;
    }

    /// <summary>The last range that does not begin above the number decides.</summary>
    private static bool IsInSet<TLoop>(byte* image, uint mask, ulong high, ulong low, uint ranges, uint count)
        where TLoop : struct, IImageLoop
    {
        uint first = 0;
        uint end = count;
        while (first + 1 < end && TLoop.MayContinue())
        {
            uint middle = (first + end) >> 1;
            ImageRange* range = (ImageRange*)(image + ((ranges + (middle * (uint)sizeof(ImageRange))) & mask));
            if (range->FirstHigh < high || (range->FirstHigh == high && range->FirstLow <= low))
            {
                first = middle;
            }
            else
            {
                end = middle;
            }
        }

        return IsInside(high, low, (ImageRange*)(image + ((ranges + (first * (uint)sizeof(ImageRange))) & mask)));
    }

    private static bool IsInside(ulong high, ulong low, ImageRange* range) =>
        (high > range->FirstHigh || (high == range->FirstHigh && low >= range->FirstLow))
        && (high < range->LastHigh || (high == range->LastHigh && low <= range->LastLow));
}
