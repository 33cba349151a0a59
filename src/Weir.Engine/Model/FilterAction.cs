namespace Weir.Engine;

/// <summary>What a filter does with what it matches, with the numbers of WFP's <c>FWP_ACTION_*</c>.</summary>
public enum FilterAction : uint
{
    /// <summary>Block. Hard unless a higher sublayer permitted hard; see <see cref="FilterFlags.ClearActionRight"/>.</summary>
    Block = 0x1001,

    /// <summary>Permit. Soft: a lower sublayer may still block; see <see cref="FilterFlags.ClearActionRight"/>.</summary>
    Permit = 0x1002,
}
