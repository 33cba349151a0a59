using Weir.Bpf.Language;

namespace Weir.Engine;

/// <summary>
/// A callout: code that filters can call to decide over a packet, or only to look at it (WFP: <c>FWPS_CALLOUT</c> with its three
/// functions). <c>Classify</c> is static: it is compiled for the kernel. The instance is the user-mode half and hears of filters and flows.
/// </summary>
/// <remarks>
/// An interface with static abstract members cannot be a type argument in C#: keep several callouts in an <c>ICallout[]</c>, not in a list.
/// </remarks>
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
///             classifyOut.Permit();
///     }
/// }
/// </code>
/// </example>
public interface ICallout : ICalloutClassify
{
    /// <summary>Hears that a filter which names this callout is added, has been committed, or is deleted (WFP: <c>notifyFn</c>).</summary>
    /// <param name="notification">What happened to which filter; an addition can be refused.</param>
    /// <remarks>
    /// <para>
    /// <see cref="CalloutNotificationType.AddFilter"/> comes in the call that adds the filter. A refusal or an exception fails that call
    /// with <see cref="FwpError.CalloutNotificationFailed"/>, and the transaction goes on without the filter.
    /// <see cref="CalloutNotificationType.AddFilterPostCommit"/> comes after the commit, when packets may have met the filter already.
    /// <see cref="CalloutNotificationType.DeleteFilter"/> comes after the commit that deletes the filter, or when the transaction that
    /// added it ends without a commit. Of one commit, deletions come before additions. These two cannot fail: an exception is ignored.
    /// </para>
    /// <para>
    /// A filter that was added while the callout was not registered is never heard of, neither is its deletion: each deletion belongs to
    /// an addition that this registration has agreed to. Unregistering gives no notifications.
    /// </para>
    /// <para>Runs on the thread of the call that changed the policy, under the engine's write lock, and must not call the engine.</para>
    /// </remarks>
    void Notify(CalloutNotification notification)
    {
    }

    /// <summary>
    /// Hears that a flow with a context of this callout has ended, or that the context was removed (WFP: <c>flowDeleteFn</c>). A class
    /// that gives flows contexts implements it. An exception is ignored.
    /// </summary>
    /// <param name="layer">The layer of the context.</param>
    /// <param name="calloutId">The callout's run-time id.</param>
    /// <param name="flowContext">The context.</param>
    void FlowDelete(LayerId layer, uint calloutId, ulong flowContext)
    {
    }
}
