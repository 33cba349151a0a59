namespace Weir.Engine;

/// <summary>One step of arbitration: a sublayer's answer meets what the sublayers above have decided.</summary>
/// <param name="Before">The state before.</param>
/// <param name="Answer">The sublayer's answer.</param>
/// <param name="After">The state after; the same as before when the answer is ignored, or changes only who decided.</param>
/// <param name="IsIgnored">True when the answer changes nothing, because the state before was hard.</param>
public sealed record MergeStep(ArbitrationState Before, ArbitrationAnswer Answer, ArbitrationState After, bool IsIgnored)
{
    /// <summary>True when a block overrules the hard permit of a higher sublayer.</summary>
    public bool IsVeto => !IsIgnored && Before == ArbitrationState.HardPermit;
}
