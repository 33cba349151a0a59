using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Kernels.Callouts;

/// <summary>Netfilter programs that hand packets to classifiers, as a layer hands them to callouts.</summary>
public static unsafe class CalloutPrograms
{
    public static readonly ArrayMap<Question> Questions = new(1);

    public static readonly ArrayMap<Answers> Answered = new(1);

    /// <summary>Calls the functions of three classifiers: two of them classes, which the CLR runs as one shared body.</summary>
    [Program(ProgramType.Netfilter, ExpectedAttachType = AttachType.Netfilter)]
    public static int Direct(NetfilterContext* context)
    {
        Dynptr packet;
        if (KernelFunctions.DynptrFromSkb(context->skb, 0, &packet) != 0)
            return 1;
        var question = Questions.First();
        var answers = Answered.First();
        var state = Invoke<BlockPort>(&question->Fields, &packet, &question->Filter, question->FlowContext, &answers->First);
        state += Invoke<BlockPattern>(&question->Fields, &packet, &question->Filter, question->FlowContext, &answers->Second);
        state += Invoke<MixNumbers>(&question->Fields, &packet, &question->Filter, question->FlowContext, &answers->Third);
        return state == 0 ? 1 : 0;
    }

    /// <summary>The same, with the classifiers left open.</summary>
    [Program(ProgramType.Netfilter, ExpectedAttachType = AttachType.Netfilter)]
    public static int ThroughPlaceholders(NetfilterContext* context)
    {
        Dynptr packet;
        if (KernelFunctions.DynptrFromSkb(context->skb, 0, &packet) != 0)
            return 1;
        var question = Questions.First();
        var answers = Answered.First();
        var state = Callout0(&question->Fields, &packet, &question->Filter, question->FlowContext, &answers->First);
        state += Callout1(&question->Fields, &packet, &question->Filter, question->FlowContext, &answers->Second);
        state += Callout2(&question->Fields, &packet, &question->Filter, question->FlowContext, &answers->Third);
        return state == 0 ? 1 : 0;
    }

    [GlobalFunction(FaultResult = 1)]
    public static uint Invoke<TCallout>(
        [NonNull] Fields* fields, Dynptr* packet, [NonNull] CalloutFilter* filter, ulong flowContext, [NonNull] ClassifyOut* classifyOut)
        where TCallout : ICalloutClassify
    {
        TCallout.Classify(in fields->Values, in fields->Metadata, new PacketView(packet), in *filter, flowContext, ref *classifyOut);
        return 0;
    }

    [GlobalFunction]
    public static uint Callout0(Fields* fields, Dynptr* packet, CalloutFilter* filter, ulong flowContext, ClassifyOut* classifyOut) => 2;

    [GlobalFunction]
    public static uint Callout1(Fields* fields, Dynptr* packet, CalloutFilter* filter, ulong flowContext, ClassifyOut* classifyOut) => 3;

    public static uint Callout2(Fields* fields, Dynptr* packet, CalloutFilter* filter, ulong flowContext, ClassifyOut* classifyOut) => 4;

    public struct Fields
    {
        public IncomingValues Values;
        public IncomingMetadata Metadata;
    }

    public struct Question
    {
        public Fields Fields;
        public CalloutFilter Filter;
        public ulong FlowContext;
    }

    public struct Answers
    {
        public ClassifyOut First;
        public ClassifyOut Second;
        public ClassifyOut Third;
    }
}
