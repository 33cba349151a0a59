using System.Reflection;
using Weir.Bpf.Compiler.FrontEnd;
using Weir.Bpf.Compiler.Ir;
using Weir.Bpf.Compiler.Linking;
using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler;

/// <summary>What the functions of one program share while it is compiled.</summary>
internal sealed class Compilation : IDisposable
{
    private readonly Dictionary<MethodBase, IlBody?> _bodies = [];
    private readonly Dictionary<Type, string?> _kernelStructs = [];
    private readonly Dictionary<FieldInfo, MapDeclaration> _maps = [];
    private readonly Dictionary<MethodInfo, Function> _functions = [];
    private readonly Dictionary<Function, StackSlot> _keySlots = [];

    public Compilation(CompilerOptions options)
    {
        Options = options;
        KernelTypes = new KernelTypes(options.KernelTypes);
        Refusal = new Refusal(Sources);
    }

    public CompilerOptions Options { get; }

    public SourceMap Sources { get; } = new();

    public Refusal Refusal { get; }

    public KernelTypes KernelTypes { get; }

    public void Dispose() => Sources.Dispose();

    public IlBody? BodyOf(MethodBase method)
    {
        if (!_bodies.TryGetValue(method, out var body))
        {
            body = IlBody.Read(method);
            _bodies.Add(method, body);
        }

        return body;
    }

    /// <summary>The kernel's name of a struct whose fields are looked up in the kernel, or null.</summary>
    public string? KernelStructNameOf(Type type)
    {
        if (!_kernelStructs.TryGetValue(type, out var name))
        {
            name = type.GetCustomAttribute<KernelStructAttribute>() is { FixedLayout: false } attribute ? attribute.Name : null;
            _kernelStructs.Add(type, name);
        }

        return name;
    }

    public MapDeclaration DeclareMap(FieldInfo field, Map map)
    {
        if (!_maps.TryGetValue(field, out var declaration))
        {
            declaration = new MapDeclaration(field, map, MapSpecs.Of(field.Name, map));
            _maps.Add(field, declaration);
        }

        return declaration;
    }

    /// <summary>The stack slot that holds an array map's index during a lookup, one per function.</summary>
    public StackSlot KeySlotOf(Function function)
    {
        if (!_keySlots.TryGetValue(function, out var slot))
        {
            slot = new StackSlot("map key", sizeof(uint), function.Scope);
            _keySlots.Add(function, slot);
        }

        return slot;
    }

    /// <summary>The function compiled for a method that is called, not inlined.</summary>
    public Function FunctionOf(MethodInfo method)
    {
        if (!_functions.TryGetValue(method, out var function))
        {
            // The first function is the program, which the verifier enters like a global one.
            var isGlobal = _functions.Count == 0 || method.IsDefined(typeof(GlobalFunctionAttribute), inherit: false);
            function = new Function(method, method.Name) { IsGlobal = isGlobal };
            _functions.Add(method, function);
        }

        return function;
    }
}
