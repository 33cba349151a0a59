namespace Weir.Engine;

/// <summary>What a sublayer's deciding filter says, by itself or through its callout: the columns of WFP's merge table.</summary>
public enum ArbitrationAnswer
{
    /// <summary>A permit without <see cref="FilterFlags.ClearActionRight"/>, or of a callout that kept the right.</summary>
    SoftPermit,

    /// <summary>A permit with <see cref="FilterFlags.ClearActionRight"/>, or of a callout that cleared the right.</summary>
    HardPermit,

    /// <summary>A filter's block without the flag: hard, but it gives way to a hard permit above.</summary>
    FilterBlock,

    /// <summary>A filter's block with <see cref="FilterFlags.ClearActionRight"/>: hard, and a veto over a hard permit above.</summary>
    FilterBlockAndClear,

    /// <summary>A block of a callout that kept the right, or did not have it any more: soft, and a veto over a hard permit above.</summary>
    CalloutSoftBlock,

    /// <summary>A block of a callout that cleared the right: hard.</summary>
    CalloutHardBlock,
}
