using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>
/// Entry points through which the kernel's test run drives classify without traffic. The packet of the
/// test run is a <see cref="PacketFields"/>, behind the 14 bytes that the kernel takes for an Ethernet
/// header, followed by a <see cref="Decision"/> that is written.
/// </summary>
internal static unsafe class ClassifyTestPrograms
{
    public const int FieldsOffset = 16;

    [Program(ProgramType.SchedulerClassifier, Name = "weir_test_v4")]
    public static int ClassifyV4(TrafficControlContext* context)
    {
        byte* data = context->Data;
        if (data + FieldsOffset + sizeof(PacketFields) + sizeof(Decision) > context->DataEnd)
        {
            return -1;
        }

        PacketFields fields = *(PacketFields*)(data + FieldsOffset);
        Decision decision = default;
        uint verdict = Classification.ClassifyV4(&fields, &decision);
        *(Decision*)(data + FieldsOffset + sizeof(PacketFields)) = decision;
        return (int)verdict;
    }

    [Program(ProgramType.SchedulerClassifier, Name = "weir_test_v6")]
    public static int ClassifyV6(TrafficControlContext* context)
    {
        byte* data = context->Data;
        if (data + FieldsOffset + sizeof(PacketFields) + sizeof(Decision) > context->DataEnd)
        {
            return -1;
        }

        PacketFields fields = *(PacketFields*)(data + FieldsOffset);
        Decision decision = default;
        uint verdict = Classification.ClassifyV6(&fields, &decision);
        *(Decision*)(data + FieldsOffset + sizeof(PacketFields)) = decision;
        return (int)verdict;
    }

    /// <summary>The packet that callouts see is the whole packet of the test run.</summary>
    [Program(ProgramType.SchedulerClassifier, Name = "weir_callouts_v4")]
    public static int ClassifyWithCalloutsV4(TrafficControlContext* context)
    {
        byte* data = context->Data;
        if (data + FieldsOffset + sizeof(PacketFields) + sizeof(Decision) > context->DataEnd)
        {
            return -1;
        }

        PacketFields fields = *(PacketFields*)(data + FieldsOffset);
        Decision decision = default;
        Dynptr packet = default;
        KernelFunctions.DynptrFromSkb(context, 0, &packet);
        Classification.ClassifyWithCalloutsV4(&fields, &decision, &packet);
        Store(context, &decision);
        return (int)decision.Verdict;
    }

    /// <summary>The packet that callouts see is the whole packet of the test run.</summary>
    [Program(ProgramType.SchedulerClassifier, Name = "weir_callouts_v6")]
    public static int ClassifyWithCalloutsV6(TrafficControlContext* context)
    {
        byte* data = context->Data;
        if (data + FieldsOffset + sizeof(PacketFields) + sizeof(Decision) > context->DataEnd)
        {
            return -1;
        }

        PacketFields fields = *(PacketFields*)(data + FieldsOffset);
        Decision decision = default;
        Dynptr packet = default;
        KernelFunctions.DynptrFromSkb(context, 0, &packet);
        Classification.ClassifyWithCalloutsV6(&fields, &decision, &packet);
        Store(context, &decision);
        return (int)decision.Verdict;
    }

    private static void Store(TrafficControlContext* context, Decision* decision)
    {
        byte* data = context->Data;
        if (data + FieldsOffset + sizeof(PacketFields) + sizeof(Decision) <= context->DataEnd)
        {
            *(Decision*)(data + FieldsOffset + sizeof(PacketFields)) = *decision;
        }
    }
}
