using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Kernels.Refused;

/// <summary>Arithmetic that has no meaning in the kernel, and faults.</summary>
public static unsafe partial class RefusedPrograms
{
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

    [Program(ProgramType.SchedulerClassifier, FaultResult = 0)]
    [Refused("WEIR1030", "HalfOfRatio(context->len", "Inline")]
    public static int FaultInCallee(TrafficControlContext* context)
    {
        var ratio = HalfOfRatio(context->len, context->mark);
        return (int)ratio;
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

    [StaticFunction]
    private static uint HalfOfRatio(uint value, uint other) => RatioOf(value, other) / 2;

    [StaticFunction]
    private static uint RatioOf(uint value, uint other) => value / other;

    private static int Half(float value) => (int)(value / 2);
}
