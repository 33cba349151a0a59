using System.Buffers.Binary;
using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Kernels.Traps;

/// <summary>Indices into map values on which C# and the verifier are known to misunderstand each other.</summary>
public static unsafe class MapTraps
{
    public static readonly ArrayMap<ByteTable> Bytes = new(1);
    public static readonly ArrayMap<LargeTable> Large = new(1);
    public static readonly ArrayMap<ulong> Several = new(4);

    [Program(ProgramType.SchedulerClassifier)]
    public static int CountedEndlessLoop(TrafficControlContext* context)
    {
        uint odd = 0;
        uint even = 0;
        for (uint turn = 0; turn < context->len && turn < 4096 && Loop.MayContinue(); turn++)
        {
            var entry = Several.Lookup((turn + context->mark) & 3);
            if (entry == null)
                continue;
            if ((*entry & 1) != 0)
                odd += turn;
            else
                even ^= turn * 3;
        }

        return (int)((odd ^ even) & 0xffff);
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int SignedRange(TrafficControlContext* context)
    {
        var index = (int)context->mark;
        if (index >= 0 && index < 64)
            return Bytes.First()->Values[index];
        return 0;
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Rejected("return Bytes.First()->Values[index];", "out of bounds")]
    public static int SignedUpperBoundOnly(TrafficControlContext* context)
    {
        var index = (int)context->mark;
        if (index < 64)
            return Bytes.First()->Values[index];
        return 0;
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int UnsignedRange(TrafficControlContext* context)
    {
        var index = context->mark;
        return index < 64 ? Bytes.First()->Values[index] : 0;
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int LongRange(TrafficControlContext* context)
    {
        var index = (long)context->mark << 2;
        return (ulong)index < 64 ? Bytes.First()->Values[index] : 0;
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int RangeInBooleanLocal(TrafficControlContext* context)
    {
        var index = context->mark;
        var fits = index < 64;
        var length = context->len;
        return fits ? (int)(Bytes.First()->Values[index] + length) : 0;
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int ClampedByTernary(TrafficControlContext* context)
    {
        var index = context->mark;
        index = index < 64 ? index : 63;
        return Bytes.First()->Values[index];
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int ClampedByMinimum(TrafficControlContext* context) =>
        Bytes.First()->Values[Math.Min(context->mark, 63u)];

    [Program(ProgramType.SchedulerClassifier)]
    public static int ComposedOfBytes(TrafficControlContext* context)
    {
        var data = context->Data;
        if (data + 18 > context->DataEnd)
            return 0;
        return Large.First()->Values[data[14] << 8 | data[15]];
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int SignedByteMasked(TrafficControlContext* context)
    {
        var data = context->Data;
        if (data + 18 > context->DataEnd)
            return 0;
        return Bytes.First()->Values[*(sbyte*)(data + 14) & 63];
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int NullTestInBooleanLocal(TrafficControlContext* context)
    {
        var value = Several.Lookup(context->len & 7);
        var found = value != null;
        if (!found)
            return 1;
        return (int)*value;
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Rejected("return (int)*value;", "map_value_or_null")]
    public static int NullTestForgotten(TrafficControlContext* context)
    {
        var value = Several.Lookup(context->len & 7);
        return (int)*value;
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int EitherOfTwoValues(TrafficControlContext* context)
    {
        var place = context->mark == 0 ? Bytes.First()->Values : Large.First()->Values;
        return place[3];
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int IndexTimesTwelve(TrafficControlContext* context)
    {
        var index = context->mark;
        return index >= 5 ? 0 : Bytes.First()->Values[index * 12 + 3];
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int RangeByWrap(TrafficControlContext* context)
    {
        var index = context->mark;
        return index - 10 < 20 ? Bytes.First()->Values[index - 10] : 0;
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int CheckOnCopy(TrafficControlContext* context)
    {
        var index = context->mark;
        var copy = index;
        if (copy > 63)
            return 0;
        return Bytes.First()->Values[index];
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int SignedDivisionOfByte(TrafficControlContext* context)
    {
        var data = context->Data;
        if (data + 22 > context->DataEnd)
            return 0;
        var table = Bytes.First();
        return table->Values[data[14] / 4] + table->Values[data[15] % 60];
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int NarrowedIndex(TrafficControlContext* context)
    {
        var table = Large.First();
        var index = (ushort)(context->mark >> 3);
        return table->Values[index] + table->Values[(byte)(index + 3)];
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int Remainder(TrafficControlContext* context)
    {
        var index = context->mark % 60u;
        return Bytes.First()->Values[index];
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int Quotient(TrafficControlContext* context)
    {
        var index = (byte)context->mark / 10u;
        return Bytes.First()->Values[index];
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int RemainderTestedAgain(TrafficControlContext* context)
    {
        var index = context->mark % 60u;
        return index >= 60 ? 0 : Bytes.First()->Values[index];
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int ReversedIndex(TrafficControlContext* context)
    {
        var table = Large.First();
        return table->Values[BinaryPrimitives.ReverseEndianness((ushort)context->mark)]
            + table->Values[BinaryPrimitives.ReverseEndianness(context->mark) >> 16];
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int LongLoop(TrafficControlContext* context)
    {
        var table = Large.First();
        var hash = context->mark;
        for (uint index = 0; index < 20_000; index++)
            hash = hash * 31 + table->Values[index];
        return (int)hash;
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int BranchyLoop(TrafficControlContext* context)
    {
        var data = context->Data;
        if (data + 78 > context->DataEnd)
            return 0;
        uint sum = 0;
        uint bits = 0;
        for (uint index = 0; index < 64; index++)
        {
            if (data[index] > 7)
                sum += index;
            else
                bits ^= data[index];
            if ((data[index] & 1) != 0)
                sum ^= 3;
        }

        return (int)(sum + bits);
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int ManyValuesAlive(TrafficControlContext* context)
    {
        var data = context->Data;
        var end = context->DataEnd;
        if (data + 80 > end)
            return 0;
        uint a = data[14] & 31u, b = data[15] & 31u, c = data[16] & 31u, d = data[17] & 31u, e = data[18] & 31u, f = data[19] & 31u;
        var first = data + a;
        var second = data + b;
        var table = Bytes.First();
        if (first + 4 > end || second + 4 > end)
            return 1;
        var time = Helpers.KtimeGetNanoseconds();
        return first[1] + second[2] + table->Values[a] + table->Values[b] + table->Values[c] + table->Values[d] + table->Values[e] + table->Values[f]
            + data[20] + data[41] + data[c == 3 ? 1 : 2] + (time == 0 ? 1 : 0);
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Rejected("return (int)Table.First()->Keys[context->mark];", "unbounded memory access")]
    public static int IndexWithoutMask(TrafficControlContext* context)
    {
        return (int)Table.First()->Keys[context->mark];
    }

    public static readonly ArrayMap<WordTable> Table = new(1);

    [Program(ProgramType.SchedulerClassifier)]
    [Rejected("return Bytes.First()->Values[index];", "invalid access to map value")]
    public static int MaskOneBitTooWide(TrafficControlContext* context)
    {
        var index = context->mark & 127;
        return Bytes.First()->Values[index];
    }

    public struct ByteTable
    {
        public fixed byte Values[64];
    }

    public struct LargeTable
    {
        public fixed byte Values[65536];
    }

    public struct WordTable
    {
        public fixed uint Keys[64];
    }
}
