using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Kernels.Traps;

/// <summary>Stack objects that the verifier watches byte by byte.</summary>
public static unsafe class StackTraps
{
    private static readonly HashMap<Key, ulong> s_entries = new(16);

    [Program(ProgramType.SchedulerClassifier)]
    public static int KeyWithPaddingIsWhollyInitialised(TrafficControlContext* context)
    {
        var key = new Key { Protocol = 6, Address = context->mark & 3 };
        ulong value = context->len;
        var found = s_entries.Lookup(&key);
        if (found == null)
            return (int)s_entries.Update(&key, &value);
        *found += 1;
        return 7;
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int PointersInStruct(TrafficControlContext* context)
    {
        var range = new Range { Start = context->Data, End = context->DataEnd };
        return Third(&range);
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int PointersInStructByReference(TrafficControlContext* context)
    {
        var range = new Range { Start = context->Data, End = context->DataEnd };
        Skip(ref range, 14);
        return range.Start + 2 > range.End ? -1 : range.Start[1];
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int PointerInStaticFunctionsStruct(TrafficControlContext* context)
    {
        var range = new Range { Start = context->Data, End = context->DataEnd };
        return FirstOf(&range);
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int NearlyFullFrame(TrafficControlContext* context)
    {
        var buffer = stackalloc ulong[56];
        for (uint index = 0; index < 56; index++)
            buffer[index] = index * context->mark;
        ulong sum = 0;
        for (uint index = 0; index < 56; index++)
            sum = sum * 31 + buffer[index];
        return (int)(sum ^ (sum >> 32));
    }

    [Program(ProgramType.SchedulerClassifier)]
    public static int ManyScalarsAlive(TrafficControlContext* context)
    {
        uint a = context->mark, b = a * 3, c = b ^ 5, d = c + a, e = d * b, f = e - c, g = f ^ d, h = g + e, i = h * f, j = i - g, k = j ^ h, l = k + i;
        var time = Helpers.KtimeGetNanoseconds();
        var first = a + b * c - d ^ e;
        var second = f + g * h - i ^ j;
        return (int)(first * k + second * l + (a ^ l) + (b ^ k) + (c ^ j) + (d ^ i)) + (time == 0 ? 1 : 0);
    }

    private static int Third(Range* range) => range->Start + 3 > range->End ? -1 : range->Start[2];

    private static void Skip(ref Range range, int count) => range.Start += count;

    [StaticFunction]
    private static int FirstOf(Range* range) => range->Start + 1 > range->End ? -1 : range->Start[0];

    private struct Range
    {
        public byte* Start;
        public byte* End;
    }

    public struct Key
    {
        public byte Protocol;
        public uint Address;
    }
}
