using System.Numerics;
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
    public const uint NotFound = uint.MaxValue;

    /// <summary>Number of words that a packet has for fields beside its key; a power of two.</summary>
    public const int WordCapacity = 64;

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
    /// <param name="key">The packet's key.</param>
    /// <param name="words">The packet's values for tests, as <see cref="IImageLoop.Word"/> reads them; only for fields that are present.</param>
    /// <param name="candidates">What <see cref="Candidates"/> says of the packet.</param>
    /// <param name="subLayer">Index of the sublayer.</param>
    /// <param name="from">The lowest order that counts: 0, or one above an entry whose callout has left the decision to the next.</param>
    /// <returns>Index of the entry, or <see cref="NotFound"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static uint FindBest<TFamily, TLoop>(
        byte* image, uint mask, ImageKey* key, ulong* words, ulong candidates, uint subLayer, uint from)
        where TFamily : struct, IImageFamily
        where TLoop : struct, IImageLoop
    {
        ImageHeader* header = (ImageHeader*)image;
        uint tables = header->Tables;
        uint entries = header->Entries;
        ulong groups = candidates & ((ImageSubLayer*)(image + ((header->SubLayers + (subLayer * (uint)sizeof(ImageSubLayer))) & mask)))->Groups;
        uint bestOrder = uint.MaxValue;
        uint best = NotFound;
        while (groups != 0 && TLoop.MayContinue())
        {
            uint offset = (tables + ((uint)BitOperations.TrailingZeroCount(groups) * (uint)sizeof(ImageTable))) & mask;
            groups &= groups - 1;
            while (offset != 0 && TLoop.MayContinue())
            {
                ImageTable* table = (ImageTable*)(image + offset);
                if (table->BestOrder >= bestOrder)
                {
                    // The tables to come have no lower order than this one.
                    return best;
                }

                offset = table->Next & mask;
                if (table->SubLayer != subLayer)
                {
                    continue;
                }

                uint tag = TFamily.Tag(table, key);
                uint slot = (table->Slots + ((uint)(((ulong)tag * table->SlotCount) >> 32) * sizeof(ulong))) & mask;
                while (TLoop.MayContinue())
                {
                    ulong content = *(ulong*)(image + slot);
                    if ((uint)content == tag)
                    {
                        uint index = (uint)(content >> 32);
                        while (TLoop.MayContinue())
                        {
                            byte* entry = image + ((entries + (index << TFamily.EntryShift)) & mask);
                            uint order = TFamily.OrderOf(entry);
                            if (order >= bestOrder)
                            {
                                break;
                            }

                            if (TFamily.Matches(entry, key)
                                && order >= from
                                && ((TFamily.MarksOf(entry) & ImageKeyFields.HasTests) == 0 || PassesTests<TLoop>(image, mask, key, words, index)))
                            {
                                bestOrder = order;
                                best = index;
                                break;
                            }

                            if ((TFamily.MarksOf(entry) & ImageKeyFields.IsLast) != 0)
                            {
                                break;
                            }

                            index++;
                        }

                        break;
                    }

                    if (content == 0)
                    {
                        break;
                    }

                    slot = (slot + sizeof(ulong)) & mask;
                }
            }
        }

        return best;
    }

    /// <summary>What belongs to an entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ImageFilter* FilterOf(byte* image, uint mask, uint index) =>
        (ImageFilter*)(image + ((((ImageHeader*)image)->Filters + (index * (uint)sizeof(ImageFilter))) & mask));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Groups(byte* image, uint mask, uint bitmap, ulong firstBits, int shift) =>
        *(ulong*)(image + ((bitmap + (ImageHash.Index(firstBits, shift) * sizeof(ulong))) & mask));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong FirstMask(int bits) => ulong.MaxValue << (64 - bits);

    private static bool PassesTests<TLoop>(byte* image, uint mask, ImageKey* key, ulong* words, uint index)
        where TLoop : struct, IImageLoop
    {
        uint offset = FilterOf(image, mask, index)->Tests & mask;
        bool passes = false;
        while (TLoop.MayContinue())
        {
            ImageTest* test = (ImageTest*)(image + offset);
            offset = (offset + (uint)sizeof(ImageTest)) & mask;
            passes |= Passes<TLoop>(image, mask, key, words, test);
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

    private static bool Passes<TLoop>(byte* image, uint mask, ImageKey* key, ulong* words, ImageTest* test)
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
            _ => IsInSet<TLoop>(image, mask, high, low, (uint)test->Value.FirstLow, test->Count),
        };
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
