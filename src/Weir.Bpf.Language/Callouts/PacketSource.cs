using System.Buffers.Binary;

namespace Weir.Bpf.Language;

/// <summary>
/// How a <see cref="PacketView"/> reaches its bytes. These functions read a <see cref="Dynptr"/>, which works at every hook; where a hook
/// has a cheaper way, its programs are compiled with other functions in their place.
/// </summary>
public static unsafe class PacketSource
{
    /// <summary>Number of bytes.</summary>
    /// <param name="source">What the view was made of.</param>
    public static uint GetLength(void* source) => KernelFunctions.DynptrSize((Dynptr*)source);

    /// <summary>Copies bytes.</summary>
    /// <param name="source">What the view was made of.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="destination">Room for them.</param>
    /// <param name="byteCount">How many.</param>
    /// <returns>False when the packet is shorter.</returns>
    public static bool TryCopy(void* source, uint offset, void* destination, uint byteCount) =>
        Helpers.DynptrRead(destination, byteCount, (Dynptr*)source, offset, 0) == 0;

    /// <summary>Reads one byte.</summary>
    /// <param name="source">What the view was made of.</param>
    /// <param name="offset">Its offset.</param>
    /// <param name="value">The byte, or 0.</param>
    /// <returns>False when the packet is shorter.</returns>
    public static bool TryReadByte(void* source, uint offset, out byte value)
    {
        byte bytes = 0;
        var isRead = TryCopy(source, offset, &bytes, sizeof(byte));
        value = isRead ? bytes : (byte)0;
        return isRead;
    }

    /// <summary>Reads a 16-bit number in network order.</summary>
    /// <param name="source">What the view was made of.</param>
    /// <param name="offset">Offset of its first byte.</param>
    /// <param name="value">The number, or 0.</param>
    /// <returns>False when the packet is shorter.</returns>
    public static bool TryReadUInt16(void* source, uint offset, out ushort value)
    {
        ushort bytes = 0;
        var isRead = TryCopy(source, offset, &bytes, sizeof(ushort));
        value = isRead ? BinaryPrimitives.ReverseEndianness(bytes) : (ushort)0;
        return isRead;
    }

    /// <summary>Reads a 32-bit number in network order.</summary>
    /// <param name="source">What the view was made of.</param>
    /// <param name="offset">Offset of its first byte.</param>
    /// <param name="value">The number, or 0.</param>
    /// <returns>False when the packet is shorter.</returns>
    public static bool TryReadUInt32(void* source, uint offset, out uint value)
    {
        uint bytes = 0;
        var isRead = TryCopy(source, offset, &bytes, sizeof(uint));
        value = isRead ? BinaryPrimitives.ReverseEndianness(bytes) : 0;
        return isRead;
    }

    /// <summary>Reads a 64-bit number in network order.</summary>
    /// <param name="source">What the view was made of.</param>
    /// <param name="offset">Offset of its first byte.</param>
    /// <param name="value">The number, or 0.</param>
    /// <returns>False when the packet is shorter.</returns>
    public static bool TryReadUInt64(void* source, uint offset, out ulong value)
    {
        ulong bytes = 0;
        var isRead = TryCopy(source, offset, &bytes, sizeof(ulong));
        value = isRead ? BinaryPrimitives.ReverseEndianness(bytes) : 0;
        return isRead;
    }
}
