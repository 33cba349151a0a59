using System.Buffers.Binary;
using Weir.Bpf.Language;
using Weir.Linux.Programs;

namespace Weir.Linux.Tests.TrafficControl;

/// <summary>Drives the extraction of Ethernet headers through the kernel's test run.</summary>
internal static unsafe class EthernetTestPrograms
{
    /// <summary>The tag that is put beside the frame first: its type and its 16 bits; 0 for none.</summary>
    public static readonly ArrayMap<ulong> Tag = new(1, MapFlags.MemoryMappable);

    public static readonly ArrayMap<PacketFields> Found = new(1, MapFlags.MemoryMappable);

    [Program(ProgramType.SchedulerClassifier, Name = "weir_test_eth_i")]
    public static int Inbound(TrafficControlContext* context) => Extract(context, outbound: false);

    [Program(ProgramType.SchedulerClassifier, Name = "weir_test_eth_o")]
    public static int Outbound(TrafficControlContext* context) => Extract(context, outbound: true);

    /// <summary>Reads at every kind of place of a packet in both ways, and counts: packets with fragments, reads, disagreements.</summary>
    [Program(ProgramType.SchedulerClassifier, Name = "weir_test_read")]
    public static int Compare(TrafficControlContext* context)
    {
        sk_buff* buffer = KernelFunctions.CastToKernelContext(context);
        if (buffer->data_len == 0)
        {
            return -1;
        }

        ReadCounts* counts = Counts.First();
        counts->Fragmented++;
        TrafficControlBytes bytes = new(context, 14);
        uint boundary = buffer->len - buffer->data_len - 14;
        for (uint i = 0; i < 16 && Loop.MayContinue(); i++)
        {
            uint offset = boundary - 12 + (i & 15);
            bool isRead = bytes.TryReadUInt64(offset, out ulong eight) & bytes.TryReadUInt32(offset, out uint four)
                & bytes.TryReadUInt16(offset, out ushort two) & bytes.TryReadByte(offset, out byte one);
            ulong expected = 0;
            bool isThere = Helpers.SkbLoadBytes(context, offset + 14, &expected, sizeof(ulong)) == 0;
            expected = BinaryPrimitives.ReverseEndianness(expected);
            counts->Reads++;
            if (isRead != isThere || eight != expected || four != (uint)(expected >> 32) || two != (ushort)(expected >> 48) || one != (byte)(expected >> 56))
            {
                counts->Wrong++;
            }
        }

        if (bytes.TryReadByte(bytes.Length, out byte _) || bytes.TryReadUInt64(bytes.Length - 7, out ulong _))
        {
            counts->Wrong++;
        }

        return -1;
    }

    public static readonly ArrayMap<ReadCounts> Counts = new(1, MapFlags.MemoryMappable);

    /// <summary><c>bpf_skb_vlan_push</c>. On the CLR only the outermost tag is there at all.</summary>
    [Helper(18, ChangesPacket = true)]
    private static long SkbVlanPush(TrafficControlContext* context, ushort protocol, ushort tag)
    {
        (context->vlan_present, context->vlan_proto, context->vlan_tci) = (1, protocol, tag);
        return 0;
    }

    private static int Extract(TrafficControlContext* context, bool outbound)
    {
        ulong tag = *Tag.First();
        if (tag != 0 && SkbVlanPush(context, BinaryPrimitives.ReverseEndianness((ushort)(tag >> 16)), (ushort)tag) != 0)
        {
            return 1;
        }

        PacketFields fields = default;
        TrafficControlBytes bytes = new(context, 0);
        EthernetHeader.Extract(ref bytes, context, &fields, outbound);
        *Found.First() = fields;
        return 0;
    }

    public struct ReadCounts
    {
        public ulong Fragmented;
        public ulong Reads;
        public ulong Wrong;
    }
}
