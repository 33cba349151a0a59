using System.Runtime.InteropServices;

namespace Weir.Bpf.Language;

/// <summary>IPv6 header (RFC 8200, <c>struct ipv6hdr</c>). Fields of more than one byte are in network byte order.</summary>
[KernelStruct("ipv6hdr", FixedLayout = true)]
[StructLayout(LayoutKind.Explicit, Size = 40)]
public struct ipv6hdr
{
    /// <summary>Version, traffic class and flow label.</summary>
    [FieldOffset(0)] public uint version_class_flow;
    /// <summary>Length of the payload.</summary>
    [FieldOffset(4)] public ushort payload_len;
    /// <summary>Protocol of the payload or first extension header.</summary>
    [FieldOffset(6)] public byte nexthdr;
    /// <summary>Hop limit.</summary>
    [FieldOffset(7)] public byte hop_limit;
    /// <summary>Source address.</summary>
    [FieldOffset(8)] public in6_addr saddr;
    /// <summary>Destination address.</summary>
    [FieldOffset(24)] public in6_addr daddr;
}
