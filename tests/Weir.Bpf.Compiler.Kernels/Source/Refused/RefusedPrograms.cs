using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Kernels.Refused;

/// <summary>C# that has no meaning in the kernel: one program for each thing that the compiler refuses.</summary>
public static unsafe class RefusedPrograms
{
    private static readonly int[] s_table = [1, 2, 3];
    private static readonly Shape s_shape = new Square();
    private static int s_count;

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1001", "typeof(T)", "integers")]
    public static int TypeTest(TrafficControlContext* context)
    {
        return Describe<long>((int)context->len);
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1002", "new int[", "stackalloc")]
    public static int ArrayAllocation(TrafficControlContext* context)
    {
        var values = new int[context->len];
        return values[0];
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1002", "new Square()", "stackalloc")]
    public static int ObjectAllocation(TrafficControlContext* context)
    {
        var square = new Square();
        return square.Area((int)context->len);
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1003", "IShape shape = ", "generic")]
    public static int Boxing(TrafficControlContext* context)
    {
        IShape shape = new Circle();
        return shape.Area((int)context->len);
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1004", "return \"text\"", "user space")]
    public static int Text(TrafficControlContext* context)
    {
        return "text".Length;
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1005", "throw new", "FaultResult")]
    public static int Throw(TrafficControlContext* context)
    {
        if (context->len > 100)
            throw new InvalidOperationException();
        return 1;
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1005", nameof(TryAndCatch), "verdict")]
    public static int TryAndCatch(TrafficControlContext* context)
    {
        try
        {
            return (int)(100 / context->len);
        }
        catch (DivideByZeroException)
        {
            return 0;
        }
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1027", "s_shape.Area", "maps")]
    public static int ObjectInStaticField(TrafficControlContext* context)
    {
        return s_shape.Area((int)context->len);
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1027", "s_table[", "maps")]
    public static int ArrayInStaticField(TrafficControlContext* context)
    {
        return s_table[context->len & 1];
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1006", "Fixed.GetHashCode()", "static method")]
    public static int VirtualCall(TrafficControlContext* context)
    {
        return Fixed.GetHashCode();
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1007", "Func<int, int>", "directly")]
    public static int Lambda(TrafficControlContext* context)
    {
        Func<int, int> twice = value => value * 2;
        return twice((int)context->len);
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1007", "delegate*<int, int> twice", "directly")]
    public static int FunctionPointer(TrafficControlContext* context)
    {
        delegate*<int, int> twice = &Twice;
        return twice((int)context->len);
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1008", "* 1.5", "integers")]
    public static int FloatingPoint(TrafficControlContext* context)
    {
        return (int)(context->len * 1.5);
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1008", "Half(context->len)", "integers")]
    public static int FloatingPointParameter(TrafficControlContext* context)
    {
        return Half(context->len);
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1009", "s_count++", "map")]
    public static int MutableStaticField(TrafficControlContext* context)
    {
        return s_count++;
    }

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
    [Refused("WEIR1011", "checked(", "unchecked")]
    public static int CheckedAddition(TrafficControlContext* context)
    {
        var value = (int)context->len;
        return checked(value + value);
    }

    [Program(ProgramType.SchedulerClassifier, FaultResult = 0)]
    [Refused("WEIR1011", "checked(data + ", "unchecked")]
    public static int CheckedPointer(TrafficControlContext* context)
    {
        var data = context->Data;
        return checked(data + context->len) > context->DataEnd ? 1 : 2;
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1011", "checked(", "FaultResult")]
    public static int CheckedConversion(TrafficControlContext* context)
    {
        var value = (int)context->len;
        return checked((byte)value);
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1012", "stackalloc byte[1024]", "map")]
    public static int FrameTooLarge(TrafficControlContext* context)
    {
        var buffer = stackalloc byte[1024];
        for (uint index = 0; index < 1024; index++)
            buffer[index] = (byte)(index + context->len);
        return buffer[context->len & 1023];
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1013", "stackalloc byte[", "constant")]
    public static int VariableStackAllocation(TrafficControlContext* context)
    {
        var buffer = stackalloc byte[(int)context->len];
        return buffer[0];
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1014", "getpid()", "helper")]
    public static int PlatformInvoke(TrafficControlContext* context)
    {
        return getpid();
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1015", "ReadOnlyCast<weir_no_such_struct>", "bpftool")]
    public static int MissingKernelStruct(TrafficControlContext* context)
    {
        var missing = Kernel.ReadOnlyCast<weir_no_such_struct>(context);
        return missing->value;
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1015", "buffer->weir_no_such_field", "bpftool")]
    public static int MissingKernelField(TrafficControlContext* context)
    {
        var buffer = Kernel.ReadOnlyCast<buffer_with_missing_field>(context);
        return buffer->weir_no_such_field;
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1016", "buffer->pkt_type", "bitfield")]
    public static int KernelBitfield(TrafficControlContext* context)
    {
        var buffer = Kernel.ReadOnlyCast<buffer_with_bitfield>(context);
        return buffer->pkt_type;
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1016", "buffer->len", "size")]
    public static int KernelFieldOfOtherSize(TrafficControlContext* context)
    {
        var buffer = Kernel.ReadOnlyCast<buffer_with_wide_length>(context);
        return (int)buffer->len;
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1017", "context->cb[context->len & 3]", "switch")]
    public static int VariableContextIndex(TrafficControlContext* context)
    {
        return (int)context->cb[context->len & 3];
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
    [Refused("WEIR1020", "Replaceable.First()", "static readonly")]
    public static int MapInMutableField(TrafficControlContext* context)
    {
        return (int)*Replaceable.First();
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1021", "NoSuchFunction(", "kernel version")]
    public static int MissingKernelFunction(TrafficControlContext* context)
    {
        return NoSuchFunction(1);
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1022", "Unsafe.InitBlock(", "sizeof")]
    public static int FillOfVariableSize(TrafficControlContext* context)
    {
        var buffer = stackalloc byte[16];
        Unsafe.InitBlock(buffer, 1, context->len & 15);
        return buffer[0];
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1022", "Unsafe.CopyBlock(", "sizeof")]
    public static int CopyOfVariableSize(TrafficControlContext* context)
    {
        var buffer = stackalloc byte[32];
        Unsafe.CopyBlock(buffer, buffer + 16, context->len & 15);
        return buffer[0];
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1023", "= view", "address")]
    public static int OpaqueObjectCopied(TrafficControlContext* context)
    {
        Dynptr view;
        KernelFunctions.DynptrFromSkb(context, 0, &view);
        var copy = view;
        return (int)KernelFunctions.DynptrSize(&copy);
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1023", nameof(OpaqueObjectInStruct), "address")]
    public static int OpaqueObjectInStruct(TrafficControlContext* context)
    {
        Viewed viewed;
        return KernelFunctions.DynptrFromSkb(context, 0, &viewed.View);
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1024", "Level", "StaticFunction")]
    public static int InliningTooDeep(TrafficControlContext* context)
    {
        return Level<Zero>.Descend((int)context->len);
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1025", "= *Kernel.ReadOnlyCast", "one by one")]
    public static int KernelStructCopied(TrafficControlContext* context)
    {
        var copy = *Kernel.ReadOnlyCast<sk_buff>(context);
        return (int)(&copy)->len;
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1026", "Interlocked.Exchange", "int, uint")]
    public static int AtomicOnByte(TrafficControlContext* context)
    {
        byte value = 1;
        return Interlocked.Exchange(ref value, (byte)context->len);
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

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1029", "(second, first)", "layout")]
    public static int Tuple(TrafficControlContext* context)
    {
        var (first, second) = Reverse((int)context->len, context->mark);
        return (int)first - second;
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1029", nameof(StructWithoutLayout), "layout")]
    public static int StructWithoutLayout(TrafficControlContext* context)
    {
        var value = new AutoStruct { Small = 1, Large = context->len };
        return ReadThrough(&value);
    }

    [Program(ProgramType.SchedulerClassifier, FaultResult = 0)]
    [Refused("WEIR1030", "HalfOfRatio(context->len", "Inline")]
    public static int FaultInCallee(TrafficControlContext* context)
    {
        var ratio = HalfOfRatio(context->len, context->mark);
        return (int)ratio;
    }

    [Program(ProgramType.SchedulerClassifier, FaultResult = 0)]
    [Refused("WEIR1004", "== \"text\"", "user space")]
    public static int TextCompared(TrafficControlContext* context)
    {
        var text = context->len > 100 ? "long" : "short";
        return text == "text" ? 1 : 2;
    }

    [Program(ProgramType.SchedulerClassifier, FaultResult = 0)]
    [Refused("WEIR1005", "new InvalidOperationException()", "verdict")]
    public static int ExceptionKept(TrafficControlContext* context)
    {
        var exception = new InvalidOperationException();
        if (context->len > 100)
            throw exception;
        return 1;
    }

    [Program(ProgramType.SchedulerClassifier, License = "Proprietary")]
    [Refused("WEIR1031", "Helpers.ProbeReadKernel(", "licence")]
    public static int HelperUnderOtherLicense(TrafficControlContext* context)
    {
        ulong value;
        Helpers.ProbeReadKernel(&value, sizeof(ulong), context);
        return (int)value;
    }

    [Program(ProgramType.SchedulerClassifier, License = "Proprietary")]
    [Refused("WEIR1031", "KernelFunctions.DynptrFromSkb(", "licence")]
    public static int KernelFunctionUnderOtherLicense(TrafficControlContext* context)
    {
        Dynptr view;
        return KernelFunctions.DynptrFromSkb(context, 0, &view);
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1031", "Helpers.GetCurrentTask()", "KernelLicense")]
    public static int InlinedCodeUnderOtherLicense(TrafficControlContext* context)
    {
        return ProprietaryCode.Nested.HasTask() ? 1 : 0;
    }

    internal static readonly ArrayMap<ulong> Fixed = new(1);

    internal static ArrayMap<ulong> Replaceable = new(1);

    private static readonly ArrayMap<Block> Blocks = new(1);

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

    private static int Describe<T>(int value) => typeof(T) == typeof(int) ? value : -value;

    private static (long First, int Second) Reverse(int first, long second) => (second, first);

    private static int ReadThrough(AutoStruct* value) => value->Small + (int)value->Large;

    [StaticFunction]
    private static uint HalfOfRatio(uint value, uint other) => RatioOf(value, other) / 2;

    [StaticFunction]
    private static uint RatioOf(uint value, uint other) => value / other;

    private static int Twice(int value) => value * 2;

    private static int Half(float value) => (int)(value / 2);

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

    [KernelFunction("weir_no_such_function")]
    private static int NoSuchFunction(int value) => value;

    [DllImport("libc")]
    private static extern int getpid();

    private struct Pair
    {
        public long First;
        public long Second;
    }

    [StructLayout(LayoutKind.Auto)]
    private struct AutoStruct
    {
        public byte Small;
        public long Large;
    }

    public struct Block
    {
        public fixed byte Bytes[512];
    }

    private struct Viewed
    {
        public Dynptr View;
    }

    private interface IShape
    {
        int Area(int size);
    }

    private abstract class Shape
    {
        public abstract int Area(int size);
    }

    private sealed class Square : Shape
    {
        public override int Area(int size) => size * size;
    }

    private struct Circle : IShape
    {
        public readonly int Area(int size) => size * 3;
    }

    private struct Zero;

    private struct Next<T>;

    private static class Level<T>
    {
        public static int Descend(int value) => Level<Next<T>>.Descend(value + 1);
    }

    [KernelLicense("Proprietary")]
    private static class ProprietaryCode
    {
        public static class Nested
        {
            public static bool HasTask()
            {
                return Helpers.GetCurrentTask() != null;
            }
        }
    }

    [KernelStruct("weir_no_such_struct")]
    public struct weir_no_such_struct
    {
        public int value;
    }

    [KernelStruct("sk_buff")]
    public struct buffer_with_missing_field
    {
        public int weir_no_such_field;
    }

    [KernelStruct("sk_buff")]
    public struct buffer_with_bitfield
    {
        public byte pkt_type;
    }

    [KernelStruct("sk_buff")]
    public struct buffer_with_wide_length
    {
        public ulong len;
    }
}
