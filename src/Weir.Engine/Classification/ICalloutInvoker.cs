using Weir.Bpf.Language;

namespace Weir.Engine;

/// <summary>How an evaluator reaches the code of callouts: for one packet.</summary>
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
}
