using System.Buffers.Binary;
using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>
/// Reads the Ethernet header of a frame and its VLAN tags into <see cref="PacketFields"/>. What cannot be read stays absent and is marked.
/// The same code runs in the kernel and on the CLR.
/// </summary>
/// <remarks>
/// A tag may be kept beside the packet, as the kernel does with the outermost of frames that come in, or stand in the data, as it does in
/// frames of packet sockets: both count alike. The VLAN is that of the outermost tag; the type is what stands behind the last one, and below
/// 0x600 it is the length of an IEEE 802.3 frame. Sources: IEEE 802.3 clause 3.2, IEEE 802.1Q clause 9.
/// </remarks>
internal static unsafe class EthernetHeader
{
    /// <summary>Tags in the data that are followed, as many as the kernel follows (VLAN_MAX_DEPTH).</summary>
    public const uint MaximumTags = 8;

    private const uint TypeOffset = 12;
    private const uint TagLength = 4;
    private const ushort CustomerTag = 0x8100;
    private const ushort ServiceTag = 0x88a8;
    private const ushort VlanIdMask = 0xfff;
    private const ulong BroadcastAddress = 0xffff_ffff_ffff;
    private const ushort EthernetHardware = 1;

    /// <summary>Reads a frame.</summary>
    /// <param name="bytes">The frame from its Ethernet header on.</param>
    /// <param name="context">What the kernel keeps beside it.</param>
    /// <param name="fields">Zeroes, to be filled.</param>
    /// <param name="outbound">Whether the frame leaves.</param>
    public static void Extract<TBytes>(ref TBytes bytes, TrafficControlContext* context, PacketFields* fields, bool outbound)
        where TBytes : struct, IPacketBytes
    {
        ReadInterface(context, fields);
        if (context->vlan_present != 0)
        {
            SetVlan(fields, context->vlan_tci);
        }

        ExtractHeader(ref bytes, fields, outbound);
    }

    /// <summary>Reads what the frame's own bytes say.</summary>
    /// <param name="bytes">The frame from its Ethernet header on.</param>
    /// <param name="fields">What is known of the frame already.</param>
    /// <param name="outbound">Whether the frame leaves.</param>
    public static void ExtractHeader<TBytes>(ref TBytes bytes, PacketFields* fields, bool outbound)
        where TBytes : struct, IPacketBytes
    {
        if (!bytes.TryReadUInt64(0, out ulong destination) || !bytes.TryReadUInt64(6, out ulong source))
        {
            SetMalformed(fields);
            return;
        }

        ushort type = (ushort)source;
        destination >>= 16;
        source >>= 16;
        ulong local = outbound ? source : destination;
        ulong remote = outbound ? destination : source;
        fields->Values.LocalAddress = new InternetAddress(0, local);
        fields->Values.RemoteAddress = new InternetAddress(0, remote);
        fields->Values.LocalAddressType = TypeOf(local);
        fields->Values.DestinationAddressType = TypeOf(remote);
        fields->Values.Present |= IncomingFields.Addresses | IncomingFields.LocalAddressType | IncomingFields.DestinationAddressType;
        uint offset = TypeOffset;
        for (uint tags = 0; tags < MaximumTags && IsTag(type) && Loop.MayContinue(); tags++)
        {
            // The tag's own number, and the type behind it.
            if (!bytes.TryReadUInt32(offset + sizeof(ushort), out uint tag))
            {
                SetMalformed(fields);
                return;
            }

            if ((fields->Values.Present & IncomingFields.RemotePort) == 0)
            {
                SetVlan(fields, tag >> 16);
            }

            type = (ushort)tag;
            offset += TagLength;
        }

        if (IsTag(type))
        {
            SetMalformed(fields);
            return;
        }

        fields->Values.LocalPort = type;
        fields->Values.Present |= IncomingFields.LocalPort;
    }

    private static void ReadInterface(TrafficControlContext* context, PacketFields* fields)
    {
        fields->Values.InterfaceIndex = context->ifindex;
        fields->Values.Present = IncomingFields.InterfaceIndex | IncomingFields.Flags;
        net_device* device = KernelFunctions.CastToKernelContext(context)->dev;
        if (device == null)
        {
            return;
        }

        ulong address = BinaryPrimitives.ReverseEndianness(*(ulong*)Kernel.ReadOnlyCast<in6_addr>(device->dev_addr)) >> 16;
        fields->Values.EmbeddedRemoteAddress = new InternetAddress(0, address);
        fields->Values.Present |= IncomingFields.EmbeddedRemoteAddress;
        if (device->type == EthernetHardware)
        {
            fields->Values.Flags = EthernetFlags.IsNativeEthernet;
        }
    }

    private static void SetVlan(PacketFields* fields, uint tag)
    {
        fields->Values.RemotePort = (ushort)(tag & VlanIdMask);
        fields->Values.Present |= IncomingFields.RemotePort;
    }

    private static void SetMalformed(PacketFields* fields)
    {
        fields->Malformed = 1;
        fields->Values.Flags |= EthernetFlags.IsMalformed;
    }

    private static bool IsTag(ushort type) => type is CustomerTag or ServiceTag;

    private static byte TypeOf(ulong address)
    {
        // The first bit on the wire says group: the lowest one of the first byte.
        if ((address & (1ul << 40)) == 0)
        {
            return EthernetAddressType.Unicast;
        }

        return address == BroadcastAddress ? EthernetAddressType.Broadcast : EthernetAddressType.Multicast;
    }
}
