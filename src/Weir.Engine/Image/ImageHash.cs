using System.Buffers.Binary;

namespace Weir.Engine;

/// <summary>The hash of a policy image: the same when it is written and when it is searched.</summary>
internal static class ImageHash
{
    private const ulong First = 0x9e3779b97f4a7c15;
    private const ulong Second = 0xbf58476d1ce4e5b9;

    /// <summary>Mixes two words into one.</summary>
    public static ulong Mix(ulong one, ulong other)
    {
        ulong hash = one * First;
        hash ^= hash >> 29;
        return (hash ^ other) * Second;
    }

    /// <summary>A tag for two words. Never 0.</summary>
    public static uint Tag(ulong one, ulong other) => (uint)(Mix(one, other) >> 32) | 1;

    /// <summary>A number for bytes: equal for equal bytes.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = (ulong)bytes.Length;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            hash = Mix(hash, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var last in bytes)
        {
            hash = Mix(hash, last);
        }

        return hash;
    }

    /// <summary>Index into a bitmap by the first bits of an address.</summary>
    public static uint Index(ulong firstBits, int shift) => (uint)((firstBits * First) >> shift);
}
