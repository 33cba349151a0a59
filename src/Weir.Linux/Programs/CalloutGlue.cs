using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>
/// Joins a callout class to a slot of the layer's program. A global function: the verifier checks the callout's code by itself,
/// knowing nothing of its caller. Only stack and depth of calls depend on the layer's program.
/// </summary>
internal static unsafe class CalloutGlue
{
    [GlobalFunction(FaultResult = CalloutSlots.Faulted)]
    public static uint Invoke<TCallout>(
        [NonNull] PacketFields* fields, [Context] void* context, [NonNull] CalloutFilter* filter, ulong flowContext, [NonNull] ClassifyOut* classifyOut)
        where TCallout : ICalloutClassify
    {
        TCallout.Classify(in fields->Values, in fields->Metadata, new PacketView(context), in *filter, flowContext, ref *classifyOut);
        return CalloutSlots.Answered;
    }

    /// <summary>A program around one callout, for the verifier to judge it before any layer is touched. It is never attached.</summary>
    [Program(ProgramType.Netfilter, ExpectedAttachType = AttachType.Netfilter, Name = "weir_callout")]
    public static int Try(NetfilterContext* context)
    {
        PacketFields fields = default;
        CalloutFilter filter = default;
        ClassifyOut classifyOut = default;
        return CalloutSlots.Callout0(&fields, context, &filter, 0, &classifyOut) == CalloutSlots.Answered ? 1 : 0;
    }
}
