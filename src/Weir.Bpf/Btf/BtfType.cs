using System.Collections.Immutable;

namespace Weir.Bpf;

/// <summary>A type in BTF, of any <see cref="BtfKind"/>.</summary>
/// <remarks>
/// A small handle that reads the BTF when asked. Properties that a kind does not have throw
/// <see cref="InvalidOperationException"/>. Two handles are equal when they mean the same type of the same
/// <see cref="Btf"/> object.
/// </remarks>
public readonly partial record struct BtfType
{
    // The kernel accepts no longer chain of typedefs, qualifiers and arrays.
    private const int MaxDepth = 32;
    private const int PointerSize = 8;

    private readonly Btf _btf;

    internal BtfType(Btf btf, int id)
    {
        _btf = btf;
        Id = id;
    }

    /// <summary>The id in its BTF; zero for void.</summary>
    public int Id { get; }

    /// <summary>The kind.</summary>
    public BtfKind Kind => Id == 0 ? BtfKind.Void : BtfFormat.Kind(Info);

    /// <summary>The name, empty for anonymous types and for kinds without a name; for tags, the text of the tag.</summary>
    public string Name => Id == 0 ? "void" : _btf.ReadString(_btf.ReadWord(Start));

    /// <summary>
    /// The size in bytes. Typedefs, qualifiers and variables have that of the type behind them; pointers have eight.
    /// </summary>
    /// <exception cref="InvalidOperationException">Void, functions and forward declarations have no size.</exception>
    public int Size
    {
        get
        {
            BtfType type = this;
            long count = 1;
            for (int depth = 0; depth < MaxDepth; depth++)
            {
                switch (type.Kind)
                {
                    case BtfKind.Integer or BtfKind.Float or BtfKind.Struct or BtfKind.Union
                        or BtfKind.Enum or BtfKind.Enum64 or BtfKind.DataSection:
                        return checked((int)(count * type.SizeOrType));
                    case BtfKind.Pointer:
                        return checked((int)(count * PointerSize));
                    case BtfKind.Array:
                        count *= type.ElementCount;
                        type = type.ElementType;
                        break;
                    case BtfKind.Typedef or BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict
                        or BtfKind.TypeTag or BtfKind.Variable:
                        type = type.Target;
                        break;
                    default:
                        throw new InvalidOperationException($"'{type}' has no size.");
                }
            }

            throw Cycle();
        }
    }

    /// <summary>
    /// The type this one refers to: what a pointer points to, a typedef names, a qualifier qualifies, a variable is of,
    /// a tag tags; for a function its prototype.
    /// </summary>
    /// <exception cref="InvalidOperationException">The kind refers to no other type.</exception>
    public BtfType Target => Kind is BtfKind.Pointer or BtfKind.Typedef or BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict
        or BtfKind.TypeTag or BtfKind.Variable or BtfKind.Function or BtfKind.DeclarationTag
        ? Other(SizeOrType)
        : throw WrongKind("refers to no other type");

    /// <summary>The type without typedefs, qualifiers and type tags around it.</summary>
    public BtfType Unqualified
    {
        get
        {
            BtfType type = this;
            for (int depth = 0; depth < MaxDepth; depth++)
            {
                if (type.Kind is not (BtfKind.Typedef or BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict or BtfKind.TypeTag))
                    return type;
                type = type.Target;
            }

            throw Cycle();
        }
    }

    /// <summary>The type of an array's elements.</summary>
    /// <exception cref="InvalidOperationException">It is not an array.</exception>
    public BtfType ElementType => Kind == BtfKind.Array ? Other(Word(0)) : throw WrongKind("is not an array");

    /// <summary>How many elements an array has.</summary>
    /// <exception cref="InvalidOperationException">It is not an array.</exception>
    public int ElementCount => Kind == BtfKind.Array ? (int)Word(2) : throw WrongKind("is not an array");

    /// <summary>How an integer is to be read.</summary>
    /// <exception cref="InvalidOperationException">It is not an integer.</exception>
    public BtfIntegerEncoding Encoding => Kind == BtfKind.Integer
        ? (BtfIntegerEncoding)((Word(0) >> 24) & 0xf)
        : throw WrongKind("is not an integer");

    /// <summary>The values of an enumeration.</summary>
    /// <exception cref="InvalidOperationException">It is not an enumeration.</exception>
    public ImmutableArray<BtfEnumerator> Values
    {
        get
        {
            bool wide = Kind == BtfKind.Enum64;
            if (!wide && Kind != BtfKind.Enum)
                throw WrongKind("is not an enumeration");

            bool signed = BtfFormat.Flag(Info);
            var values = ImmutableArray.CreateBuilder<BtfEnumerator>(Items);
            for (int i = 0; i < Items; i++)
            {
                int word = i * (wide ? 3 : 2);
                uint low = Word(word + 1);
                long value = wide ? (long)(((ulong)Word(word + 2) << 32) | low) : signed ? (int)low : low;
                values.Add(new BtfEnumerator(_btf.ReadString(Word(word)), value));
            }

            return values.MoveToImmutable();
        }
    }

    /// <summary>The type a prototype returns.</summary>
    /// <exception cref="InvalidOperationException">It is neither a prototype nor a function.</exception>
    public BtfType ReturnType => Other(Prototype.SizeOrType);

    /// <summary>The parameters of a prototype or function.</summary>
    /// <exception cref="InvalidOperationException">It is neither.</exception>
    public ImmutableArray<BtfParameter> Parameters
    {
        get
        {
            BtfType prototype = Prototype;
            var parameters = ImmutableArray.CreateBuilder<BtfParameter>(prototype.Items);
            for (int i = 0; i < prototype.Items; i++)
                parameters.Add(new BtfParameter(_btf.ReadString(prototype.Word(i * 2)), (int)prototype.Word((i * 2) + 1)));
            return parameters.MoveToImmutable();
        }
    }

    /// <summary>The linkage of a function or variable.</summary>
    /// <exception cref="InvalidOperationException">It is neither.</exception>
    public BtfLinkage Linkage => Kind switch
    {
        BtfKind.Function => (BtfLinkage)Items,
        BtfKind.Variable => (BtfLinkage)Word(0),
        _ => throw WrongKind("is neither a function nor a variable"),
    };

    /// <summary>The variables in a data section.</summary>
    /// <exception cref="InvalidOperationException">It is not a data section.</exception>
    public ImmutableArray<BtfSectionVariable> Variables
    {
        get
        {
            if (Kind != BtfKind.DataSection)
                throw WrongKind("is not a data section");

            var variables = ImmutableArray.CreateBuilder<BtfSectionVariable>(Items);
            for (int i = 0; i < Items; i++)
                variables.Add(new BtfSectionVariable((int)Word(i * 3), (int)Word((i * 3) + 1), (int)Word((i * 3) + 2)));
            return variables.MoveToImmutable();
        }
    }

    /// <summary>The index of the member or parameter that a declaration tag is on; minus one for the declaration itself.</summary>
    /// <exception cref="InvalidOperationException">It is not a declaration tag.</exception>
    public int Component => Kind == BtfKind.DeclarationTag ? (int)Word(0) : throw WrongKind("is not a declaration tag");

    private BtfType Prototype
    {
        get
        {
            if (Kind == BtfKind.FunctionPrototype)
                return this;
            if (Kind != BtfKind.Function)
                throw WrongKind("is not a function");
            BtfType prototype = Target;
            return prototype.Kind == BtfKind.FunctionPrototype
                ? prototype
                : throw new InvalidDataException($"BTF function {Id} refers to a {prototype.Kind} where its prototype should be.");
        }
    }

    private int Start => _btf.TypeStart(Id);

    private uint Info => _btf.ReadWord(Start + 4);

    private uint SizeOrType => _btf.ReadWord(Start + 8);

    private int Items => BtfFormat.Items(Info);

    private uint Word(int index) => _btf.ReadWord(Start + BtfFormat.TypeHeaderSize + (index * sizeof(uint)));

    private BtfType Other(uint id) => id < (uint)_btf.TypeCount
        ? new BtfType(_btf, (int)id)
        : throw new InvalidDataException($"BTF type {Id} refers to type {id}, which does not exist.");

    private InvalidOperationException WrongKind(string problem) => new($"BTF type {Id} '{Name}' ({Kind}) {problem}.");

    private InvalidDataException Cycle() => new($"BTF type {Id} is nested more than {MaxDepth} types deep.");
}
