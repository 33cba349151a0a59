namespace Weir.Bpf.Language;

/// <summary>
/// The kernel half of a callout: the code that decides over a packet (WFP: <c>FWPS_CALLOUT_CLASSIFY_FN</c>). The same method is
/// compiled to eBPF and runs in the kernel, and runs on the CLR in the managed engine.
/// </summary>
/// <remarks>
/// It must not block, allocate or throw on purpose. What would throw on the CLR (a division by zero, an overflow in <c>checked</c>,
/// a <c>throw</c>) ends the call as a fault in both worlds: it is counted, and the action becomes
/// <see cref="CalloutAttribute.FaultAction"/>. The arguments are valid during the call only, and only
/// <c>classifyOut</c> may be written: what happens when others are, by unsafe means, is not defined.
/// </remarks>
public interface ICalloutClassify
{
    /// <summary>Decides over one packet that has met the conditions of a filter which names this callout.</summary>
    /// <param name="values">The field values of the layer (<c>inFixedValues</c>).</param>
    /// <param name="metadata">What else is known of the packet (<c>inMetaValues</c>); test for a value before using it.</param>
    /// <param name="packet">The packet's bytes, from the network header on (<c>layerData</c>).</param>
    /// <param name="filter">The filter that called, with its context.</param>
    /// <param name="flowContext">What this callout has associated with the packet's flow at this layer, or 0.</param>
    /// <param name="classifyOut">
    /// The answer. On entry its action is <see cref="ClassifyAction.None"/>, and its rights tell whether a filter or callout of
    /// higher weight has made the decision final.
    /// </param>
    static abstract void Classify(
        in IncomingValues values,
        in IncomingMetadata metadata,
        in PacketView packet,
        in CalloutFilter filter,
        ulong flowContext,
        ref ClassifyOut classifyOut);
}
