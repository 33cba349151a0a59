namespace Weir.Engine;

/// <summary>What else a template asks for (WFP: <c>FWP_FILTER_ENUM_FLAG_*</c>).</summary>
[Flags]
public enum FilterEnumerationFlags : uint
{
    /// <summary>Nothing: filters that are enforced, in the order of adding.</summary>
    None = 0,

    /// <summary>Only the first of the filters in the order of evaluation whose action is terminating. Needs a layer.</summary>
    BestTerminatingMatch = 1,

    /// <summary>
    /// In the order of evaluation: by ascending layer, by descending weight of the sublayer, by descending weight, and of equal weights the
    /// one that was added first.
    /// </summary>
    Sorted = 2,

    /// <summary>Boot-time filters only.</summary>
    BootTimeOnly = 4,

    /// <summary>Boot-time filters too. <see cref="BootTimeOnly"/> goes before.</summary>
    IncludeBootTime = 8,

    /// <summary>Disabled filters too. <see cref="BootTimeOnly"/> goes before.</summary>
    IncludeDisabled = 0x10,
}
