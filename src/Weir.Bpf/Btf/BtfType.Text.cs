namespace Weir.Bpf;

public readonly partial record struct BtfType
{
    /// <summary>The type as C writes it, such as <c>const struct sk_buff *</c>.</summary>
    public override string ToString() => Describe(depth: 0);

    private string Describe(int depth)
    {
        // Text for people: a cycle, which well-formed BTF does not have, is cut off rather than reported.
        if (depth > MaxDepth)
            return "...";
        return Kind switch
        {
            BtfKind.Struct => $"struct {NameOrAnonymous}",
            BtfKind.Union => $"union {NameOrAnonymous}",
            BtfKind.Enum or BtfKind.Enum64 => $"enum {NameOrAnonymous}",
            BtfKind.Forward => $"{(BtfFormat.Flag(Info) ? "union" : "struct")} {Name}",
            BtfKind.Pointer => DescribePointer(depth),
            BtfKind.Const => DescribeQualified("const", depth),
            BtfKind.Volatile => DescribeQualified("volatile", depth),
            BtfKind.Restrict => DescribeQualified("restrict", depth),
            BtfKind.TypeTag => Target.Describe(depth + 1),
            BtfKind.Array => $"{ElementType.Describe(depth + 1)}[{ElementCount}]",
            BtfKind.FunctionPrototype => DescribePrototype("(*)", depth),
            BtfKind.Function => Prototype.DescribePrototype(Name, depth),
            BtfKind.Variable => Declare(Target.Describe(depth + 1), Name),
            BtfKind.DeclarationTag => $"declaration tag \"{Name}\"",
            _ => Name,
        };
    }

    private string NameOrAnonymous => Name is { Length: > 0 } name ? name : "(anonymous)";

    private string DescribePointer(int depth)
    {
        if (Target.Kind == BtfKind.FunctionPrototype)
            return Target.Describe(depth + 1);
        string target = Target.Describe(depth + 1);
        return target.EndsWith('*') ? target + "*" : target + " *";
    }

    // A qualified pointer is written after its star, any other qualified type after the qualifier.
    private string DescribeQualified(string qualifier, int depth) => Target.Kind == BtfKind.Pointer
        ? $"{Target.Describe(depth + 1)} {qualifier}"
        : $"{qualifier} {Target.Describe(depth + 1)}";

    private string DescribePrototype(string name, int depth)
    {
        BtfType prototype = this;
        var parameters = prototype.Parameters.Select(p => p.TypeId == 0
            ? "..."
            : Declare(prototype.Other((uint)p.TypeId).Describe(depth + 1), p.Name));
        return $"{Declare(ReturnType.Describe(depth + 1), name)}({string.Join(", ", parameters)})";
    }

    private static string Declare(string type, string name) => name.Length == 0 || type.EndsWith('*') ? type + name : $"{type} {name}";
}
