using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>
/// Entry points through which the kernel's test run drives classify without traffic: on many packets that lie in a map, or with callouts
/// on one, whose bytes are a <see cref="PacketFields"/> behind the 14 bytes that the kernel takes for an Ethernet header.
/// </summary>
internal static unsafe class ClassifyTestPrograms
{
    public const int FieldsOffset = 16;

    /// <summary>Where programs that cannot write to their packet leave their decision.</summary>
    public static readonly ArrayMap<Decision> Decisions = new(1);

    /// <summary>What <see cref="ClassifyManyV4"/> and <see cref="ClassifyManyV6"/> classify.</summary>
    public static readonly ArrayMap<TestBatch> Batch = new(1, MapFlags.MemoryMappable);

    [Program(ProgramType.SchedulerClassifier, Name = "weir_test_v4")]
    public static int ClassifyManyV4(TrafficControlContext* context)
    {
        TestBatch* batch = Batch.First();
        uint index = 0;
        while (index < batch->Count && Loop.MayContinue())
        {
            ClassifyState state = default;
            Classification.ClassifyV4((PacketFields*)(batch->Fields + (index * TestBatch.FieldsSize)), &state);
            *(Decision*)(batch->Decisions + (index * TestBatch.DecisionSize)) = state.Decision;
            index = (index + 1) & (TestBatch.Capacity - 1);
        }

        return 0;
    }

    /// <summary>As <see cref="ClassifyManyV4"/>, at a layer where filters limit.</summary>
    [Program(ProgramType.SchedulerClassifier, Name = "weir_test_limit")]
    public static int ClassifyManyWithLimitsV4(TrafficControlContext* context)
    {
        TestBatch* batch = Batch.First();
        uint index = 0;
        while (index < batch->Count && Loop.MayContinue())
        {
            PacketFields* fields = (PacketFields*)(batch->Fields + (index * TestBatch.FieldsSize));
            ClassifyState state = default;
            Classification.ClassifyWithLimitsV4(fields, &state, fields->Metadata.PacketLength);
            *(Decision*)(batch->Decisions + (index * TestBatch.DecisionSize)) = state.Decision;
            index = (index + 1) & (TestBatch.Capacity - 1);
        }

        return 0;
    }

    [Program(ProgramType.SchedulerClassifier, Name = "weir_test_v6")]
    public static int ClassifyManyV6(TrafficControlContext* context)
    {
        TestBatch* batch = Batch.First();
        uint index = 0;
        while (index < batch->Count && Loop.MayContinue())
        {
            ClassifyState state = default;
            Classification.ClassifyV6((PacketFields*)(batch->Fields + (index * TestBatch.FieldsSize)), &state);
            *(Decision*)(batch->Decisions + (index * TestBatch.DecisionSize)) = state.Decision;
            index = (index + 1) & (TestBatch.Capacity - 1);
        }

        return 0;
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

        ClassifyState state = default;
        uint verdict = Classification.ClassifyWithCalloutsV4(&fields, &state, context, fields.Metadata.PacketLength);
        *decision = state.Decision;
        return verdict == Verdict.Permit ? 1 : 0;
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

        ClassifyState state = default;
        uint verdict = Classification.ClassifyWithCalloutsV6(&fields, &state, context, fields.Metadata.PacketLength);
        *decision = state.Decision;
        return verdict == Verdict.Permit ? 1 : 0;
    }
}
