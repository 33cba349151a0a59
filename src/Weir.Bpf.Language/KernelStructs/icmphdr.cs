using System.Runtime.InteropServices;

namespace Weir.Bpf.Language;

/// <summary>ICMP and ICMPv6 header (RFC 792, RFC 4443, <c>struct icmphdr</c>). Fields of more than one byte are in network byte order.</summary>
[KernelStruct("icmphdr", FixedLayout = true)]
[StructLayout(LayoutKind.Explicit, Size = 8)]
public struct icmphdr
{
    /// <summary>Type.</summary>
    [FieldOffset(0)] public byte type;
    /// <summary>Code.</summary>
    [FieldOffset(1)] public byte code;
    /// <summary>Checksum.</summary>
    [FieldOffset(2)] public ushort checksum;
    /// <summary>Rest of the header, by type.</summary>
    [FieldOffset(4)] public uint rest;
}
