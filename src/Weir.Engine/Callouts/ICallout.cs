using Weir.Bpf.Language;

namespace Weir.Engine;

/// <summary>
/// A callout: code that filters can call to decide over a packet, or only to look at it (WFP: <c>FWPS_CALLOUT</c> with its three
/// functions). <c>Classify</c> is static: it is compiled for the kernel. The instance is the user-mode half and hears of filters and flows.
/// </summary>
/// <example>
/// <code>
/// [Callout("d969fc67-6fb2-4504-91ce-a97c3c32ad36"), KernelLicense("Dual MIT/GPL")]
/// public sealed class BlockPort : ICallout
/// {
///     public static void Classify(in IncomingValues values, in IncomingMetadata metadata, in PacketView packet,
///         in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut)
///     {
///         if (values.RemotePort == filter.Context)
///             classifyOut.BlockHard();
///         else
///             classifyOut.Continue();
///     }
/// }
/// </code>
/// </example>
public interface ICallout : ICalloutClassify
{
    /// <summary>
    /// Hears that a filter which names this callout is added, has been committed, or is deleted (WFP: <c>notifyFn</c>). Not called for
    /// filters that existed before the registration. Runs on the thread of the call that changed the policy, and must not call the engine.
    /// </summary>
    /// <param name="notification">What happened to which filter; an addition can be refused.</param>
    void Notify(CalloutNotification notification)
    {
    }

    /// <summary>Hears that a flow with a context of this callout has ended, or that the context was removed (WFP: <c>flowDeleteFn</c>).</summary>
    /// <param name="layer">The layer of the context.</param>
    /// <param name="calloutId">The callout's run-time id.</param>
    /// <param name="flowContext">The context.</param>
    void FlowDelete(LayerId layer, uint calloutId, ulong flowContext)
    {
    }
}
