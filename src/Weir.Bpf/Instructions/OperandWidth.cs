namespace Weir.Bpf;

/// <summary>How many bits of its operands an arithmetic or jump instruction uses.</summary>
public enum OperandWidth : byte
{
    /// <summary>The lower 32 bits; arithmetic clears the upper half of the destination.</summary>
    Bits32 = 32,

    /// <summary>The whole register; a 32-bit immediate is sign-extended.</summary>
    Bits64 = 64,
}
