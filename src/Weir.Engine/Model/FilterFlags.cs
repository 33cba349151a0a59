namespace Weir.Engine;

/// <summary>Properties of a filter, with the numbers of WFP's <c>FWPM_FILTER_FLAG_*</c>.</summary>
[Flags]
public enum FilterFlags : uint
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>
    /// Makes a permit hard (lower sublayers cannot block it, except by a veto) and lets a block veto a hard permit of a higher sublayer.
    /// </summary>
    ClearActionRight = 8,
}
