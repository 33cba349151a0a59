using System.Runtime.CompilerServices;
using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Kernels.Refused;

/// <summary>The stack, blocks of memory and the context.</summary>
public static unsafe partial class RefusedPrograms
{
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
    [Refused("WEIR1017", "context->cb[context->len & 3]", "switch")]
    public static int VariableContextIndex(TrafficControlContext* context)
    {
        return (int)context->cb[context->len & 3];
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
    [Refused("WEIR1026", "Interlocked.Exchange", "int, uint")]
    public static int AtomicOnByte(TrafficControlContext* context)
    {
        byte value = 1;
        return Interlocked.Exchange(ref value, (byte)context->len);
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

    private static (long First, int Second) Reverse(int first, long second) => (second, first);

    private static int ReadThrough(AutoStruct* value) => value->Small + (int)value->Large;
}
