using System.Numerics;

namespace Weir.Engine;

/// <summary>
/// The bitmaps of a policy image: for the first bits of an address, the groups of tables with an entry whose prefix begins so. Long
/// prefixes are in the fine one, shorter ones in the coarse one, the shortest in one word for all addresses. A bit too many costs a
/// probe; a missing one would be an error. So bits are set before the entry is in force, and stay when it goes.
/// </summary>
/// <typeparam name="TFamily">The image's family.</typeparam>
internal static unsafe class ImageBitmaps<TFamily>
    where TFamily : struct, IImageFamily
{
    private const int MostFineIndexBits = 16;
    private const int MostCoarseIndexBits = 12;

    /// <summary>Bits that a prefix may be short of the coarse bitmap's: it then takes several places there.</summary>
    private const int MostMissingBits = 4;

    /// <summary>Gives the bitmaps their places.</summary>
    /// <param name="header">Gets them.</param>
    /// <param name="space">What they are taken from.</param>
    /// <param name="entryCount">Number of entries that they are to be good for.</param>
    /// <returns>False when there is no room.</returns>
    public static bool TryPlace(ref ImageHeader header, ImageSpace space, int entryCount)
    {
        var fineBits = Math.Clamp(BitOperations.Log2((uint)Math.Max(entryCount, 1)) + 1, 4, MostFineIndexBits);
        var coarseBits = Math.Min(fineBits, MostCoarseIndexBits);
        header.FineShift = 64 - fineBits;
        header.CoarseShift = 64 - coarseBits;
        return space.TryAllocate(sizeof(ulong) << coarseBits, out header.LocalCoarse)
            && space.TryAllocate(sizeof(ulong) << coarseBits, out header.RemoteCoarse)
            && space.TryAllocate(sizeof(ulong) << fineBits, out header.LocalFine)
            && space.TryAllocate(sizeof(ulong) << fineBits, out header.RemoteFine);
    }

    /// <summary>Marks a group for the prefixes of an entry.</summary>
    public static void Mark(byte* image, in DraftEntry entry, int group)
    {
        var header = (ImageHeader*)image;
        Mark(
            (ulong*)(image + header->LocalFine), header->FineShift,
            (ulong*)(image + header->LocalCoarse), header->CoarseShift,
            &header->LocalAlways,
            TFamily.FirstBits((ulong)(entry.Local >> 64), (ulong)entry.Local), entry.LocalLength, 1UL << group);
        Mark(
            (ulong*)(image + header->RemoteFine), header->FineShift,
            (ulong*)(image + header->RemoteCoarse), header->CoarseShift,
            &header->RemoteAlways,
            TFamily.FirstBits((ulong)(entry.Remote >> 64), (ulong)entry.Remote), entry.RemoteLength, 1UL << group);
    }

    private static void Mark(
        ulong* fine, int fineShift, ulong* coarse, int coarseShift, ulong* always, ulong firstBits, int length, ulong bit)
    {
        if (length >= TFamily.FineBits)
        {
            fine[ImageHash.Index(firstBits & (ulong.MaxValue << (64 - TFamily.FineBits)), fineShift)] |= bit;
        }
        else if (length >= TFamily.CoarseBits - MostMissingBits)
        {
            var step = 1UL << (64 - TFamily.CoarseBits);
            var count = 1UL << Math.Max(0, TFamily.CoarseBits - length);
            var prefix = firstBits & (ulong.MaxValue << (64 - Math.Min(length, TFamily.CoarseBits)));
            for (var i = 0UL; i < count; i++)
            {
                coarse[ImageHash.Index(prefix + (i * step), coarseShift)] |= bit;
            }
        }
        else
        {
            *always |= bit;
        }
    }
}
