namespace Weir.Linux.Programs;

/// <summary>
/// The bytes of a packet from its network header on. Values come in host order; a read that does not
/// lie wholly inside the packet answers false and leaves 0.
/// </summary>
internal interface IPacketBytes
{
    /// <summary>How many bytes the packet has.</summary>
    uint Length { get; }

    bool TryReadByte(uint offset, out byte value);

    bool TryReadUInt16(uint offset, out ushort value);

    bool TryReadUInt32(uint offset, out uint value);

    bool TryReadUInt64(uint offset, out ulong value);
}
