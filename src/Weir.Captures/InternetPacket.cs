using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Weir.Captures;

/// <summary>An IPv4 or IPv6 packet inside a captured frame.</summary>
public sealed record InternetPacket
{
    private const int Ipv4HeaderSize = 20;
    private const int Ipv6HeaderSize = 40;

    /// <summary>Whether the frame announces IPv6.</summary>
    public required bool IsV6 { get; init; }

    /// <summary>The bytes from the network header on, without what a link adds behind them (Ethernet's padding).</summary>
    public required ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>Whether the capture has only the beginning.</summary>
    public required bool IsCut { get; init; }

    /// <summary>What the capture says of the packet's way, by its cooked header or its flags.</summary>
    public required CaptureDirection Direction { get; init; }

    /// <summary>Finds the packet in a frame, behind link header and VLAN tags.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="packet">The packet; its fixed header is whole, whatever that header says.</param>
    /// <param name="instead">What the frame has instead, in a few words.</param>
    /// <returns>False when there is none.</returns>
    public static bool TryFind(CapturedFrame frame, [NotNullWhen(true)] out InternetPacket? packet, [NotNullWhen(false)] out string? instead)
    {
        ArgumentNullException.ThrowIfNull(frame);
        packet = null;
        var link = LinkHeader.Read(frame.LinkType, frame.Bytes.Span);
        if (link.IsV6 is not { } isV6)
        {
            instead = link.Content;
            return false;
        }

        var bytes = frame.Bytes[link.Length..];
        if (bytes.Length < (isV6 ? Ipv6HeaderSize : Ipv4HeaderSize))
        {
            instead = $"{link.Content} without a whole header";
            return false;
        }

        instead = null;
        var length = LengthOf(bytes.Span, isV6);
        packet = new InternetPacket
        {
            IsV6 = isV6,
            Bytes = length < bytes.Length ? bytes[..length] : bytes,
            IsCut = frame.IsCut && length > bytes.Length,
            Direction = link.Direction == CaptureDirection.Unknown ? frame.Direction : link.Direction,
        };
        return true;
    }

    /// <summary>The length by the packet's own word. 0 stands for "longer than 16 bits can say": segmentation offload, jumbograms.</summary>
    private static int LengthOf(ReadOnlySpan<byte> bytes, bool isV6)
    {
        var field = BinaryPrimitives.ReadUInt16BigEndian(bytes[(isV6 ? 4 : 2)..]);
        if (field == 0)
            return int.MaxValue;
        return isV6 ? Ipv6HeaderSize + field : Math.Max(Ipv4HeaderSize, (int)field);
    }
}
