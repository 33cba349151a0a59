namespace Weir.Engine;

/// <summary>One layer on the path of traffic, explained.</summary>
/// <param name="Step">The step of the path; null for a layer that was asked for by itself.</param>
/// <param name="Layer">The layer.</param>
/// <param name="Explanation">What it decides; null when a layer before it blocked, so that the traffic does not get there.</param>
public sealed record StepExplanation(PathStep? Step, Layer Layer, LayerExplanation? Explanation)
{
    /// <summary>True when the layer was asked and blocks.</summary>
    public bool Blocks => Explanation?.Result.Verdict == Verdict.Block;
}
