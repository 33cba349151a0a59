using System.Buffers.Binary;

namespace Weir.Testing;

/// <summary>The checksum of IPv4, ICMP, UDP and TCP (RFC 1071).</summary>
public static class InternetChecksum
{
    /// <summary>The ones' complement of the ones' complement sum of big-endian 16-bit words; an odd last byte counts as the high half.</summary>
    /// <param name="bytes">The bytes, with the checksum field set to zero.</param>
    /// <param name="initial">A sum to start from, such as that of a pseudo header.</param>
    public static ushort Compute(ReadOnlySpan<byte> bytes, uint initial = 0)
    {
        ulong sum = initial;
        for (; bytes.Length >= 2; bytes = bytes[2..])
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes);
        if (bytes.Length == 1)
            sum += (uint)bytes[0] << 8;
        while (sum > ushort.MaxValue)
            sum = (sum & ushort.MaxValue) + (sum >> 16);
        return (ushort)~sum;
    }
}
