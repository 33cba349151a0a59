namespace Weir.Bpf.Language;

/// <summary>What a callout may answer, with the numbers of WFP's <c>FWP_ACTION_*</c>.</summary>
public enum ClassifyAction : uint
{
    /// <summary>The callout has not answered.</summary>
    None = 0x0007,

    /// <summary>Block the packet.</summary>
    Block = 0x1001,

    /// <summary>Permit the packet.</summary>
    Permit = 0x1002,

    /// <summary>Ask the next matching filter of the sublayer.</summary>
    Continue = 0x2006,
}
