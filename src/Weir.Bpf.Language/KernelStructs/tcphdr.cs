using System.Runtime.InteropServices;

namespace Weir.Bpf.Language;

/// <summary>TCP header (RFC 9293, <c>struct tcphdr</c>). Fields of more than one byte are in network byte order.</summary>
[KernelStruct("tcphdr", FixedLayout = true)]
[StructLayout(LayoutKind.Explicit, Size = 20)]
public struct tcphdr
{
    /// <summary>Source port.</summary>
    [FieldOffset(0)] public ushort source;
    /// <summary>Destination port.</summary>
    [FieldOffset(2)] public ushort dest;
    /// <summary>Sequence number.</summary>
    [FieldOffset(4)] public uint seq;
    /// <summary>Acknowledgement number.</summary>
    [FieldOffset(8)] public uint ack_seq;
    /// <summary>Header length in 32-bit words in the upper four bits.</summary>
    [FieldOffset(12)] public byte doff;
    /// <summary>Flags: FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128.</summary>
    [FieldOffset(13)] public byte flags;
    /// <summary>Window.</summary>
    [FieldOffset(14)] public ushort window;
    /// <summary>Checksum.</summary>
    [FieldOffset(16)] public ushort check;
    /// <summary>Urgent pointer.</summary>
    [FieldOffset(18)] public ushort urg_ptr;
}
