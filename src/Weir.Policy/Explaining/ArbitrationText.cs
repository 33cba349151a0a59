using Weir.Engine;

namespace Weir.Policy;

/// <summary>Arbitration in the words of docs/guides/01-filter-model.md.</summary>
internal static class ArbitrationText
{
    public static string Describe(ArbitrationState state) => state switch
    {
        ArbitrationState.SoftPermit => "soft permit",
        ArbitrationState.HardPermit => "hard permit",
        ArbitrationState.SoftBlock => "soft block",
        ArbitrationState.HardBlock => "hard block",
        _ => "nothing",
    };

    public static string Describe(ArbitrationAnswer answer) => answer switch
    {
        ArbitrationAnswer.SoftPermit => "soft permit",
        ArbitrationAnswer.HardPermit => "hard permit",
        ArbitrationAnswer.FilterBlock => "block",
        ArbitrationAnswer.FilterBlockAndClear => "block + clear",
        ArbitrationAnswer.CalloutSoftBlock => "callout's soft block",
        _ => "callout's hard block",
    };

    /// <summary>What a step does, and why.</summary>
    public static string Describe(MergeStep step) => step switch
    {
        { IsIgnored: true, Before: ArbitrationState.HardBlock } => "ignored: a hard block stays, whatever is below",
        { IsIgnored: true, Answer: ArbitrationAnswer.FilterBlock } =>
            "ignored: the hard permit stays; only a block + clear, or a callout's block, could overrule it",
        { IsIgnored: true } => "ignored: the hard permit stays",
        { IsVeto: true } => $"veto: hard permit -> hard block; two owners of policy disagree",
        { Before: ArbitrationState.SoftPermit, After: ArbitrationState.SoftBlock or ArbitrationState.HardBlock } =>
            $"soft permit -> {Describe(step.After)}: a soft permit gives way to a block",
        { Before: ArbitrationState.SoftBlock, After: ArbitrationState.SoftPermit or ArbitrationState.HardPermit } =>
            $"soft block -> {Describe(step.After)}: a soft block gives way to a permit",
        _ => $"{Describe(step.Before)} -> {Describe(step.After)}",
    };
}
