using System.Runtime.InteropServices;

namespace Weir.Bpf.Language;

/// <summary>UDP header (RFC 768, <c>struct udphdr</c>). All fields are in network byte order.</summary>
[KernelStruct("udphdr", FixedLayout = true)]
[StructLayout(LayoutKind.Explicit, Size = 8)]
public struct udphdr
{
    /// <summary>Source port.</summary>
    [FieldOffset(0)] public ushort source;
    /// <summary>Destination port.</summary>
    [FieldOffset(2)] public ushort dest;
    /// <summary>Length of header and payload.</summary>
    [FieldOffset(4)] public ushort len;
    /// <summary>Checksum.</summary>
    [FieldOffset(6)] public ushort check;
}
