namespace Weir.Engine;

/// <summary>Properties of a layer (WFP: <c>FWPM_LAYER_FLAG_*</c>).</summary>
[Flags]
public enum LayerFlags : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Traffic is classified in the kernel; the others are classified by programs in user mode.</summary>
    Kernel = 0x1,

    /// <summary>The layer is built in, as all are.</summary>
    BuiltIn = 0x2,

    /// <summary>Made for many classifications and few enumerations.</summary>
    ClassifyMostly = 0x4,

    /// <summary>Traffic is held back until callouts have seen enough of it.</summary>
    Buffered = 0x8,
}
