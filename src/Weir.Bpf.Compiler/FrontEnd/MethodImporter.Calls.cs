using System.Reflection;
using Weir.Bpf.Compiler.Ir;
using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.FrontEnd;

internal sealed partial class MethodImporter
{
    private const int MaxCallArguments = 5;

    private void ImportCall(MethodBase method, bool isVirtual)
    {
        method = ResolveConstraint(method, ref isVirtual);
        if (ImportEqualityComparer(method))
            return;
        if (method.DeclaringType == typeof(string))
            throw Refuse(Diagnostic.Strings, $"{Refusal.NameOf(method)} is called.");
        // Of a constructor like 'this(...)' and of struct methods the compiler sees plain calls; a map is the one object that kernel code knows.
        if (isVirtual && method.DeclaringType is { IsValueType: false } && !typeof(Map).IsAssignableFrom(method.DeclaringType))
        {
            throw typeof(Delegate).IsAssignableFrom(method.DeclaringType)
                ? Refuse(Diagnostic.Delegates, $"A {method.DeclaringType.Name} is invoked.")
                : Refuse(Diagnostic.VirtualCall, $"{Refusal.NameOf(method)} is called on an object.");
        }

        var arguments = PopArguments(method);
        CopyBorrowed();
        if (Call(method, arguments) is { } result)
            _stack.Add(result);
    }

    /// <summary>Finds the method that a call through a generic parameter means.</summary>
    private MethodBase ResolveConstraint(MethodBase method, ref bool isVirtual)
    {
        if (_constraint is not { } type)
            return method;
        _constraint = null;
        if (method.DeclaringType is not { IsInterface: true } contract)
        {
            // An override of Object's methods, or a method that the struct itself declares.
            var own = type.GetMethod(method.Name, [.. method.GetParameters().Select(parameter => parameter.ParameterType)]);
            if (own?.DeclaringType != type)
                throw Refuse(Diagnostic.Boxing, $"{type.Name} inherits {method.Name}, which needs an object.");
            isVirtual = false;
            return own;
        }

        var map = type.GetInterfaceMap(contract);
        var definition = method is MethodInfo { IsGenericMethod: true } generic ? generic.GetGenericMethodDefinition() : method;
        for (var i = 0; i < map.InterfaceMethods.Length; i++)
        {
            if (map.InterfaceMethods[i] != definition)
                continue;
            isVirtual = false;
            var target = map.TargetMethods[i];
            return method.IsGenericMethod ? target.MakeGenericMethod(method.GetGenericArguments()) : target;
        }

        throw Refuse(Diagnostic.UnknownMethod, $"{type.Name} does not implement {Refusal.NameOf(method)}.");
    }

    private Value[] PopArguments(MethodBase method)
    {
        var parameters = method.GetParameters();
        var offset = method.IsStatic ? 0 : 1;
        var arguments = new Value[parameters.Length + offset];
        for (var i = arguments.Length - 1; i >= 0; i--)
        {
            var entry = Pop();
            var type = i < offset ? typeof(nint) : parameters[i - offset].ParameterType;
            arguments[i] = KindOf(type) is StackKind.Int64 or StackKind.Native ? Widen(entry) : entry.Value;
        }

        return arguments;
    }

    private StackEntry? Call(MethodBase method, Value[] arguments)
    {
        if (method is MethodInfo called && _compilation.Options.Replacements.TryGetValue(called, out var replacement))
            method = replacement;
        method = LibraryTwins.Of(method);
        // The library then takes the way that any processor can go.
        if (method.Name is "get_IsSupported" or "get_IsHardwareAccelerated" && method.DeclaringType!.Namespace!.StartsWith("System.Runtime.Intrinsics", StringComparison.Ordinal))
            return new StackEntry(StackKind.Int32, _builder.Constant32(0));
        if (method.DeclaringType?.Namespace is "System" or "System.Threading" or "System.Buffers.Binary" or "System.Runtime.CompilerServices"
            && LibraryCall(method, arguments, out var result))
            return result;
        if (method is MethodInfo info && !method.Module.Assembly.Equals(typeof(object).Assembly))
        {
            if (info.GetCustomAttribute<HelperAttribute>() is { } helper)
                return CallHelper(info, helper, arguments);
            if (info.GetCustomAttribute<KernelFunctionAttribute>() is { } kernelFunction)
                return CallKernelFunction(info, kernelFunction.Name, arguments);
            if (info.GetCustomAttribute<IntrinsicAttribute>() is { } intrinsic)
                return LanguageCall(intrinsic.Kind, info, arguments);
            if (info.GetCustomAttribute<ContextPointerAttribute>() is { } pointer)
                return LoadContextPointer(arguments[0], pointer.Offset);
            if (info.IsDefined(typeof(GlobalFunctionAttribute), inherit: false) || info.IsDefined(typeof(StaticFunctionAttribute), inherit: false))
                return CallFunction(info, arguments);
        }

        if (typeof(Map).IsAssignableFrom(method.DeclaringType))
            throw Refuse(Diagnostic.UnknownMethod, $"{Refusal.NameOf(method)} is for user space.");
        return InlineOrRefuse(method, arguments);
    }

    /// <summary>
    /// When library code cannot be inlined, the complaint is about the call of it, not about its insides; unless it is only a bridge that
    /// the C# compiler made to code with source.
    /// </summary>
    private StackEntry? InlineOrRefuse(MethodBase method, Value[] arguments)
    {
        if (_compilation.Sources.Knows(method) || !_hasSource)
            return Inline(method, arguments);
        var source = _builder.Source;
        try
        {
            return Inline(method, arguments);
        }
        catch (KernelCodeNotSupportedException inner)
            when (inner.File is null && inner.Id != Diagnostic.FloatingPoint.Id && inner.Id != Diagnostic.Strings.Id)
        {
            var reason = inner.Id == Diagnostic.UnknownMethod.Id ? "" : $" (inside: {inner.Id})";
            throw _compilation.Refusal.Of(Diagnostic.UnknownMethod, source, $"{Refusal.NameOf(method)} cannot be compiled for the kernel{reason}.");
        }
    }

    private Value EmitCall(Opcode opcode, long id, params ReadOnlySpan<Value> arguments)
    {
        if (arguments.Length > MaxCallArguments)
            throw Refuse(Diagnostic.FunctionSignature, $"This call has {arguments.Length} arguments.");
        var call = _builder.Emit(opcode, OperandWidth.Bits64, arguments);
        call.Immediate = id;
        return call;
    }

    private Value EmitHelper(HelperFunction helper, params ReadOnlySpan<Value> arguments) => EmitCall(Opcode.CallHelper, (long)helper, arguments);

    private StackEntry? CallHelper(MethodInfo method, HelperAttribute helper, Value[] arguments)
    {
        if (helper.GplOnly)
            CheckLicense($"Helper {(HelperFunction)helper.Id}");
        var call = EmitCall(Opcode.CallHelper, helper.Id, arguments);
        call.ChangesPacket = helper.ChangesPacket;
        return ResultOf(method, call);
    }

    private StackEntry? CallKernelFunction(MethodInfo method, string name, Value[] arguments)
    {
        CheckLicense($"Kernel function {name}");
        if (_compilation.KernelTypes.FindFunctionId(name) is not { } id)
            throw Refuse(Diagnostic.KernelFunction, $"This kernel has no function '{name}' that programs may call.");
        return ResultOf(method, EmitCall(Opcode.CallKernelFunction, id, arguments));
    }

    /// <summary>The kernel looks at the licence of the program; the code inlined into it may be under another one.</summary>
    private void CheckLicense(string called)
    {
        if (!KernelLicenseAttribute.IsCompatibleWithGpl(_compilation.License))
            throw Refuse(Diagnostic.License, $"{called} is GPL-only, and the program's licence is '{_compilation.License}'.");
        var declared = KernelLicenseAttribute.Of(_il.Method.DeclaringType!)?.License ?? _compilation.Options.UndeclaredLicense;
        if (declared is not null && !KernelLicenseAttribute.IsCompatibleWithGpl(declared))
            throw Refuse(Diagnostic.License, $"{called} is GPL-only, and the licence of {_il.Method.DeclaringType!.Name} is '{declared}'.");
    }

    private StackEntry? CallFunction(MethodInfo method, Value[] arguments)
    {
        CheckFunctionSignature(method);
        for (var i = 0; i < arguments.Length; i++)
            arguments[i] = Normalize(arguments[i], method.GetParameters()[i].ParameterType);
        var function = _compilation.FunctionOf(method);
        var call = EmitCall(Opcode.CallFunction, 0, arguments);
        call.Callee = function;
        // Only the whole program knows whether the callee moves the packet; assume it.
        call.ChangesPacket = true;
        return ResultOf(method, call);
    }

    private void CheckFunctionSignature(MethodInfo method)
    {
        if (!method.IsStatic || method.GetParameters().Length > MaxCallArguments)
            throw Refuse(Diagnostic.FunctionSignature, $"{Refusal.NameOf(method)} is not static or has more than {MaxCallArguments} parameters.");
        if (KindOf(method.ReturnType) is StackKind.Struct || method.ReturnType.IsByRef)
            throw Refuse(Diagnostic.FunctionSignature, $"{Refusal.NameOf(method)} returns a {method.ReturnType.Name}.");
        foreach (var parameter in method.GetParameters())
        {
            if (KindOf(parameter.ParameterType) == StackKind.Struct)
                throw Refuse(Diagnostic.FunctionSignature, $"Parameter '{parameter.Name}' of {Refusal.NameOf(method)} is a struct by value.");
        }
    }

    /// <summary>The result register as the method's C# type: the callee may leave anything above the type's bits.</summary>
    private StackEntry? ResultOf(MethodInfo method, Value call)
    {
        if (method.ReturnType == typeof(void))
            return null;
        return new StackEntry(KindOf(method.ReturnType), Normalize(call, method.ReturnType));
    }

    private StackEntry LoadContextPointer(Value context, int offset) =>
        new(StackKind.Native, _builder.LoadPointer(context, offset));

    private void ImportNewObject(MethodBase constructor)
    {
        var type = constructor.DeclaringType!;
        if (!type.IsValueType)
        {
            var diagnostic = typeof(Exception).IsAssignableFrom(type) ? Diagnostic.Exceptions
                : typeof(Delegate).IsAssignableFrom(type) ? Diagnostic.Delegates
                : Diagnostic.HeapAllocation;
            throw Refuse(diagnostic, $"A {type.Name} is created.");
        }

        CheckStorable(type);
        var slot = NewSlot($"new {type.Name}", type);
        var address = _builder.Function.StackAddress(slot, 0);
        _stack.Insert(_stack.Count - constructor.GetParameters().Length, new StackEntry(StackKind.Native, address));
        var arguments = PopArguments(constructor);
        CopyBorrowed();
        _builder.Zero(slot, 0, slot.ByteSize);
        Inline(constructor, arguments);
        _stack.Add(new StackEntry(StackKind.Struct, address, type));
    }
}
