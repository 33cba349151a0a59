using System.Runtime.InteropServices;

namespace Weir.Bpf.Language;

/// <summary>IPv4 header (RFC 791, <c>struct iphdr</c>). Fields of more than one byte are in network byte order.</summary>
[KernelStruct("iphdr", FixedLayout = true)]
[StructLayout(LayoutKind.Explicit, Size = 20)]
public struct iphdr
{
    /// <summary>Version in the upper, header length in 32-bit words in the lower four bits.</summary>
    [FieldOffset(0)] public byte version_ihl;
    /// <summary>Type of service.</summary>
    [FieldOffset(1)] public byte tos;
    /// <summary>Length of the datagram.</summary>
    [FieldOffset(2)] public ushort tot_len;
    /// <summary>Identification.</summary>
    [FieldOffset(4)] public ushort id;
    /// <summary>Flags and fragment offset.</summary>
    [FieldOffset(6)] public ushort frag_off;
    /// <summary>Time to live.</summary>
    [FieldOffset(8)] public byte ttl;
    /// <summary>Protocol of the payload.</summary>
    [FieldOffset(9)] public byte protocol;
    /// <summary>Header checksum.</summary>
    [FieldOffset(10)] public ushort check;
    /// <summary>Source address.</summary>
    [FieldOffset(12)] public uint saddr;
    /// <summary>Destination address.</summary>
    [FieldOffset(16)] public uint daddr;
}
