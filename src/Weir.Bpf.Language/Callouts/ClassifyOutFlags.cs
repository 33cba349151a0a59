namespace Weir.Bpf.Language;

/// <summary>Flags of a callout's answer, with the numbers of WFP's <c>FWPS_CLASSIFY_OUT_FLAG_*</c>.</summary>
[Flags]
public enum ClassifyOutFlags : uint
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>With a block: the packet vanishes without an event (<c>FWPS_CLASSIFY_OUT_FLAG_ABSORB</c>).</summary>
    Absorb = 1,
}
