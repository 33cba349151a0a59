using Weir.Bpf.Language;
using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux;

/// <summary>
/// An Ethernet frame as the layers of frames see it. Parsed on the CLR by the code that the layer's program runs in the kernel, so that
/// a frame of a capture meets the same fields; no privilege is needed.
/// </summary>
/// <example>
/// <code>
/// EthernetFrame frame = EthernetFrame.Parse(bytes, LayerId.InboundMacFrameEthernet);
/// ClassifyResult result = managedEngine.Classify(frame.Values);
/// </code>
/// </example>
public sealed record EthernetFrame
{
    private EthernetFrame()
    {
    }

    /// <summary>The layer's fields. What the frame does not have, or what cannot be read, is absent, and so is the interface's own address.</summary>
    public required FieldValues Values { get; init; }

    /// <summary>Whether the header or a tag is truncated, or there are too many tags, and fields were left absent for it.</summary>
    public required bool IsMalformed { get; init; }

    /// <summary>Reads a frame's header and its VLAN tags.</summary>
    /// <param name="frame">The frame from its Ethernet header on.</param>
    /// <param name="layer">INBOUND_MAC_FRAME_ETHERNET or OUTBOUND_MAC_FRAME_ETHERNET; it says which address is the local one.</param>
    /// <param name="interfaceIndex">The interface where it passes; null leaves the field absent.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is another layer.</exception>
    public static unsafe EthernetFrame Parse(ReadOnlyMemory<byte> frame, LayerId layer, uint? interfaceIndex = null)
    {
        if (layer is not (LayerId.InboundMacFrameEthernet or LayerId.OutboundMacFrameEthernet))
        {
            throw new ArgumentOutOfRangeException(nameof(layer), layer, "This layer does not see Ethernet frames.");
        }

        PacketFields fields = default;
        fields.Values.Flags = EthernetFlags.IsNativeEthernet;
        fields.Values.Present = IncomingFields.Flags;
        if (interfaceIndex is { } index)
        {
            fields.Values.InterfaceIndex = index;
            fields.Values.Present |= IncomingFields.InterfaceIndex;
        }

        MemoryBytes bytes = new(frame);
        EthernetHeader.ExtractHeader(ref bytes, &fields, layer == LayerId.OutboundMacFrameEthernet);
        return new EthernetFrame { Values = PacketValues.Of(layer, fields.Values), IsMalformed = fields.Malformed != 0 };
    }
}
