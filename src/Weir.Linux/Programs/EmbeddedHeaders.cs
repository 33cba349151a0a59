using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>
/// Reads the headers of the packet that an inbound ICMP error carries: one that this host has sent, so its source is the local end. What is not
/// there or cannot be read stays absent. IPv6 extension headers are not followed: behind one, protocol and ports stay absent.
/// </summary>
internal static unsafe class EmbeddedHeaders
{
    public static void ExtractV4<TBytes>(ref TBytes bytes, PacketFields* fields)
        where TBytes : struct, IPacketBytes
    {
        uint start = fields->Metadata.IpHeaderSize + IcmpErrors.HeaderSize;
        if (!bytes.TryReadByte(start, out byte versionAndLength)
            || !bytes.TryReadUInt16(start + 6, out ushort fragment)
            || !bytes.TryReadByte(start + 9, out byte protocol)
            || !bytes.TryReadUInt32(start + 12, out uint source)
            || !bytes.TryReadUInt32(start + 16, out uint destination)
            || versionAndLength >> 4 != 4)
        {
            fields->Malformed = 1;
            return;
        }

        fields->Values.EmbeddedProtocol = protocol;
        fields->Values.EmbeddedRemoteAddress = new InternetAddress(0, destination);
        fields->Values.EmbeddedLocalAddressType = AddressType.OfV4(source, route: 0);
        fields->Values.Present |=
            IncomingFields.EmbeddedProtocol | IncomingFields.EmbeddedRemoteAddress | IncomingFields.EmbeddedLocalAddressType;
        if ((fragment & PacketHeaders.FragmentOffsetMaskV4) == 0)
        {
            ExtractPorts(ref bytes, fields, start + ((versionAndLength & 15u) * 4), protocol == InternetProtocol.Icmp);
        }
    }

    public static void ExtractV6<TBytes>(ref TBytes bytes, PacketFields* fields)
        where TBytes : struct, IPacketBytes
    {
        uint start = fields->Metadata.IpHeaderSize + IcmpErrors.HeaderSize;
        if (!bytes.TryReadUInt64(start, out ulong head)
            || !bytes.TryReadByte(start + 8, out byte source)
            || !bytes.TryReadUInt64(start + 24, out ulong destinationHigh)
            || !bytes.TryReadUInt64(start + 32, out ulong destinationLow)
            || head >> 60 != 6)
        {
            fields->Malformed = 1;
            return;
        }

        fields->Values.EmbeddedRemoteAddress = new InternetAddress(destinationHigh, destinationLow);
        fields->Values.EmbeddedLocalAddressType = AddressType.OfV6((ulong)source << 56);
        fields->Values.Present |= IncomingFields.EmbeddedRemoteAddress | IncomingFields.EmbeddedLocalAddressType;
        byte next = (byte)(head >> 8);
        if (InternetProtocol.IsExtensionHeader(next))
        {
            return;
        }

        fields->Values.EmbeddedProtocol = next;
        fields->Values.Present |= IncomingFields.EmbeddedProtocol;
        ExtractPorts(ref bytes, fields, start + 40, next == InternetProtocol.IcmpV6);
    }

    private static void ExtractPorts<TBytes>(ref TBytes bytes, PacketFields* fields, uint offset, bool isIcmp)
        where TBytes : struct, IPacketBytes
    {
        if ((!isIcmp && !InternetProtocol.HasPorts(fields->Values.EmbeddedProtocol)) || !bytes.TryReadUInt32(offset, out uint first))
        {
            return;
        }

        fields->Values.EmbeddedLocalPort = isIcmp ? (byte)(first >> 24) : (ushort)(first >> 16);
        fields->Values.EmbeddedRemotePort = isIcmp ? (byte)(first >> 16) : (ushort)first;
        fields->Values.Present |= IncomingFields.EmbeddedPorts;
    }
}
