using Weir.Bpf.Language;

namespace Weir.Engine;

/// <summary>How an evaluator reaches what a filter alone does not tell, the code of callouts and the state of limits: for one packet.</summary>
public interface ICalloutInvoker
{
    /// <summary>Calls the callout that a filter names.</summary>
    /// <param name="filter">The filter; its action calls a callout.</param>
    /// <param name="classifyOut">
    /// On entry without an action and with the rights that the callout has; on return its answer, or after a fault what
    /// <see cref="CalloutAttribute.FaultAction"/> makes of it: a block for good, a soft permit, or continue.
    /// </param>
    /// <returns>False when the callout is not registered; the answer is then left alone.</returns>
    bool TryInvoke(InstalledFilter filter, ref ClassifyOut classifyOut);

    /// <summary>Asks the limit of a filter, which the packet then pays for if it is within.</summary>
    /// <param name="filter">The filter; its action is <see cref="FilterAction.Limit"/>.</param>
    /// <returns>
    /// True when the packet is within the limit, false when it is beyond; null, as by default, when nobody knows what has passed before. The
    /// packet then counts as within.
    /// </returns>
    bool? IsWithinLimit(InstalledFilter filter) => null;
}
