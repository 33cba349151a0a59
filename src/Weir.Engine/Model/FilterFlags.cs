namespace Weir.Engine;

/// <summary>Properties of a filter, with the numbers of WFP's <c>FWPM_FILTER_FLAG_*</c>.</summary>
[Flags]
public enum FilterFlags : uint
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>The filter names a provider context, <see cref="FilterSpec.ProviderContext"/>. The engine sets it.</summary>
    HasProviderContext = 4,

    /// <summary>
    /// Makes a permit hard (lower sublayers cannot block it, except by a veto) and lets a block veto a hard permit of a higher sublayer.
    /// A callout's answer is not changed by it: the callout sees the flag and clears the right itself.
    /// </summary>
    ClearActionRight = 8,

    /// <summary>
    /// While the code of the filter's callout is not registered, the filter permits; without the flag it blocks. Only with
    /// <see cref="FilterAction.CalloutTerminating"/> and <see cref="FilterAction.CalloutUnknown"/>.
    /// </summary>
    PermitIfCalloutUnregistered = 0x10,
}
