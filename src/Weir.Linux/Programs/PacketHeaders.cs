using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Linux.Programs;

/// <summary>
/// Reads the network and transport headers of a packet into <see cref="PacketFields"/>. What cannot be
/// read stays absent and is marked; nothing is guessed. The same code runs in the kernel and on the CLR.
/// </summary>
/// <remarks>
/// Ports of TCP, UDP, UDP-Lite, DCCP and SCTP are the first four bytes behind the network headers. As in
/// WFP an ICMP type stands in the local port and its code in the remote port, in both directions. Only
/// the first fragment of a fragmented packet has ports. Sources: RFC 791, RFC 8200, RFC 4302.
/// </remarks>
internal static unsafe class PacketHeaders
{
    /// <summary>IPv6 extension headers that are followed; a longer chain leaves protocol and ports absent.</summary>
    public const uint MaximumExtensionHeaders = 8;

    private const uint Ipv4HeaderSize = 20;
    private const uint Ipv6HeaderSize = 40;

    // Farther than eight extension headers reach. Without it the verifier knows the offset to be larger in each turn of the loop, and may follow them all.
    private const uint OffsetMask = 0xffff;

    /// <summary>The bits of the fragment offset.</summary>
    public const ushort FragmentOffsetMaskV4 = 0x1fff;

    /// <summary>The bits of the fragment offset.</summary>
    public const ushort FragmentOffsetMaskV6 = 0xfff8;

    // The offset, and that more fragments follow.
    private const ushort FragmentMaskV4 = 0x3fff;

    public static void ExtractV4<TBytes>(ref TBytes bytes, PacketFields* fields, bool outbound)
        where TBytes : struct, IPacketBytes
    {
        fields->Malformed = 1;
        if (!bytes.TryReadByte(0, out byte versionAndLength)
            || !bytes.TryReadUInt16(6, out ushort fragment)
            || !bytes.TryReadByte(9, out byte protocol)
            || !bytes.TryReadUInt32(12, out uint source)
            || !bytes.TryReadUInt32(16, out uint destination))
        {
            return;
        }

        uint headerLength = (versionAndLength & 15u) * 4;
        if (versionAndLength >> 4 != 4 || headerLength < Ipv4HeaderSize)
        {
            return;
        }

        fields->Values.LocalAddress = new InternetAddress(0, outbound ? source : destination);
        fields->Values.RemoteAddress = new InternetAddress(0, outbound ? destination : source);
        fields->Values.LocalAddressType = AddressType.OfV4(outbound ? source : destination, fields->Values.LocalAddressType);
        fields->Values.DestinationAddressType = AddressType.OfV4(outbound ? destination : source, fields->Values.DestinationAddressType);
        fields->Values.Protocol = protocol;
        fields->Values.Present |= IncomingFields.Addresses | IncomingFields.AddressTypes | IncomingFields.Protocol;
        if (!TrySetIpHeaderSize(ref bytes, fields, headerLength))
        {
            return;
        }

        if ((fragment & FragmentMaskV4) != 0)
        {
            fields->Values.Flags |= (uint)ConditionFlags.IsFragment;
            if ((fragment & FragmentOffsetMaskV4) != 0)
            {
                fields->Malformed = 0;
                return;
            }
        }

        ExtractPorts(ref bytes, headerLength, protocol == InternetProtocol.Icmp, fields, outbound);
    }

    public static void ExtractV6<TBytes>(ref TBytes bytes, PacketFields* fields, bool outbound)
        where TBytes : struct, IPacketBytes
    {
        fields->Malformed = 1;
        if (!bytes.TryReadUInt64(0, out ulong start)
            || !bytes.TryReadUInt64(8, out ulong sourceHigh)
            || !bytes.TryReadUInt64(16, out ulong sourceLow)
            || !bytes.TryReadUInt64(24, out ulong destinationHigh)
            || !bytes.TryReadUInt64(32, out ulong destinationLow)
            || start >> 60 != 6)
        {
            return;
        }

        fields->Values.LocalAddress = new InternetAddress(
            outbound ? sourceHigh : destinationHigh, outbound ? sourceLow : destinationLow);
        fields->Values.RemoteAddress = new InternetAddress(
            outbound ? destinationHigh : sourceHigh, outbound ? destinationLow : sourceLow);
        fields->Values.LocalAddressType = AddressType.OfV6(outbound ? sourceHigh : destinationHigh);
        fields->Values.DestinationAddressType = AddressType.OfV6(outbound ? destinationHigh : sourceHigh);
        fields->Values.Present |= IncomingFields.Addresses | IncomingFields.AddressTypes;

        byte next = (byte)(start >> 8);
        uint offset = Ipv6HeaderSize;
        bool laterFragment = false;
        for (uint count = 0; count < MaximumExtensionHeaders && InternetProtocol.IsExtensionHeader(next) && Loop.MayContinue(); count++)
        {
            // Every extension header has at least eight bytes, of which the first four say all.
            if (laterFragment || !bytes.TryReadUInt32(offset, out uint head))
            {
                return;
            }

            byte following = (byte)(head >> 24);
            uint length = (byte)(head >> 16);
            if (next == InternetProtocol.FragmentHeader)
            {
                fields->Values.Flags |= (uint)ConditionFlags.IsFragment;
                laterFragment = ((ushort)head & FragmentOffsetMaskV6) != 0;
                length = 8;
            }
            else if (next == InternetProtocol.AuthenticationHeader)
            {
                length = (length + 2) * 4;
            }
            else
            {
                length = (length + 1) * 8;
            }

            offset = (offset + length) & OffsetMask;
            next = following;
        }

        if (InternetProtocol.IsExtensionHeader(next))
        {
            return;
        }

        fields->Values.Protocol = next;
        fields->Values.Present |= IncomingFields.Protocol;
        if (!TrySetIpHeaderSize(ref bytes, fields, offset))
        {
            return;
        }

        if (laterFragment)
        {
            fields->Malformed = 0;
            return;
        }

        ExtractPorts(ref bytes, offset, next == InternetProtocol.IcmpV6, fields, outbound);
    }

    /// <summary>
    /// Finds the end of the transport header, for callouts: extract alone does not need it. Ports are there only when their header is,
    /// so a later fragment and a header that cannot be read are left without a size.
    /// </summary>
    public static void MeasureTransportHeader<TBytes>(ref TBytes bytes, PacketFields* fields)
        where TBytes : struct, IPacketBytes
    {
        if ((fields->Values.Present & IncomingFields.Ports) == 0)
        {
            return;
        }

        uint offset = fields->Metadata.IpHeaderSize;
        uint size;
        switch (fields->Values.Protocol)
        {
            case InternetProtocol.Tcp:
                bytes.TryReadByte(offset + 12, out byte dataOffset);
                size = ((uint)dataOffset >> 4) * 4;
                if (size < 20)
                {
                    return;
                }

                break;
            case InternetProtocol.Udp or InternetProtocol.UdpLite or InternetProtocol.Icmp or InternetProtocol.IcmpV6:
                size = 8;
                break;
            case InternetProtocol.Sctp:
                size = 12;
                break;
            default:
                return;
        }

        if (offset + size <= fields->Metadata.PacketLength)
        {
            fields->Metadata.TransportHeaderSize = (ushort)size;
            fields->Metadata.Present |= MetadataFields.TransportHeaderSize;
        }
    }

    /// <summary>False when the headers say that they are longer than the packet.</summary>
    private static bool TrySetIpHeaderSize<TBytes>(ref TBytes bytes, PacketFields* fields, uint size)
        where TBytes : struct, IPacketBytes
    {
        if (size > bytes.Length)
        {
            return false;
        }

        fields->Metadata.IpHeaderSize = (ushort)size;
        fields->Metadata.Present |= MetadataFields.IpHeaderSize;
        return true;
    }

    private static void ExtractPorts<TBytes>(
        ref TBytes bytes, uint offset, bool isIcmp, PacketFields* fields, bool outbound)
        where TBytes : struct, IPacketBytes
    {
        if (isIcmp)
        {
            if (!bytes.TryReadUInt16(offset, out ushort typeAndCode))
            {
                return;
            }

            fields->Values.LocalPort = (ushort)(typeAndCode >> 8);
            fields->Values.RemotePort = (byte)typeAndCode;
            fields->Values.Present |= IncomingFields.Ports;
        }
        else if (InternetProtocol.HasPorts(fields->Values.Protocol))
        {
            if (!bytes.TryReadUInt32(offset, out uint ports))
            {
                return;
            }

            ushort source = (ushort)(ports >> 16);
            ushort destination = (ushort)ports;
            fields->Values.LocalPort = outbound ? source : destination;
            fields->Values.RemotePort = outbound ? destination : source;
            fields->Values.Present |= IncomingFields.Ports;
        }

        fields->Malformed = 0;
    }
}
