using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Kernels.Refused;

/// <summary>Structs and functions that this kernel has not, or has otherwise.</summary>
public static unsafe partial class RefusedPrograms
{
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
    [Refused("WEIR1021", "NoSuchFunction(", "kernel version")]
    public static int MissingKernelFunction(TrafficControlContext* context)
    {
        return NoSuchFunction(1);
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1025", "= *Kernel.ReadOnlyCast", "one by one")]
    public static int KernelStructCopied(TrafficControlContext* context)
    {
        var copy = *Kernel.ReadOnlyCast<sk_buff>(context);
        return (int)(&copy)->len;
    }

    [KernelFunction("weir_no_such_function")]
    private static int NoSuchFunction(int value) => value;
}
