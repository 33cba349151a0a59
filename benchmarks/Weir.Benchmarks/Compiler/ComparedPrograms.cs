using System.Buffers.Binary;
using Weir.Bpf.Language;

namespace Weir.Benchmarks.Compiler;

/// <summary>The ten functions in C#; <c>clang/*.c</c> has the same in C, under the same names with underscores.</summary>
public static unsafe partial class ComparedPrograms
{
    /// <summary>One less than the number of nodes.</summary>
    private const uint NodeMask = 0xffff;

    /// <summary>The rule that <see cref="ParseAndMatch"/> compares with.</summary>
    public static readonly ArrayMap<Rule> Rules = new(1);

    /// <summary>The tree that <see cref="TableWalk"/> goes down.</summary>
    public static readonly ArrayMap<NodeTable> Nodes = new(1);

    /// <summary>The bucket of <see cref="TokenBucket"/>.</summary>
    public static readonly ArrayMap<Bucket> Buckets = new(1);

    /// <summary>What <see cref="ByteSearch"/> looks for.</summary>
    public static readonly ArrayMap<Pattern> Patterns = new(1);

    /// <summary>Does nothing: the price of a test run itself.</summary>
    [Program(ProgramType.SchedulerClassifier)]
    public static int Empty(TrafficControlContext* context) => 0;

    /// <summary>Parses Ethernet, IPv4 and TCP or UDP, and compares the 5-tuple with a rule.</summary>
    [Program(ProgramType.SchedulerClassifier)]
    public static int ParseAndMatch(TrafficControlContext* context)
    {
        FiveTuple tuple = default;
        if (!TryParse(context->Data, context->DataEnd, ref tuple))
            return 0;
        var rule = Rules.First();
        return Matches(in tuple, rule) ? (int)rule->Action : 1;
    }

    /// <summary>Goes down a tree of 65,536 nodes, at most 24 levels.</summary>
    [Program(ProgramType.SchedulerClassifier)]
    public static int TableWalk(TrafficControlContext* context)
    {
        var data = context->Data;
        if (data + 18 > context->DataEnd)
            return 0;
        var key = *(uint*)(data + 14);
        var nodes = (Node*)Nodes.First();
        uint index = 0;
        uint best = 0;
        for (var turn = 0; turn < 24; turn++)
        {
            var node = nodes + (index & NodeMask);
            if (key >= node->Key)
            {
                best = node->Value;
                index = node->Right;
            }
            else
            {
                index = node->Left;
            }

            if (index == 0)
                break;
        }

        return (int)best;
    }

    /// <summary>A token bucket in the form of the generic cell rate algorithm, updated with compare and exchange.</summary>
    [Program(ProgramType.SchedulerClassifier)]
    public static int TokenBucket(TrafficControlContext* context)
    {
        var data = context->Data;
        if (data + 22 > context->DataEnd)
            return 0;
        var bucket = Buckets.First();
        var now = *(long*)(data + 14) & 0xff_ffff_ffff;
        var cost = (long)(context->len * bucket->NanosecondsPerByte);
        for (var turn = 0; turn < 8; turn++)
        {
            var old = bucket->Time;
            var start = old > now ? old : now;
            if (start - now > (long)bucket->Burst)
            {
                Interlocked.Increment(ref bucket->Denied);
                return 2;
            }

            if (Interlocked.CompareExchange(ref bucket->Time, start + cost, old) == old)
                return 1;
        }

        return 3;
    }

    /// <summary>Lowers the time to live, rewrites the destination and updates the checksum of both (RFC 1624).</summary>
    [Program(ProgramType.SchedulerClassifier)]
    public static int ChecksumUpdate(TrafficControlContext* context)
    {
        var data = context->Data;
        if (data + 34 > context->DataEnd)
            return 0;
        var network = data + 14;
        var before = *(ushort*)(network + 8);
        network[8]--;
        var after = *(ushort*)(network + 8);
        var checksum = Update(*(ushort*)(network + 10), before, after);
        var oldDestination = *(uint*)(network + 16);
        var newDestination = oldDestination ^ 0x01010101;
        checksum = Update(checksum, (ushort)oldDestination, (ushort)newDestination);
        checksum = Update(checksum, (ushort)(oldDestination >> 16), (ushort)(newDestination >> 16));
        *(uint*)(network + 16) = newDestination;
        *(ushort*)(network + 10) = checksum;
        return checksum;
    }

    /// <summary>Looks for four bytes in the first 64 bytes behind the Ethernet header.</summary>
    [Program(ProgramType.SchedulerClassifier)]
    public static int ByteSearch(TrafficControlContext* context)
    {
        var data = context->Data + 14;
        var end = context->DataEnd;
        var pattern = Patterns.First();
        for (uint index = 0; index < 61; index++)
        {
            var place = data + index;
            if (place + 4 > end)
                break;
            uint matched = 0;
            for (; matched < 4; matched++)
            {
                if (place[matched] != pattern->Bytes[matched])
                    break;
            }

            if (matched == 4)
                return (int)index + 1;
        }

        return 0;
    }

    private static bool TryParse(byte* data, byte* end, ref FiveTuple tuple)
    {
        if (data + 34 > end)
            return false;
        if (*(ushort*)(data + 12) != 0x0008)
            return false;
        var network = data + 14;
        if (network[0] >> 4 != 4)
            return false;
        var length = (uint)(network[0] & 15) * 4;
        if (length < 20)
            return false;
        if ((*(ushort*)(network + 6) & 0xff1f) != 0)
            return false;
        tuple.Protocol = network[9];
        tuple.Source = *(uint*)(network + 12);
        tuple.Destination = *(uint*)(network + 16);
        if (tuple.Protocol is not (6 or 17))
            return true;
        var transport = network + length;
        if (transport + 8 > end)
            return false;
        tuple.SourcePort = BinaryPrimitives.ReverseEndianness(*(ushort*)transport);
        tuple.DestinationPort = BinaryPrimitives.ReverseEndianness(*(ushort*)(transport + 2));
        return true;
    }

    private static bool Matches(in FiveTuple tuple, Rule* rule) =>
        (tuple.Source & rule->SourceMask) == rule->Source
        && (tuple.Destination & rule->DestinationMask) == rule->Destination
        && (rule->Protocol == 0 || rule->Protocol == tuple.Protocol)
        && tuple.SourcePort >= rule->SourcePortLow && tuple.SourcePort <= rule->SourcePortHigh
        && tuple.DestinationPort >= rule->DestinationPortLow && tuple.DestinationPort <= rule->DestinationPortHigh;

    private static ushort Fold(uint sum)
    {
        sum = (sum & 0xffff) + (sum >> 16);
        sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)sum;
    }

    private static ushort Update(ushort checksum, ushort before, ushort after) =>
        (ushort)~Fold((uint)(ushort)~checksum + (ushort)~before + after);

    /// <summary>Addresses and ports of a packet; ports in host byte order.</summary>
    private struct FiveTuple
    {
        public uint Source;
        public uint Destination;
        public ushort SourcePort;
        public ushort DestinationPort;
        public byte Protocol;
    }

    /// <summary>What a packet is compared with.</summary>
    public struct Rule
    {
        public uint Source;
        public uint SourceMask;
        public uint Destination;
        public uint DestinationMask;
        public ushort SourcePortLow;
        public ushort SourcePortHigh;
        public ushort DestinationPortLow;
        public ushort DestinationPortHigh;
        public byte Protocol;
        public fixed byte Padding[3];
        public uint Action;
    }

    /// <summary>A node of the tree; index 0 ends the walk.</summary>
    public struct Node
    {
        public uint Key;
        public uint Left;
        public uint Right;
        public uint Value;
    }

    /// <summary>All nodes, as one value of 1 MiB.</summary>
    public struct NodeTable
    {
        public fixed uint Words[((int)NodeMask + 1) * 4];
    }

    /// <summary>State of the token bucket.</summary>
    public struct Bucket
    {
        public long Time;
        public ulong NanosecondsPerByte;
        public ulong Burst;
        public ulong Denied;
    }

    /// <summary>Four bytes to look for.</summary>
    public struct Pattern
    {
        public fixed byte Bytes[4];
    }
}
