using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;
using Weir.Bpf.Compiler.Tests.Harness;
using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Tests.Opcodes;

/// <summary>An assembly of methods written in IL, for what the C# compiler never emits.</summary>
internal sealed unsafe class EmittedAssembly
{
    private const string TypeName = "Emitted";
    private const long FaultResult = 77;

    private readonly PersistedAssemblyBuilder _assembly = new(new AssemblyName($"Emitted{Guid.NewGuid():N}"), typeof(object).Assembly);
    private readonly TypeBuilder _type;

    public EmittedAssembly() =>
        _type = _assembly.DefineDynamicModule("Emitted.dll").DefineType(TypeName, TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed);

    /// <summary>A static field that methods may refer to.</summary>
    public FieldBuilder DefineStaticField(string name, Type type) => _type.DefineField(name, type, FieldAttributes.Public | FieldAttributes.Static);

    /// <summary>Adds a method from two <c>long</c> to a <c>long</c> and the program that calls it with arguments from a packet, as <see cref="ScalarProgram"/> does.</summary>
    /// <param name="name">Name of the method.</param>
    /// <param name="emit">Writes its IL.</param>
    /// <param name="mayFault">Whether the program has a fault result.</param>
    public void DefineScalar(string name, Action<ILGenerator> emit, bool mayFault = false)
    {
        var method = _type.DefineMethod(name, MethodAttributes.Public | MethodAttributes.Static, typeof(long), [typeof(long), typeof(long)]);
        emit(method.GetILGenerator());
        DefineProgram(ProgramNameOf(name), il => EmitCallWithArguments(il, method), mayFault);
    }

    /// <summary>Adds a program.</summary>
    /// <param name="name">Name of the method.</param>
    /// <param name="emit">Writes its IL; argument 0 is the context.</param>
    /// <param name="mayFault">Whether it has a fault result.</param>
    public void DefineProgram(string name, Action<ILGenerator> emit, bool mayFault = false)
    {
        var program = _type.DefineMethod(name, MethodAttributes.Public | MethodAttributes.Static, typeof(int), [typeof(TrafficControlContext*)]);
        var constructor = typeof(ProgramAttribute).GetConstructor([typeof(ProgramType)])!;
        PropertyInfo[] properties = mayFault ? [typeof(ProgramAttribute).GetProperty(nameof(ProgramAttribute.FaultResult))!] : [];
        program.SetCustomAttribute(new CustomAttributeBuilder(
            constructor, [ProgramType.SchedulerClassifier], properties, mayFault ? [FaultResult] : []));
        emit(program.GetILGenerator());
    }

    /// <summary>Finishes and loads the assembly.</summary>
    /// <returns>The type with the methods.</returns>
    public Type Load()
    {
        _type.CreateType();
        using var image = new MemoryStream();
        _assembly.Save(image);
        image.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(image).GetType(TypeName, throwOnError: true)!;
    }

    /// <summary>The name of the program that calls a method.</summary>
    public static string ProgramNameOf(string method) => $"Run{method}";

    private static void EmitCallWithArguments(ILGenerator il, MethodInfo method)
    {
        var tooShort = il.DefineLabel();
        var data = il.DeclareLocal(typeof(byte*));
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, typeof(TrafficControlContext).GetProperty(nameof(TrafficControlContext.Data))!.GetMethod!);
        il.Emit(OpCodes.Stloc, data);
        EmitPlace(il, data, ScalarProgram.PacketLength(parameterCount: 2));
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, typeof(TrafficControlContext).GetProperty(nameof(TrafficControlContext.DataEnd))!.GetMethod!);
        il.Emit(OpCodes.Bgt_Un, tooShort);
        EmitPlace(il, data, ScalarProgram.ResultOffset);
        for (var index = 0; index < 2; index++)
        {
            EmitPlace(il, data, ScalarProgram.FirstArgumentOffset + index * ScalarProgram.SlotSize);
            il.Emit(OpCodes.Ldind_I8);
        }

        il.Emit(OpCodes.Call, method);
        il.Emit(OpCodes.Stind_I8);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Ret);
        il.MarkLabel(tooShort);
        il.Emit(OpCodes.Ldc_I4_2);
        il.Emit(OpCodes.Ret);
    }

    private static void EmitPlace(ILGenerator il, LocalBuilder data, int offset)
    {
        il.Emit(OpCodes.Ldloc, data);
        il.Emit(OpCodes.Ldc_I4, offset);
        il.Emit(OpCodes.Add);
    }
}
