using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Kernels.Programs;

/// <summary>
/// Programs over maps. Each program owns the maps declared above it, because the tests compare their contents after many runs;
/// maps per processor hold only 64-bit sums, which are compared added up. Structs spell out their padding, which C# need not copy.
/// </summary>
public static unsafe class MapPrograms
{
    public static readonly ArrayMap<ulong> Counters = new(16);

    [Program(ProgramType.SchedulerClassifier)]
    public static int CountInArray(TrafficControlContext* context)
    {
        var counter = Counters.Lookup(context->len & 15);
        if (counter == null)
            return -1;
        *counter += context->len;
        return (int)*counter;
    }

    public static readonly ArrayMap<uint> Small = new(5);

    [Program(ProgramType.SchedulerClassifier)]
    public static int IndexOutOfRange(TrafficControlContext* context)
    {
        var value = Small.Lookup(context->len & 7);
        if (value == null)
            return -1;
        (*value)++;
        return (int)*value;
    }

    public static readonly ArrayMap<Record> Records = new(8);

    [Program(ProgramType.SchedulerClassifier)]
    public static int StructInArray(TrafficControlContext* context)
    {
        var data = context->Data;
        if (data + 24 > context->DataEnd)
            return -1;
        var record = Records.Lookup(data[14] & 7u);
        if (record == null)
            return -2;
        record->Small += data[15];
        record->Medium = (short)(record->Medium * 3 + data[16]);
        record->Inner.Large ^= *(long*)(data + 16);
        record->Inner.Flag = !record->Inner.Flag;
        record->Bytes[data[17] & 7] = data[18];
        return record->Small + record->Medium + record->Bytes[data[19] & 7];
    }

    public static readonly ArrayMap<Record> CopiedRecords = new(2);

    [Program(ProgramType.SchedulerClassifier)]
    public static int StructCopiedFromMap(TrafficControlContext* context)
    {
        var source = CopiedRecords.Lookup(0);
        var target = CopiedRecords.Lookup(1);
        if (source == null || target == null)
            return -1;
        var copy = *source;
        copy.Medium++;
        copy.Inner.Large += context->len;
        *target = copy;
        source->Small++;
        return copy.Medium + target->Small;
    }

    public static readonly ArrayMap<Sums> AtomicSums = new(4);

    [Program(ProgramType.SchedulerClassifier)]
    public static int AtomicAdd(TrafficControlContext* context)
    {
        var sums = AtomicSums.Lookup(context->len & 3);
        if (sums == null)
            return -1;
        Interlocked.Add(ref sums->Large, (long)context->len - 100);
        Interlocked.Add(ref sums->UnsignedLarge, context->len);
        var after = Interlocked.Add(ref sums->Whole, (int)context->len * 1000003);
        Interlocked.Increment(ref sums->UnsignedWhole);
        return after;
    }

    public static readonly ArrayMap<Sums> AtomicResults = new(1);

    [Program(ProgramType.SchedulerClassifier)]
    public static int AtomicAddResults(TrafficControlContext* context)
    {
        var sums = AtomicResults.First();
        var large = Interlocked.Add(ref sums->Large, context->len);
        var unsignedLarge = Interlocked.Increment(ref sums->UnsignedLarge);
        var whole = Interlocked.Decrement(ref sums->Whole);
        var unsignedWhole = Interlocked.Add(ref sums->UnsignedWhole, 0x90000001);
        return (int)(large ^ (long)unsignedLarge ^ whole ^ unsignedWhole ^ (large >> 32) ^ (long)(unsignedLarge >> 32));
    }

    public static readonly ArrayMap<Sums> Exchanged = new(1);

    [Program(ProgramType.SchedulerClassifier)]
    public static int AtomicExchange(TrafficControlContext* context)
    {
        var sums = Exchanged.First();
        var large = Interlocked.Exchange(ref sums->Large, (long)context->len << 33);
        var whole = Interlocked.Exchange(ref sums->Whole, -(int)context->len);
        return (int)(large >> 33) ^ whole;
    }

    public static readonly ArrayMap<Sums> Compared = new(1);

    [Program(ProgramType.SchedulerClassifier)]
    public static int AtomicCompareExchange(TrafficControlContext* context)
    {
        var sums = Compared.First();
        var expected = sums->Whole & ~1;
        var whole = Interlocked.CompareExchange(ref sums->Whole, (int)context->len, expected);
        var large = Interlocked.CompareExchange(ref sums->Large, sums->Large + 1, (context->len & 1) != 0 ? sums->Large : 5);
        return whole == expected ? (int)large : -(int)(large & 0xffff);
    }

    public static readonly ArrayMap<Sums> Bits = new(1);

    [Program(ProgramType.SchedulerClassifier)]
    public static int AtomicBits(TrafficControlContext* context)
    {
        var sums = Bits.First();
        var before = Interlocked.Or(ref sums->UnsignedLarge, 1UL << (int)(context->len & 63));
        var whole = Interlocked.And(ref sums->UnsignedWhole, ~context->len);
        return (int)(before ^ (before >> 32)) ^ (int)whole;
    }

    public static readonly ArrayMap<Bucket> Buckets = new(1);

    [Program(ProgramType.SchedulerClassifier)]
    public static int TokenBucket(TrafficControlContext* context)
    {
        var data = context->Data;
        if (data + 22 > context->DataEnd)
            return 0;
        var bucket = Buckets.First();
        var now = *(long*)(data + 14) & 0xff_ffff_ffff;
        var cost = (long)(context->len * (bucket->NanosecondsPerByte & 0xffff));
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

    public static readonly HashMap<FlowKey, ulong> Flows = new(1024);

    [Program(ProgramType.SchedulerClassifier)]
    public static int CountInHash(TrafficControlContext* context)
    {
        var data = context->Data;
        if (data + 34 > context->DataEnd)
            return -1;
        FlowKey key = default;
        key.Address = data[14] & 15u;
        key.Port = (ushort)(data[15] & 3);
        key.Protocol = (byte)(data[16] & 1);
        var count = Flows.Lookup(&key);
        if (count == null)
        {
            ulong first = 1;
            return (int)Flows.Update(&key, &first, UpdateMode.OnlyInsert);
        }

        *count += 1;
        return (int)*count;
    }

    public static readonly HashMap<uint, uint> Modes = new(12);

    [Program(ProgramType.SchedulerClassifier)]
    public static int UpdateModes(TrafficControlContext* context)
    {
        var data = context->Data;
        if (data + 34 > context->DataEnd)
            return -100;
        uint key = data[14] & 15u;
        uint value = data[15];
        switch (data[16] & 3)
        {
            case 0:
                return (int)Modes.Update(&key, &value, UpdateMode.Any);
            case 1:
                return (int)Modes.Update(&key, &value, UpdateMode.OnlyInsert);
            case 2:
                return (int)Modes.Update(&key, &value, UpdateMode.OnlyReplace);
            default:
                return (int)Modes.Delete(&key);
        }
    }

    public static readonly LruHashMap<ulong, Record> Recent = new(4096);

    [Program(ProgramType.SchedulerClassifier)]
    public static int RecentlyUsed(TrafficControlContext* context)
    {
        var data = context->Data;
        if (data + 34 > context->DataEnd)
            return -1;
        ulong key = data[14] & 31u;
        var found = Recent.Lookup(&key);
        if (found != null)
        {
            found->Medium++;
            found->Inner.Large += data[15];
            return found->Medium;
        }

        Record fresh = default;
        fresh.Small = data[16];
        fresh.Inner.Flag = true;
        return (int)Recent.Update(&key, &fresh);
    }

    public static readonly PerCpuArrayMap<ulong> PerProcessor = new(4);

    [Program(ProgramType.SchedulerClassifier)]
    public static int SumPerProcessor(TrafficControlContext* context)
    {
        var sum = PerProcessor.Lookup(context->len & 3);
        if (sum == null)
            return -1;
        *sum += context->len;
        return 0;
    }

    public static readonly PerCpuHashMap<uint, ulong> PerProcessorFlows = new(64);

    [Program(ProgramType.SchedulerClassifier)]
    public static int SumPerProcessorAndKey(TrafficControlContext* context)
    {
        var key = context->len & 15;
        var sum = PerProcessorFlows.Lookup(&key);
        if (sum != null)
        {
            *sum += context->len;
            return 0;
        }

        ulong first = context->len;
        return (int)PerProcessorFlows.Update(&key, &first);
    }

    public static readonly ArrayMap<Record> Shared = new(3);

    [Program(ProgramType.SchedulerClassifier)]
    public static int ValuePassedToFunctions(TrafficControlContext* context)
    {
        var record = Shared.Lookup(context->len % 3);
        if (record == null)
            return -1;
        Touch(ref *record, context->len);
        return TouchStatic(record, context->len) + TouchGlobal(record);
    }

    public static readonly ArrayMap<Node> Nodes = new(64);

    [Program(ProgramType.SchedulerClassifier)]
    public static int WalkNodes(TrafficControlContext* context)
    {
        var data = context->Data;
        if (data + 18 > context->DataEnd)
            return -1;
        var key = *(uint*)(data + 14);
        uint index = 0;
        uint best = 0;
        for (var turn = 0; turn < 12; turn++)
        {
            var node = Nodes.Lookup(index & 63);
            if (node == null)
                return -2;
            if (key >= node->Key)
            {
                best = node->Value;
                index = node->Right;
            }
            else
            {
                index = node->Left;
            }

            if ((index & 63) == 0)
                break;
        }

        return (int)best;
    }

    public static readonly ArrayMap<Table> Tables = new(1);

    [Program(ProgramType.SchedulerClassifier)]
    public static int WalkTable(TrafficControlContext* context)
    {
        var data = context->Data;
        if (data + 18 > context->DataEnd)
            return -1;
        var table = Tables.First();
        var index = *(uint*)(data + 14);
        uint sum = 0;
        while (Loop.MayContinue())
        {
            index &= 255;
            sum += table->Values[index];
            if (table->Values[index] == index || sum > 4000)
                break;
            index = table->Values[index] + 1u;
        }

        return (int)(sum + index);
    }

    public static readonly ProgramArrayMap Slots = new(2);

    [Program(ProgramType.SchedulerClassifier)]
    public static int TailCallFallsThrough(TrafficControlContext* context)
    {
        Slots.TailCall(context, 1);
        return (int)context->len;
    }

    private static void Touch(ref Record record, uint amount) => record.Inner.Large += amount;

    [StaticFunction]
    private static int TouchStatic(Record* record, uint amount)
    {
        record->Medium += (short)amount;
        return record->Medium;
    }

    [GlobalFunction]
    public static int TouchGlobal([NonNull] Record* record)
    {
        record->Small ^= 0x5a;
        return record->Small;
    }

    public static readonly ArrayMap<Sequenced> VolatileReads = new(1);

    [Program(ProgramType.SchedulerClassifier)]
    public static int VolatileReadsAround(TrafficControlContext* context)
    {
        var entry = VolatileReads.Lookup(0);
        if (entry == null)
            return -1;
        var before = Volatile.Read(ref entry->Sequence);
        var content = entry->Content;
        var after = Volatile.Read(ref entry->Sequence);
        return before == after ? (int)content : -2;
    }

    public static readonly ArrayMap<VolatilySequenced> VolatileFields = new(1);

    [Program(ProgramType.SchedulerClassifier)]
    public static int VolatileFieldAround(TrafficControlContext* context)
    {
        var entry = VolatileFields.Lookup(0);
        if (entry == null)
            return -1;
        var before = entry->Sequence;
        var content = entry->Content;
        var after = entry->Sequence;
        return before == after ? (int)content : -2;
    }

    public struct Sequenced
    {
        public uint Sequence;
        public uint Padding;
        public ulong Content;
    }

    public struct VolatilySequenced
    {
        public volatile uint Sequence;
        public uint Padding;
        public ulong Content;
    }

    public struct Record
    {
        public byte Small;
        public byte Padding;
        public short Medium;
        public uint MorePadding;
        public Part Inner;
        public fixed byte Bytes[8];
    }

    public struct Part
    {
        public bool Flag;
        public fixed byte Padding[7];
        public long Large;
    }

    public struct Sums
    {
        public long Large;
        public ulong UnsignedLarge;
        public int Whole;
        public uint UnsignedWhole;
    }

    public struct Bucket
    {
        public long Time;
        public ulong NanosecondsPerByte;
        public ulong Burst;
        public ulong Denied;
    }

    public struct FlowKey
    {
        public uint Address;
        public ushort Port;
        public byte Protocol;
        public byte Padding;
    }

    public struct Node
    {
        public uint Key;
        public uint Left;
        public uint Right;
        public uint Value;
    }

    public struct Table
    {
        public fixed byte Values[256];
    }
}
