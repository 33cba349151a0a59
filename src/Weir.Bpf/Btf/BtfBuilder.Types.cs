namespace Weir.Bpf;

public sealed partial class BtfBuilder
{
    /// <summary>Adds an integer type.</summary>
    /// <param name="name">Its name, such as <c>int</c>.</param>
    /// <param name="byteSize">1, 2, 4, 8 or 16.</param>
    /// <param name="encoding">How to read it.</param>
    /// <exception cref="ArgumentException">The name is not an identifier.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no integer of this size.</exception>
    public int AddInteger(string name, int byteSize, BtfIntegerEncoding encoding = BtfIntegerEncoding.Unsigned)
    {
        if (byteSize is not (1 or 2 or 4 or 8 or 16))
            throw new ArgumentOutOfRangeException(nameof(byteSize), byteSize, "Integers have 1, 2, 4, 8 or 16 bytes.");
        // Unlike other names, those of integers hold spaces: "unsigned int".
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Add(BtfKind.Integer, name, (uint)byteSize, [((uint)encoding << 24) | (uint)(byteSize * 8)]);
    }

    /// <summary>Adds a floating-point type.</summary>
    /// <param name="name">Its name, such as <c>double</c>.</param>
    /// <param name="byteSize">2, 4, 8, 12 or 16.</param>
    public int AddFloat(string name, int byteSize) => Add(BtfKind.Float, name, (uint)byteSize);

    /// <summary>Adds a pointer.</summary>
    /// <param name="target">The type pointed to; zero for <c>void *</c>.</param>
    public int AddPointer(int target) => Add(BtfKind.Pointer, "", (uint)target);

    /// <summary>Adds an array.</summary>
    /// <param name="element">The type of an element.</param>
    /// <param name="count">How many.</param>
    public int AddArray(int element, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int index = AddInteger("__ARRAY_SIZE_TYPE__", 4);
        return Add(BtfKind.Array, "", 0, [(uint)element, (uint)index, (uint)count]);
    }

    /// <summary>Adds a struct.</summary>
    /// <param name="name">Its name; empty for an anonymous one.</param>
    /// <param name="byteSize">Its size.</param>
    /// <param name="members">Its members by ascending offset.</param>
    /// <exception cref="ArgumentException">A name is not an identifier, or a member lies outside.</exception>
    public int AddStruct(string name, int byteSize, params ReadOnlySpan<BtfMember> members) =>
        AddComposite(BtfKind.Struct, name, byteSize, members);

    /// <summary>Adds a union.</summary>
    /// <param name="name">Its name; empty for an anonymous one.</param>
    /// <param name="byteSize">Its size.</param>
    /// <param name="members">Its members, all at offset zero.</param>
    /// <exception cref="ArgumentException">A name is not an identifier, or a member lies outside.</exception>
    public int AddUnion(string name, int byteSize, params ReadOnlySpan<BtfMember> members) =>
        AddComposite(BtfKind.Union, name, byteSize, members);

    /// <summary>Adds an enumeration.</summary>
    /// <param name="name">Its name; empty for an anonymous one.</param>
    /// <param name="byteSize">1, 2, 4, or 8; eight needs Linux 6.0.</param>
    /// <param name="signed">Whether the values are signed.</param>
    /// <param name="values">Its values.</param>
    /// <exception cref="ArgumentException">A name is not an identifier.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no enumeration of this size.</exception>
    public int AddEnum(string name, int byteSize, bool signed, params ReadOnlySpan<BtfEnumerator> values)
    {
        if (byteSize is not (1 or 2 or 4 or 8))
            throw new ArgumentOutOfRangeException(nameof(byteSize), byteSize, "Enumerations have 1, 2, 4 or 8 bytes.");

        BtfKind kind = byteSize == 8 ? BtfKind.Enum64 : BtfKind.Enum;
        var contents = new List<uint>();
        foreach (BtfEnumerator value in values)
        {
            contents.Add(AddString(CheckIdentifier(value.Name, kind)));
            contents.Add((uint)value.Value);
            if (kind == BtfKind.Enum64)
                contents.Add((uint)(value.Value >> 32));
        }

        return Add(kind, CheckOptionalIdentifier(name, kind), (uint)byteSize, contents.ToArray(), values.Length, signed);
    }

    /// <summary>Adds a declaration of a struct or union without its body.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="isUnion">Whether it declares a union.</param>
    /// <exception cref="ArgumentException">The name is not an identifier.</exception>
    public int AddForward(string name, bool isUnion = false) =>
        Add(BtfKind.Forward, CheckIdentifier(name, BtfKind.Forward), 0, flag: isUnion);

    /// <summary>Adds a typedef.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="target">The type it names.</param>
    /// <exception cref="ArgumentException">The name is not an identifier.</exception>
    public int AddTypedef(string name, int target) =>
        Add(BtfKind.Typedef, CheckIdentifier(name, BtfKind.Typedef), (uint)target);

    /// <summary>Adds a <c>const</c> qualified type.</summary>
    /// <param name="target">The type qualified.</param>
    public int AddConst(int target) => Add(BtfKind.Const, "", (uint)target);

    /// <summary>Adds a <c>volatile</c> qualified type.</summary>
    /// <param name="target">The type qualified.</param>
    public int AddVolatile(int target) => Add(BtfKind.Volatile, "", (uint)target);

    /// <summary>Adds a <c>restrict</c> qualified type.</summary>
    /// <param name="target">The pointer qualified.</param>
    public int AddRestrict(int target) => Add(BtfKind.Restrict, "", (uint)target);

    /// <summary>Adds a tag on a pointed-to type, such as <c>rcu</c>: the pointer's target is the tag, the tag's target the type.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="target">The type tagged.</param>
    public int AddTypeTag(string tag, int target)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        return Add(BtfKind.TypeTag, tag, (uint)target);
    }

    private int AddComposite(BtfKind kind, string name, int byteSize, ReadOnlySpan<BtfMember> members)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(byteSize);
        bool hasBitfields = false;
        foreach (BtfMember member in members)
        {
            if (member.BitOffset < 0 || member.BitOffset > byteSize * 8L)
                throw new ArgumentException($"Member '{member.Name}' at bit {member.BitOffset} lies outside of {kind} '{name}' of {byteSize} bytes.", nameof(members));
            hasBitfields |= member.BitfieldSize != 0;
        }

        var contents = new uint[members.Length * 3];
        for (int i = 0; i < members.Length; i++)
        {
            BtfMember member = members[i];
            contents[i * 3] = AddString(CheckOptionalIdentifier(member.Name, kind));
            contents[(i * 3) + 1] = (uint)member.TypeId;
            // With bitfields the upper byte of every member's offset holds its size in bits, zero for ordinary members.
            contents[(i * 3) + 2] = hasBitfields ? ((uint)member.BitfieldSize << 24) | (uint)member.BitOffset : (uint)member.BitOffset;
        }

        return Add(kind, CheckOptionalIdentifier(name, kind), (uint)byteSize, contents, members.Length, hasBitfields);
    }
}
