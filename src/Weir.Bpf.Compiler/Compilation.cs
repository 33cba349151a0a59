using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Metadata;
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
    private readonly Dictionary<(Function, FieldInfo), StackSlot> _dataSlots = [];
    private readonly HashSet<string> _names = [];
    private readonly Dictionary<string, int> _texts = [];
    private readonly Dictionary<MethodBase, bool> _neverReturning = [];

    public Compilation(CompilerOptions options, string license)
    {
        (Options, License) = (options, license);
        KernelTypes = new KernelTypes(options.KernelTypes);
        Refusal = new Refusal(Sources);
    }

    public CompilerOptions Options { get; }

    /// <summary>The licence that the program declares to the kernel.</summary>
    public string License { get; }

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

    /// <summary>What stands for a string that is handed on but never looked at: another number, not zero, for each text.</summary>
    public int NumberOfText(string text)
    {
        if (!_texts.TryGetValue(text, out var number))
        {
            number = _texts.Count + 1;
            _texts.Add(text, number);
        }

        return number;
    }

    /// <summary>Whether a call of a method can only end in an exception.</summary>
    public bool NeverReturns(MethodBase method)
    {
        if (!_neverReturning.TryGetValue(method, out var never))
        {
            never = method.IsDefined(typeof(DoesNotReturnAttribute), inherit: false)
                || (!IsMachineInstruction(method) && BodyOf(method) is { } body && body.Has(ILOpCode.Throw) && !body.Has(ILOpCode.Ret));
            _neverReturning.Add(method, never);
        }

        return never;
    }

    /// <summary>Whether the just-in-time compiler knows the method by its name, and its IL is only what is left of it.</summary>
    private static bool IsMachineInstruction(MethodBase method) =>
        method.Module.Assembly == typeof(object).Assembly && method.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "IntrinsicAttribute");

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

    /// <summary>Finds or makes the stack slot that holds constant data in a function; tells whether it was there.</summary>
    public bool TryGetDataSlot(Function function, FieldInfo field, out StackSlot slot)
    {
        if (_dataSlots.TryGetValue((function, field), out slot!))
            return true;
        slot = new StackSlot("constant data", FrontEnd.TypeLayout.Of(field.FieldType).Size, function.Scope);
        _dataSlots.Add((function, field), slot);
        return false;
    }

    /// <summary>The function compiled for a method that is called, not inlined.</summary>
    public Function FunctionOf(MethodInfo method)
    {
        if (!_functions.TryGetValue(method, out var function))
        {
            // The first function is the program, which the verifier enters like a global one.
            var isGlobal = _functions.Count == 0 || method.IsDefined(typeof(GlobalFunctionAttribute), inherit: false);
            function = new Function(method, NewName(method)) { IsGlobal = isGlobal, FaultResult = FaultResultOf(method) };
            _functions.Add(method, function);
        }

        return function;
    }

    private static long? FaultResultOf(MethodInfo method) =>
        method.GetCustomAttribute<ProgramAttribute>() is { HasFaultResult: true } program ? program.FaultResult
        : method.GetCustomAttribute<GlobalFunctionAttribute>() is { HasFaultResult: true } global ? global.FaultResult
        : method.GetCustomAttribute<StaticFunctionAttribute>() is { HasFaultResult: true } local ? local.FaultResult
        : null;

    /// <summary>The method's name with its type arguments, unlike that of every other function: methods of different classes may share one.</summary>
    private string NewName(MethodInfo method)
    {
        var arguments = method.IsGenericMethod ? string.Concat(method.GetGenericArguments().Select(type => $"_{type.Name}")) : "";
        var name = CIdentifier.From(method.Name + arguments);
        var unique = name;
        for (var number = 2; !_names.Add(unique); number++)
            unique = $"{name}_{number}";
        return unique;
    }
}
