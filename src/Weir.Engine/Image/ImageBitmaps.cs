using System.Numerics;

namespace Weir.Engine;

/// <summary>
/// The bitmaps of a policy image: for the first bits of an address, the groups of tables with an entry whose prefix begins so. Long
/// prefixes are in the fine one, shorter ones in the coarse one, the shortest in one word for all addresses. A bit too many costs a
/// probe; a missing one would be an error.
/// </summary>
/// <typeparam name="TFamily">The image's family.</typeparam>
internal sealed class ImageBitmaps<TFamily>
    where TFamily : struct, IImageFamily
{
    private const int MostFineIndexBits = 16;
    private const int MostCoarseIndexBits = 12;

    /// <summary>Bits that a prefix may be short of the coarse bitmap's: it then takes several places there.</summary>
    private const int MostMissingBits = 4;

    public ImageBitmaps(int entryCount)
    {
        FineIndexBits = Math.Clamp(BitOperations.Log2((uint)Math.Max(entryCount, 1)) + 1, 4, MostFineIndexBits);
        CoarseIndexBits = Math.Min(FineIndexBits, MostCoarseIndexBits);
        Local = new Side(1 << FineIndexBits, 1 << CoarseIndexBits);
        Remote = new Side(1 << FineIndexBits, 1 << CoarseIndexBits);
    }

    /// <summary>Logarithm of the fine bitmaps' lengths.</summary>
    public int FineIndexBits { get; }

    /// <summary>Logarithm of the coarse bitmaps' lengths.</summary>
    public int CoarseIndexBits { get; }

    public Side Local { get; }

    public Side Remote { get; }

    /// <summary>Marks a group for the prefixes of an entry.</summary>
    public void Add(in DraftEntry entry, int group)
    {
        Add(Local, TFamily.FirstBits((ulong)(entry.Local >> 64), (ulong)entry.Local), entry.LocalLength, 1UL << group);
        Add(Remote, TFamily.FirstBits((ulong)(entry.Remote >> 64), (ulong)entry.Remote), entry.RemoteLength, 1UL << group);
    }

    private void Add(Side side, ulong firstBits, int length, ulong bit)
    {
        if (length >= TFamily.FineBits)
        {
            side.Fine[ImageHash.Index(firstBits & (ulong.MaxValue << (64 - TFamily.FineBits)), 64 - FineIndexBits)] |= bit;
        }
        else if (length >= TFamily.CoarseBits - MostMissingBits)
        {
            var step = 1UL << (64 - TFamily.CoarseBits);
            var count = 1UL << Math.Max(0, TFamily.CoarseBits - length);
            var prefix = firstBits & (ulong.MaxValue << (64 - Math.Min(length, TFamily.CoarseBits)));
            for (var i = 0UL; i < count; i++)
            {
                side.Coarse[ImageHash.Index(prefix + (i * step), 64 - CoarseIndexBits)] |= bit;
            }
        }
        else
        {
            side.Always |= bit;
        }
    }

    /// <summary>The bitmaps for one end's address.</summary>
    internal sealed class Side(int fineLength, int coarseLength)
    {
        public ulong[] Fine { get; } = new ulong[fineLength];

        public ulong[] Coarse { get; } = new ulong[coarseLength];

        public ulong Always { get; set; }
    }
}
