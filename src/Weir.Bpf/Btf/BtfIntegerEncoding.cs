namespace Weir.Bpf;

/// <summary>How an integer type is to be read; values are those of the format.</summary>
[Flags]
public enum BtfIntegerEncoding : byte
{
    /// <summary>Unsigned.</summary>
    Unsigned = 0,

    /// <summary>Signed.</summary>
    Signed = 1,

    /// <summary>A character.</summary>
    Character = 2,

    /// <summary>A boolean.</summary>
    Boolean = 4,
}
