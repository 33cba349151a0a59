using System.Runtime.InteropServices;

namespace Weir.Bpf.Language;

/// <summary>Context of an XDP program (<c>struct xdp_md</c>).</summary>
[ContextStruct("xdp_md")]
[StructLayout(LayoutKind.Explicit)]
public unsafe struct XdpContext
{
    /// <summary>Index of the device.</summary>
    [FieldOffset(12)] public uint ingress_ifindex;
    /// <summary>Receive queue.</summary>
    [FieldOffset(16)] public uint rx_queue_index;
    /// <summary>Index of the device that the packet is redirected to.</summary>
    [FieldOffset(20)] public uint egress_ifindex;

    [FieldOffset(24)] private byte* _data;
    [FieldOffset(32)] private byte* _dataEnd;

    /// <summary>First byte of the packet. On the CLR it is set by whoever runs the program.</summary>
    public byte* Data
    {
        [ContextPointer(0)]
        readonly get => _data;
        set => _data = value;
    }

    /// <summary>First byte behind the packet.</summary>
    public byte* DataEnd
    {
        [ContextPointer(4)]
        readonly get => _dataEnd;
        set => _dataEnd = value;
    }
}
