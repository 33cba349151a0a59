namespace Weir.Bpf.Language;

/// <summary>
/// The bytes of a packet from its network header on, also those that the kernel keeps in fragments. Reads that do not lie wholly
/// inside the packet answer false and leave zeros; nothing can be read past the end. Read only.
/// </summary>
public readonly unsafe ref struct PacketView
{
    private readonly void* _source;

    /// <summary>Views what a source gives.</summary>
    /// <param name="source">What the functions of <see cref="PacketSource"/> read: a <see cref="Dynptr"/> that outlives this view.</param>
    public PacketView(void* source) => _source = source;

    /// <summary>Number of bytes.</summary>
    public uint Length => PacketSource.GetLength(_source);

    /// <summary>Copies bytes out of the packet.</summary>
    /// <param name="offset">First byte.</param>
    /// <param name="destination">Room for them.</param>
    /// <param name="byteCount">How many; the verifier must see a bound on it.</param>
    /// <returns>False when the packet is shorter; the destination is then undefined.</returns>
    public bool TryCopy(uint offset, void* destination, uint byteCount) => PacketSource.TryCopy(_source, offset, destination, byteCount);

    /// <summary>Copies a struct out of the packet as its bytes lie there, in network order.</summary>
    /// <typeparam name="T">The struct.</typeparam>
    /// <param name="offset">First byte.</param>
    /// <param name="value">The struct, or zeros.</param>
    /// <returns>False when the packet is shorter.</returns>
    public bool TryRead<T>(uint offset, out T value)
        where T : unmanaged
    {
        T copy = default;
        var isRead = PacketSource.TryCopy(_source, offset, &copy, (uint)sizeof(T));
        value = copy;
        return isRead;
    }

    /// <summary>Reads one byte.</summary>
    /// <param name="offset">Its offset.</param>
    /// <param name="value">The byte, or 0.</param>
    /// <returns>False when the packet is shorter.</returns>
    public bool TryReadByte(uint offset, out byte value) => PacketSource.TryReadByte(_source, offset, out value);

    /// <summary>Reads a 16-bit number in network order.</summary>
    /// <param name="offset">Offset of its first byte.</param>
    /// <param name="value">The number, or 0.</param>
    /// <returns>False when the packet is shorter.</returns>
    public bool TryReadUInt16(uint offset, out ushort value) => PacketSource.TryReadUInt16(_source, offset, out value);

    /// <summary>Reads a 32-bit number in network order.</summary>
    /// <param name="offset">Offset of its first byte.</param>
    /// <param name="value">The number, or 0.</param>
    /// <returns>False when the packet is shorter.</returns>
    public bool TryReadUInt32(uint offset, out uint value) => PacketSource.TryReadUInt32(_source, offset, out value);

    /// <summary>Reads a 64-bit number in network order.</summary>
    /// <param name="offset">Offset of its first byte.</param>
    /// <param name="value">The number, or 0.</param>
    /// <returns>False when the packet is shorter.</returns>
    public bool TryReadUInt64(uint offset, out ulong value) => PacketSource.TryReadUInt64(_source, offset, out value);
}
