namespace Weir.Bpf;

/// <summary>A member of a struct or union, as declared.</summary>
/// <param name="Name">The name; empty for an anonymous struct or union.</param>
/// <param name="TypeId">The id of its type.</param>
/// <param name="BitOffset">Bits from the start of the struct.</param>
/// <param name="BitfieldSize">For a bitfield its bits, else zero.</param>
public readonly record struct BtfMember(string Name, int TypeId, int BitOffset, int BitfieldSize = 0)
{
    /// <summary>Bytes from the start of the struct; for a bitfield, of the byte that holds its first bit.</summary>
    public int ByteOffset => BitOffset / 8;

    /// <summary>Describes a member that is not a bitfield.</summary>
    /// <param name="name">The name; empty for an anonymous struct or union.</param>
    /// <param name="typeId">The id of its type.</param>
    /// <param name="byteOffset">Bytes from the start of the struct.</param>
    public static BtfMember At(string name, int typeId, int byteOffset) => new(name, typeId, byteOffset * 8);
}
