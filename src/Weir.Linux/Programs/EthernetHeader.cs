using System.Buffers.Binary;
using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>
/// Reads the Ethernet header of a frame and its VLAN tags into <see cref="EthernetFields"/>. What cannot be read stays absent and is marked.
/// The same code runs in the kernel and on the CLR.
/// </summary>
/// <remarks>
/// A tag may be kept beside the packet, as the kernel does with the outermost of frames that come in, or stand in the data, as it does in
/// frames of packet sockets: both count alike. Sources: IEEE 802.3 clause 3.2, IEEE 802.1Q clause 9.
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
    public static void Extract<TBytes>(ref TBytes bytes, TrafficControlContext* context, EthernetFields* fields, bool outbound)
        where TBytes : struct, IPacketBytes
    {
        ReadInterface(context, fields);
        if (context->vlan_present != 0)
        {
            fields->VlanId = (ushort)(context->vlan_tci & VlanIdMask);
            fields->Present |= EthernetPresence.VlanId;
        }

        if (!bytes.TryReadUInt64(0, out ulong destination) || !bytes.TryReadUInt64(6, out ulong source))
        {
            fields->Flags |= EthernetFlags.IsMalformed;
            return;
        }

        ushort type = (ushort)source;
        destination >>= 16;
        source >>= 16;
        fields->LocalAddress = outbound ? source : destination;
        fields->RemoteAddress = outbound ? destination : source;
        fields->LocalAddressType = TypeOf(fields->LocalAddress);
        fields->RemoteAddressType = TypeOf(fields->RemoteAddress);
        fields->Present |= EthernetPresence.Addresses;
        uint offset = TypeOffset;
        for (uint tags = 0; tags < MaximumTags && IsTag(type) && Loop.MayContinue(); tags++)
        {
            // The tag's own number, and the type behind it.
            if (!bytes.TryReadUInt32(offset + sizeof(ushort), out uint tag))
            {
                fields->Flags |= EthernetFlags.IsMalformed;
                return;
            }

            if ((fields->Present & EthernetPresence.VlanId) == 0)
            {
                fields->VlanId = (ushort)((tag >> 16) & VlanIdMask);
                fields->Present |= EthernetPresence.VlanId;
            }

            type = (ushort)tag;
            offset += TagLength;
        }

        if (IsTag(type))
        {
            fields->Flags |= EthernetFlags.IsMalformed;
            return;
        }

        fields->EtherType = type;
        fields->HeaderSize = (ushort)(offset + sizeof(ushort));
        fields->Present |= EthernetPresence.EtherType;
    }

    private static void ReadInterface(TrafficControlContext* context, EthernetFields* fields)
    {
        fields->InterfaceIndex = context->ifindex;
        fields->Present = EthernetPresence.InterfaceIndex | EthernetPresence.Flags;
        net_device* device = KernelFunctions.CastToKernelContext(context)->dev;
        if (device == null)
        {
            return;
        }

        ulong address = BinaryPrimitives.ReverseEndianness(*(ulong*)Kernel.ReadOnlyCast<in6_addr>(device->dev_addr));
        fields->InterfaceAddress = address >> 16;
        fields->Present |= EthernetPresence.InterfaceAddress;
        if (device->type == EthernetHardware)
        {
            fields->Flags = EthernetFlags.IsNativeEthernet;
        }
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
