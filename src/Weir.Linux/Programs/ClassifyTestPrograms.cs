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

    /// <summary>Where programs that cannot write to their packet leave their decision.</summary>
    public static readonly ArrayMap<Decision> Decisions = new(1);

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

    /// <summary>The packet holds its own field values, and is what callouts see. The decision goes to <see cref="Decisions"/>.</summary>
    [Program(ProgramType.Netfilter, ExpectedAttachType = AttachType.Netfilter, Name = "weir_test_call4")]
    public static int ClassifyWithCalloutsV4(NetfilterContext* context)
    {
        PacketFields fields = default;
        Decision* decision = Decisions.Lookup(0);
        if (decision == null || !NetfilterPacketSource.TryCopy(context, FieldsOffset, &fields, (uint)sizeof(PacketFields)))
        {
            return 0;
        }

        return Classification.ClassifyWithCalloutsV4(&fields, decision, context) == Verdict.Permit ? 1 : 0;
    }

    /// <summary>The packet holds its own field values, and is what callouts see. The decision goes to <see cref="Decisions"/>.</summary>
    [Program(ProgramType.Netfilter, ExpectedAttachType = AttachType.Netfilter, Name = "weir_test_call6")]
    public static int ClassifyWithCalloutsV6(NetfilterContext* context)
    {
        PacketFields fields = default;
        Decision* decision = Decisions.Lookup(0);
        if (decision == null || !NetfilterPacketSource.TryCopy(context, FieldsOffset, &fields, (uint)sizeof(PacketFields)))
        {
            return 0;
        }

        return Classification.ClassifyWithCalloutsV6(&fields, decision, context) == Verdict.Permit ? 1 : 0;
    }
}
