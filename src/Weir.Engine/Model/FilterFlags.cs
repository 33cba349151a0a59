namespace Weir.Engine;

/// <summary>Properties of a filter, with the numbers of WFP's <c>FWPM_FILTER_FLAG_*</c>.</summary>
[Flags]
public enum FilterFlags : uint
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>
    /// Kept in the engine's store; it comes back with the next engine, until it is deleted. A dynamic session cannot add such a filter.
    /// </summary>
    Persistent = 1,

    /// <summary>
    /// Kept in the engine's store and enforced only while an engine starts, until its persistent filters take over in one step. Excludes
    /// <see cref="Persistent"/>.
    /// </summary>
    BootTime = 2,

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

    /// <summary>
    /// Set by the engine: a persistent filter that came from the store and is not enforced, because the service of its provider is not
    /// enabled.
    /// </summary>
    Disabled = 0x20,

    /// <summary>Set by the engine: the kernel-mode engine finds the filter by an index, not by going through a list.</summary>
    Indexed = 0x40,
}
