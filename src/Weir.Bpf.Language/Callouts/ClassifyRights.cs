namespace Weir.Bpf.Language;

/// <summary>Rights of a callout over the decision, with the numbers of WFP's <c>FWPS_RIGHT_*</c>.</summary>
[Flags]
public enum ClassifyRights : uint
{
    /// <summary>None: the decision is final.</summary>
    None = 0,

    /// <summary>The action may be written (<c>FWPS_RIGHT_ACTION_WRITE</c>).</summary>
    ActionWrite = 1,
}
