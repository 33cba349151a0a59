using System.Reflection;
using Weir.Bpf.Compiler.FrontEnd;
using Weir.Bpf.Compiler.Ir;
using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Linking;

/// <summary>
/// Describes functions in BTF. For a global function this is what the verifier knows of its arguments: numbers, the context by its kernel name,
/// pointers to structs whose size it takes from here, and dynptrs, which it knows by the name of their struct.
/// </summary>
internal sealed class FunctionTypes(BtfBuilder types)
{
    private const string NonNullTag = "arg:nonnull";
    private const string ContextTag = "arg:ctx";

    /// <summary>Adds a function; returns its type id.</summary>
    public int Add(Function function)
    {
        var method = function.Method;
        var parameters = method.GetParameters();
        var described = new BtfParameter[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
            described[i] = new BtfParameter(CIdentifier.From(parameters[i].Name ?? $"argument{i}"), TypeOf(parameters[i].ParameterType));
        // The verifier takes scalar results only.
        var result = method.ReturnType == typeof(void) || method.ReturnType.IsPointer ? TypeOf(typeof(long)) : TypeOf(method.ReturnType);
        var prototype = types.AddFunctionPrototype(result, described);
        var id = types.AddFunction(function.Name, prototype, function.IsGlobal ? BtfLinkage.Global : BtfLinkage.Static);
        for (var i = 0; i < parameters.Length; i++)
        {
            if (function.IsGlobal && parameters[i].IsDefined(typeof(NonNullAttribute), inherit: false))
                types.AddDeclarationTag(NonNullTag, id, i);
            if (function.IsGlobal && parameters[i].IsDefined(typeof(ContextAttribute), inherit: false))
                types.AddDeclarationTag(ContextTag, id, i);
        }

        return id;
    }

    private int TypeOf(Type type)
    {
        if (type.IsPointer || type.IsByRef)
            return types.AddPointer(PointedTo(type.GetElementType()!));
        if (type.IsEnum)
            type = Enum.GetUnderlyingType(type);
        var layout = TypeLayout.Of(type);
        return types.AddInteger(CName(type, layout), layout.Size, type == typeof(bool) ? BtfIntegerEncoding.Boolean
            : layout.IsSigned ? BtfIntegerEncoding.Signed : BtfIntegerEncoding.Unsigned);
    }

    private int PointedTo(Type type)
    {
        if (type == typeof(void))
            return 0;
        if (type.GetCustomAttribute<ContextStructAttribute>() is { } context)
            return types.AddStruct(context.Name, 0);
        if (!TypeLayout.IsStruct(type))
            return TypeOf(type);
        if (type.GetCustomAttribute<StackObjectAttribute>() is { } tracked)
            return types.AddForward(tracked.Name);
        if (type.GetCustomAttribute<KernelStructAttribute>() is { } kernel)
            return types.AddForward(kernel.Name);
        var size = TypeLayout.Of(type).Size;
        return types.AddStruct(CIdentifier.From(type.Name), size, BtfMember.At("bytes", types.AddArray(TypeOf(typeof(byte)), size), 0));
    }

    private static string CName(Type type, TypeLayout layout) => (layout.Size, layout.IsSigned) switch
    {
        _ when type == typeof(bool) => "_Bool",
        (1, true) => "signed char",
        (1, false) => "unsigned char",
        (2, true) => "short",
        (2, false) => "unsigned short",
        (4, true) => "int",
        (4, false) => "unsigned int",
        (_, true) => "long",
        _ => "unsigned long",
    };
}
