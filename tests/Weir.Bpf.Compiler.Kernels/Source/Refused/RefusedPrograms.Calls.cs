using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Kernels.Refused;

/// <summary>Calls, functions and their signatures.</summary>
public static unsafe partial class RefusedPrograms
{
    private static readonly ArrayMap<Block> Blocks = new(1);

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1010", "Factorial(value - 1)", "loop")]
    public static int Recursion(TrafficControlContext* context)
    {
        return Factorial((int)context->len);
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1010", "IsEven(value - 1)", "loop")]
    public static int MutualRecursion(TrafficControlContext* context)
    {
        return IsEven((int)context->len) ? 1 : 0;
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1014", "getpid()", "helper")]
    public static int PlatformInvoke(TrafficControlContext* context)
    {
        return getpid();
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1018", "SixParameters(1", "five parameters")]
    public static int TooManyParameters(TrafficControlContext* context)
    {
        return SixParameters(1, 2, 3, 4, 5, (int)context->len);
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1018", "StructParameter(pair)", "pointer")]
    public static int StructToFunction(TrafficControlContext* context)
    {
        var pair = new Pair { First = context->len, Second = 2 };
        return StructParameter(pair);
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1019", nameof(WrongSignature), "[Program]")]
    public static long WrongSignature(TrafficControlContext* context, int other)
    {
        return other;
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1024", "Level", "StaticFunction")]
    public static int InliningTooDeep(TrafficControlContext* context)
    {
        return Level<Zero>.Descend((int)context->len);
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1028", "if (block != null)", "StaticFunction")]
    public static int JumpTooFar(TrafficControlContext* context)
    {
        var block = Blocks.Lookup(0);
        if (block != null)
        {
            FillManyTimes(block->Bytes);
            FillManyTimes(block->Bytes);
            FillManyTimes(block->Bytes);
        }

        return 1;
    }

    private static void FillManyTimes(byte* bytes)
    {
        FillSixTimes(bytes);
        FillSixTimes(bytes);
        FillSixTimes(bytes);
        FillSixTimes(bytes);
    }

    // Each is inlined as one store for every byte.
    private static void FillSixTimes(byte* bytes)
    {
        Unsafe.InitBlockUnaligned(bytes, 1, 512);
        Unsafe.InitBlockUnaligned(bytes, 2, 512);
        Unsafe.InitBlockUnaligned(bytes, 3, 512);
        Unsafe.InitBlockUnaligned(bytes, 4, 512);
        Unsafe.InitBlockUnaligned(bytes, 5, 512);
        Unsafe.InitBlockUnaligned(bytes, 6, 512);
    }

    private static int Factorial(int value)
    {
        if (value <= 1)
            return 1;
        return value * Factorial(value - 1);
    }

    private static bool IsEven(int value)
    {
        if (value == 0)
            return true;
        return !IsOdd(value);
    }

    private static bool IsOdd(int value)
    {
        return IsEven(value - 1);
    }

    [StaticFunction]
    private static int SixParameters(int a, int b, int c, int d, int e, int f) => a + b + c + d + e + f;

    [StaticFunction]
    private static int StructParameter(Pair pair) => (int)(pair.First + pair.Second);

    [DllImport("libc")]
    private static extern int getpid();
}
