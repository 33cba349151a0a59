using System.Buffers.Binary;
using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Kernels.Traps;

/// <summary>Shapes of packet access on which C# and the verifier are known to misunderstand each other.</summary>
public static unsafe class PacketTraps
{
    [Program(ProgramType.SchedulerClassifier)]
    public static int DataReadAgainAfterCheck(TrafficControlContext* context)
    {
        if (context->Data + 18 > context->DataEnd)
            return 0;
        return *(context->Data + 14);
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int VariableOffsetComputedTwice(TrafficControlContext* context)
    {
        var data = context->Data;
        if (data + 34 > context->DataEnd)
            return 0;
        var length = (uint)(data[14] & 15) * 4;
        if (data + 14 + length + 8 > context->DataEnd)
            return 0;
        return *(ushort*)(data + 14 + length + 2);
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int PointerAdvancedInLoop(TrafficControlContext* context)
    {
        var place = context->Data;
        var end = context->DataEnd;
        uint sum = 0;
        for (var turn = 0; turn < 64; turn++)
        {
            if (place + 1 > end)
                break;
            sum += *place;
            place++;
        }

        return (int)sum;
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Rejected("return data[14];", "invalid access to packet")]
    public static int LengthFromDifference(TrafficControlContext* context)
    {
        var data = context->Data;
        if ((ulong)(context->DataEnd - data) < 18)
            return 0;
        return data[14];
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Rejected("return *place;", "invalid access to packet")]
    public static int OffsetOfSixteenBits(TrafficControlContext* context)
    {
        var data = context->Data;
        var end = context->DataEnd;
        if (data + 18 > end)
            return 0;
        uint length = BinaryPrimitives.ReverseEndianness(*(ushort*)(data + 14));
        var place = data + 14 + length;
        if (place + 4 > end)
            return 0;
        return *place;
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int OffsetMaskedBeforeUse(TrafficControlContext* context)
    {
        var data = context->Data;
        var end = context->DataEnd;
        if (data + 18 > end)
            return 0;
        var length = BinaryPrimitives.ReverseEndianness(*(ushort*)(data + 14)) & 0x7ffu;
        var place = data + 14 + length;
        if (place + 4 > end)
            return 0;
        return *place;
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int OffsetTestedBeforeUse(TrafficControlContext* context)
    {
        var data = context->Data;
        var end = context->DataEnd;
        if (data + 18 > end)
            return 0;
        uint length = *(ushort*)(data + 14);
        if (length > 1500)
            return 1;
        var place = data + 14 + length;
        if (place + 4 > end)
            return 0;
        return *place;
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int PacketOrMapPointer(TrafficControlContext* context)
    {
        var data = context->Data;
        if (data + 64 > context->DataEnd)
            return 0;
        var place = context->mark == 0 ? data : MapTraps.Bytes.First()->Values;
        return place[3];
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int ContextWritten(TrafficControlContext* context)
    {
        context->mark = 5;
        context->cb[1] = context->len;
        return (int)context->cb[1];
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int CheckInCallee(TrafficControlContext* context)
    {
        var data = context->Data;
        if (!Has(data, context->DataEnd, 18))
            return 0;
        return data[14];
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int CheckThroughOutParameter(TrafficControlContext* context)
    {
        var data = Get(context, 18, out var fits);
        return fits ? data[14] : 0;
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int CheckInBooleanLocal(TrafficControlContext* context)
    {
        var data = context->Data;
        var fits = data + 30 <= context->DataEnd;
        var tall = context->len > 100;
        if (fits && !tall)
            return data[29];
        return fits ? data[3] : -1;
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int LoopDownwards(TrafficControlContext* context)
    {
        var data = context->Data;
        if (data + 78 > context->DataEnd)
            return 0;
        var hash = 0;
        for (var index = 63; index >= 0; index--)
            hash = hash * 31 + data[index];
        return hash;
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int LoopOverLengthByte(TrafficControlContext* context)
    {
        var data = context->Data;
        var end = context->DataEnd;
        if (data + 18 > end)
            return 0;
        uint count = data[14];
        uint sum = 0;
        var place = data + 14;
        for (uint index = 0; index < count; index++)
        {
            if (place + index + 1 > end)
                break;
            sum += place[index];
        }

        return (int)sum;
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int CallBetweenCheckAndLoad(TrafficControlContext* context)
    {
        var data = context->Data;
        var end = context->DataEnd;
        if (data + 40 > end)
            return 0;
        uint offset = data[14];
        var before = Helpers.KtimeGetNanoseconds();
        var place = data + offset;
        if (place + 2 > end)
            return 0;
        var after = Helpers.KtimeGetNanoseconds();
        return place[1] + data[20] + (after < before ? 1 : 0);
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int ManyPointersAlive(TrafficControlContext* context)
    {
        var data = context->Data;
        var end = context->DataEnd;
        if (data + 80 > end)
            return 0;
        uint a = data[14], b = data[15], c = data[16], d = data[17], e = data[18];
        var first = data + a;
        if (first + 4 > end)
            return 1;
        var second = data + b;
        if (second + 4 > end)
            return 2;
        var third = data + c;
        if (third + 4 > end)
            return 3;
        var fourth = data + d;
        if (fourth + 4 > end)
            return 4;
        var fifth = data + e;
        if (fifth + 4 > end)
            return 5;
        var table = MapTraps.Bytes.First();
        var time = Helpers.KtimeGetNanoseconds();
        return first[1] + second[2] + third[3] + fourth[3] + fifth[1] + table->Values[a & 63] + table->Values[b & 63] + table->Values[c & 63] + data[30]
            + (time == 0 ? 1 : 0);
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Rejected("return data[data[14] & 31];", "invalid access to packet")]
    public static int VariableIndexInCheckedRange(TrafficControlContext* context)
    {
        var data = context->Data;
        if (data + 80 > context->DataEnd)
            return 0;
        return data[data[14] & 31];
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int EndlessLoopMaskedAtUse(TrafficControlContext* context)
    {
        var data = context->Data;
        var end = context->DataEnd;
        uint offset = 14;
        uint count = 0;
        while (Loop.MayContinue())
        {
            var place = data + (offset & 0xfff);
            if (place + 2 > end || place[0] == 0)
                break;
            offset += place[1] + 1u;
            count++;
        }

        return (int)count;
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int EndlessLoopMaskedAtUpdate(TrafficControlContext* context)
    {
        var data = context->Data;
        var end = context->DataEnd;
        uint offset = 14;
        uint count = 0;
        while (Loop.MayContinue())
        {
            var place = data + offset;
            if (place + 2 > end || place[0] == 0)
                break;
            offset = (offset + place[1] + 1) & 0xfff;
            count++;
        }

        return (int)count;
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int BoundedLoopMaskedAtUse(TrafficControlContext* context)
    {
        var data = context->Data;
        var end = context->DataEnd;
        uint offset = 14;
        uint count = 0;
        for (var turn = 0; turn < 40; turn++)
        {
            var place = data + (offset & 0xfff);
            if (place + 2 > end || place[0] == 0)
                break;
            offset += place[1];
            count++;
        }

        return (int)count;
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Rejected("place[0] == 0", "invalid access to packet")]
    public static int EndlessLoopOverPointer(TrafficControlContext* context)
    {
        var place = context->Data;
        var end = context->DataEnd;
        uint count = 0;
        while (Loop.MayContinue())
        {
            if (place + 2 > end || place[0] == 0)
                break;
            place += place[1];
            count++;
        }

        return (int)count;
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Rejected("return data[0];", "invalid access to packet")]
    public static int NoCheckAtAll(TrafficControlContext* context)
    {
        var data = context->Data;
        return data[0];
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Rejected("return data[18];", "invalid access to packet")]
    public static int CheckOneByteShort(TrafficControlContext* context)
    {
        var data = context->Data;
        if (data + 18 > context->DataEnd)
            return 0;
        return data[18];
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Rejected("return place[0];", "invalid mem access 'scalar'")]
    public static int PointerKeptAcrossPull(TrafficControlContext* context)
    {
        var data = context->Data;
        var end = context->DataEnd;
        var place = data + 14;
        if (place + 4 > end)
            return 0;
        if (Helpers.SkbPullData(context, 20) != 0)
            return 1;
        return place[0];
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Rejected("return mark + data[18];", "invalid access to packet")]
    public static int CheckOneByteShortInGlobalFunction(TrafficControlContext* context) => AddByte(context, 7);

    [GlobalFunction]
    public static int AddByte(TrafficControlContext* context, int mark)
    {
        var data = context->Data;
        if (data + 18 > context->DataEnd)
            return mark;
        return mark + data[18];
    }

    private static bool Has(byte* data, byte* end, int count) => data + count <= end;

    private static byte* Get(TrafficControlContext* context, uint count, out bool fits)
    {
        var data = context->Data;
        fits = data + count <= context->DataEnd;
        return data;
    }
}
