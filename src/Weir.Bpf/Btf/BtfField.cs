namespace Weir.Bpf;

/// <summary>A field of a struct or union, wherever it is nested.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="BitOffset">Bits from the start of the struct that was asked.</param>
/// <param name="BitfieldSize">For a bitfield its bits, else zero.</param>
public readonly record struct BtfField(string Name, BtfType Type, int BitOffset, int BitfieldSize)
{
    /// <summary>Whether it is a bitfield.</summary>
    public bool IsBitfield => BitfieldSize != 0;

    /// <summary>Bytes from the start of the struct; for a bitfield, of the byte that holds its first bit.</summary>
    public int ByteOffset => BitOffset / 8;

    /// <summary>Its size in bits.</summary>
    public int BitSize => IsBitfield ? BitfieldSize : Type.Size * 8;
}
