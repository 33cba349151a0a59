namespace Weir.Engine;

/// <summary>
/// What the sublayers of a layer have decided so far: the rows of WFP's merge table. <see cref="ReferenceEvaluator"/> has the table, and
/// explanations show it step by step.
/// </summary>
public enum ArbitrationState
{
    /// <summary>No sublayer has decided. At the end this permits.</summary>
    None,

    /// <summary>A permit that a sublayer below can overrule.</summary>
    SoftPermit,

    /// <summary>A permit that only a veto can overrule: the right to write the action is cleared.</summary>
    HardPermit,

    /// <summary>A callout's block that a sublayer below can overrule.</summary>
    SoftBlock,

    /// <summary>A block that nothing below can overrule.</summary>
    HardBlock,
}
