namespace Weir.Bpf;

/// <summary>The kinds of BTF types; values are those of the format (kernel: include/uapi/linux/btf.h).</summary>
public enum BtfKind : byte
{
    /// <summary>The type with id zero.</summary>
    Void = 0,

    /// <summary>An integer.</summary>
    Integer = 1,

    /// <summary>A pointer.</summary>
    Pointer = 2,

    /// <summary>An array of fixed length.</summary>
    Array = 3,

    /// <summary>A struct.</summary>
    Struct = 4,

    /// <summary>A union.</summary>
    Union = 5,

    /// <summary>An enumeration of up to 32-bit values.</summary>
    Enum = 6,

    /// <summary>A declaration of a struct or union without its body.</summary>
    Forward = 7,

    /// <summary>A typedef.</summary>
    Typedef = 8,

    /// <summary>The <c>volatile</c> qualifier.</summary>
    Volatile = 9,

    /// <summary>The <c>const</c> qualifier.</summary>
    Const = 10,

    /// <summary>The <c>restrict</c> qualifier.</summary>
    Restrict = 11,

    /// <summary>A function, with its prototype.</summary>
    Function = 12,

    /// <summary>A function prototype.</summary>
    FunctionPrototype = 13,

    /// <summary>A variable.</summary>
    Variable = 14,

    /// <summary>A section that holds variables.</summary>
    DataSection = 15,

    /// <summary>A floating-point number.</summary>
    Float = 16,

    /// <summary>A tag on a declaration, such as <c>bpf_kfunc</c> on a function or <c>arg:nonnull</c> on a parameter.</summary>
    DeclarationTag = 17,

    /// <summary>A tag on a pointed-to type, such as <c>rcu</c> or <c>user</c>.</summary>
    TypeTag = 18,

    /// <summary>An enumeration of 64-bit values.</summary>
    Enum64 = 19,
}
