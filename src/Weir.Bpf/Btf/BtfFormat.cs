namespace Weir.Bpf;

/// <summary>Numbers of the BTF wire format (kernel: Documentation/bpf/btf.rst) that the parser and the builder share.</summary>
internal static class BtfFormat
{
    public const ushort Magic = 0xeb9f;
    public const byte Version = 1;
    public const int HeaderSize = 24;
    public const int TypeHeaderSize = 12;

    public const int MemberSize = 12;
    public const int ParameterSize = 8;
    public const int EnumeratorSize = 8;
    public const int Enumerator64Size = 12;
    public const int SectionVariableSize = 12;
    public const int ArraySize = 12;

    /// <summary>The most members, parameters or values a type can have: 16 bits.</summary>
    public const int MaxItems = 0xffff;

    public static uint Info(BtfKind kind, int items, bool flag) => ((uint)kind << 24) | (uint)items | (flag ? 1u << 31 : 0);

    public static BtfKind Kind(uint info) => (BtfKind)((info >> 24) & 0x1f);

    public static int Items(uint info) => (int)(info & 0xffff);

    public static bool Flag(uint info) => info >> 31 != 0;

    /// <summary>How many bytes follow the header of a type.</summary>
    /// <returns>Minus one for a kind that is not known.</returns>
    public static int TrailingSize(BtfKind kind, int items) => kind switch
    {
        BtfKind.Integer or BtfKind.Variable or BtfKind.DeclarationTag => 4,
        BtfKind.Array => ArraySize,
        BtfKind.Struct or BtfKind.Union => MemberSize * items,
        BtfKind.Enum => EnumeratorSize * items,
        BtfKind.Enum64 => Enumerator64Size * items,
        BtfKind.FunctionPrototype => ParameterSize * items,
        BtfKind.DataSection => SectionVariableSize * items,
        BtfKind.Pointer or BtfKind.Forward or BtfKind.Typedef or BtfKind.Volatile or BtfKind.Const
            or BtfKind.Restrict or BtfKind.Function or BtfKind.Float or BtfKind.TypeTag => 0,
        _ => -1,
    };
}
