using System.Collections.Immutable;

namespace Weir.Bpf;

public readonly partial record struct BtfType
{
    /// <summary>The members of a struct or union as declared.</summary>
    /// <exception cref="InvalidOperationException">It is neither.</exception>
    public ImmutableArray<BtfMember> Members
    {
        get
        {
            if (Kind is not (BtfKind.Struct or BtfKind.Union))
                throw WrongKind("is not a struct or union");

            bool hasBitfields = BtfFormat.Flag(Info);
            var members = ImmutableArray.CreateBuilder<BtfMember>(Items);
            for (int i = 0; i < Items; i++)
            {
                uint offset = Word((i * 3) + 2);
                members.Add(new BtfMember(
                    _btf.ReadString(Word(i * 3)),
                    (int)Word((i * 3) + 1),
                    (int)(hasBitfields ? offset & 0xffffff : offset),
                    (int)(hasBitfields ? offset >> 24 : 0)));
            }

            return members.MoveToImmutable();
        }
    }

    /// <summary>
    /// The fields of a struct or union as C code sees them: those of anonymous structs and unions inside appear at their
    /// place, at any depth.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is neither.</exception>
    public ImmutableArray<BtfField> Fields
    {
        get
        {
            var fields = ImmutableArray.CreateBuilder<BtfField>();
            AddFields(fields, baseOffset: 0, depth: 0);
            return fields.ToImmutable();
        }
    }

    /// <summary>Finds a field of a struct or union, also inside anonymous ones.</summary>
    /// <param name="path">A name such as <c>mark</c>, or names with dots for structs inside structs: <c>__sk_common.skc_cookie</c>.</param>
    /// <param name="field">The field, its offset counted from the start of this struct.</param>
    /// <exception cref="InvalidOperationException">It, or a field on the path before the last, is not a struct or union.</exception>
    public bool TryFindField(string path, out BtfField field)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        int bitOffset = 0;
        BtfType type = this;
        field = default;
        foreach (string name in path.Split('.'))
        {
            if (!type.Unqualified.TryFindOwnField(name, bitOffset, depth: 0, out field))
                return false;
            bitOffset = field.BitOffset;
            type = field.Type;
        }

        return true;
    }

    /// <summary>Finds a field of a struct or union, also inside anonymous ones.</summary>
    /// <param name="path">A name such as <c>mark</c>, or names with dots for structs inside structs: <c>__sk_common.skc_cookie</c>.</param>
    /// <param name="minimumKernel">The first kernel version that has it, for the error message.</param>
    /// <returns>The field, its offset counted from the start of this struct.</returns>
    /// <exception cref="KernelFeatureMissingException">The kernel's struct has no such field.</exception>
    /// <exception cref="KeyNotFoundException">This is not the kernel's BTF and there is no such field.</exception>
    /// <exception cref="InvalidOperationException">It, or a field on the path before the last, is not a struct or union.</exception>
    public BtfField FindField(string path, Version? minimumKernel = null) =>
        TryFindField(path, out BtfField field) ? field : throw _btf.Missing($"field '{path}' of {this}", minimumKernel);

    private bool TryFindOwnField(string name, int baseOffset, int depth, out BtfField field)
    {
        CheckDepth(depth);
        foreach (BtfMember member in Members)
        {
            BtfType type = Other((uint)member.TypeId);
            int offset = baseOffset + member.BitOffset;
            if (member.Name == name)
            {
                field = new BtfField(member.Name, type, offset, member.BitfieldSize);
                return true;
            }

            if (member.Name.Length == 0 && type.IsComposite && type.TryFindOwnField(name, offset, depth + 1, out field))
                return true;
        }

        field = default;
        return false;
    }

    private void AddFields(ImmutableArray<BtfField>.Builder fields, int baseOffset, int depth)
    {
        CheckDepth(depth);
        foreach (BtfMember member in Members)
        {
            BtfType type = Other((uint)member.TypeId);
            if (member.Name.Length == 0 && type.IsComposite)
                type.AddFields(fields, baseOffset + member.BitOffset, depth + 1);
            else if (member.Name.Length != 0)
                fields.Add(new BtfField(member.Name, type, baseOffset + member.BitOffset, member.BitfieldSize));
        }
    }

    private bool IsComposite => Kind is BtfKind.Struct or BtfKind.Union;

    private void CheckDepth(int depth)
    {
        if (depth > MaxDepth)
            throw Cycle();
    }
}
