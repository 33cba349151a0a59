using Weir.Bpf.Language;

namespace Weir.Benchmarks.Compiler;

/// <summary>Tables of prefixes and flows.</summary>
public static unsafe partial class ComparedPrograms
{
    /// <summary>How many prefixes there are.</summary>
    internal const int PrefixCount = 16;

    /// <summary>The prefixes of <see cref="PrefixMatch"/>.</summary>
    public static readonly ArrayMap<PrefixTable> Prefixes = new(1);

    /// <summary>The flows that <see cref="FlowCount"/> knows.</summary>
    public static readonly LruHashMap<Flow, Traffic> Flows = new(1024);

    /// <summary>Compares an IPv6 source address with 16 prefixes of up to 128 bits.</summary>
    [Program(ProgramType.SchedulerClassifier)]
    public static int PrefixMatch(TrafficControlContext* context)
    {
        var data = context->Data;
        if (data + 54 > context->DataEnd)
            return 0;
        var high = *(ulong*)(data + 22);
        var low = *(ulong*)(data + 30);
        var prefixes = (Prefix*)Prefixes.First();
        for (uint index = 0; index < PrefixCount; index++)
        {
            var prefix = prefixes + index;
            if ((high & prefix->MaskHigh) == prefix->High && (low & prefix->MaskLow) == prefix->Low)
                return (int)prefix->Action;
        }

        return 1;
    }

    /// <summary>Counts packets and bytes of an IPv4 flow in a hash table that forgets the least recently used.</summary>
    [Program(ProgramType.SchedulerClassifier)]
    public static int FlowCount(TrafficControlContext* context)
    {
        var data = context->Data;
        if (data + 38 > context->DataEnd)
            return 0;
        Flow flow = default;
        flow.Source = *(uint*)(data + 26);
        flow.Destination = *(uint*)(data + 30);
        flow.Ports = *(uint*)(data + 34);
        flow.Protocol = data[23];
        var traffic = Flows.Lookup(&flow);
        if (traffic != null)
        {
            Interlocked.Increment(ref traffic->Packets);
            Interlocked.Add(ref traffic->Bytes, context->len);
            return 1;
        }

        Traffic first = default;
        first.Packets = 1;
        first.Bytes = context->len;
        Flows.Update(&flow, &first, UpdateMode.OnlyInsert);
        return 2;
    }

    /// <summary>A prefix of an IPv6 address, in network byte order.</summary>
    public struct Prefix
    {
        public ulong High;
        public ulong Low;
        public ulong MaskHigh;
        public ulong MaskLow;
        public ulong Action;
    }

    /// <summary>All prefixes, as one value.</summary>
    public struct PrefixTable
    {
        public fixed ulong Words[PrefixCount * 5];
    }

    /// <summary>Addresses, ports and protocol.</summary>
    public struct Flow
    {
        public uint Source;
        public uint Destination;
        public uint Ports;
        public uint Protocol;
    }

    /// <summary>What a flow has carried.</summary>
    public struct Traffic
    {
        public ulong Packets;
        public ulong Bytes;
    }
}
