using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux.Tests.Classification;

/// <summary>The sublayers' decisions as the programs keep them, beside those of a result.</summary>
internal static unsafe class KernelDeciders
{
    /// <summary>True when the kept decisions are those of the heaviest sublayers of the result.</summary>
    public static bool Agree(ClassifyResult expected, Decision kept, Func<ulong, uint> recordOf)
    {
        if (kept.DeciderCount != Math.Min(expected.Decisions.Length, (int)Decision.DeciderCapacity))
        {
            return false;
        }

        for (int i = 0; i < kept.DeciderCount; i++)
        {
            SubLayerDecision decision = expected.Decisions[i];
            uint packed = kept.Deciders[i];
            if ((packed & Decider.RecordMask) != recordOf(decision.FilterId)
                || EventDeciders.ToDecision(decision.SubLayer, decision.FilterId, Decider.ActionOf(packed)) != decision)
            {
                return false;
            }
        }

        return true;
    }
}
