using System.Reflection;
using System.Reflection.Emit;

namespace Weir.Bpf.Compiler.Tests.Opcodes;

/// <summary>Methods from two <c>long</c> to a <c>long</c> in IL that is valid, but that the C# compiler emits rarely or never.</summary>
internal static class EmittedKernels
{
    private static readonly OpCode[] s_comparingBranches =
    [
        OpCodes.Beq, OpCodes.Bge, OpCodes.Bgt, OpCodes.Ble, OpCodes.Blt, OpCodes.Bne_Un, OpCodes.Bge_Un, OpCodes.Bgt_Un, OpCodes.Ble_Un, OpCodes.Blt_Un,
        OpCodes.Beq_S, OpCodes.Bge_S, OpCodes.Bgt_S, OpCodes.Ble_S, OpCodes.Blt_S,
        OpCodes.Bne_Un_S, OpCodes.Bge_Un_S, OpCodes.Bgt_Un_S, OpCodes.Ble_Un_S, OpCodes.Blt_Un_S,
    ];

    private static readonly OpCode[] s_testingBranches = [OpCodes.Brtrue, OpCodes.Brtrue_S, OpCodes.Brfalse, OpCodes.Brfalse_S];

    private static readonly OpCode[] s_conversions =
    [
        OpCodes.Conv_I1, OpCodes.Conv_I2, OpCodes.Conv_I4, OpCodes.Conv_I8, OpCodes.Conv_I, OpCodes.Conv_U1, OpCodes.Conv_U2, OpCodes.Conv_U4, OpCodes.Conv_U8, OpCodes.Conv_U,
    ];

    private static readonly OpCode[] s_operators =
    [
        OpCodes.Add, OpCodes.Sub, OpCodes.Mul, OpCodes.And, OpCodes.Or, OpCodes.Xor, OpCodes.Ceq, OpCodes.Cgt, OpCodes.Cgt_Un, OpCodes.Clt, OpCodes.Clt_Un,
    ];

    private static readonly OpCode[] s_checkedConversions =
    [
        OpCodes.Conv_Ovf_I1, OpCodes.Conv_Ovf_I2, OpCodes.Conv_Ovf_I4, OpCodes.Conv_Ovf_I8, OpCodes.Conv_Ovf_I,
        OpCodes.Conv_Ovf_U1, OpCodes.Conv_Ovf_U2, OpCodes.Conv_Ovf_U4, OpCodes.Conv_Ovf_U8, OpCodes.Conv_Ovf_U,
        OpCodes.Conv_Ovf_I1_Un, OpCodes.Conv_Ovf_I2_Un, OpCodes.Conv_Ovf_I4_Un, OpCodes.Conv_Ovf_I8_Un, OpCodes.Conv_Ovf_I_Un,
        OpCodes.Conv_Ovf_U1_Un, OpCodes.Conv_Ovf_U2_Un, OpCodes.Conv_Ovf_U4_Un, OpCodes.Conv_Ovf_U8_Un, OpCodes.Conv_Ovf_U_Un,
    ];

    private static readonly OpCode[] s_faultingOperators =
    [
        OpCodes.Add_Ovf, OpCodes.Sub_Ovf, OpCodes.Mul_Ovf, OpCodes.Add_Ovf_Un, OpCodes.Sub_Ovf_Un, OpCodes.Mul_Ovf_Un,
        OpCodes.Div, OpCodes.Div_Un, OpCodes.Rem, OpCodes.Rem_Un,
    ];

    private static readonly Lazy<Type> s_type = new(Build);

    /// <summary>The methods.</summary>
    public static IEnumerable<MethodInfo> Methods => s_type.Value.GetMethods(BindingFlags.Public | BindingFlags.Static).Where(method => method.ReturnType == typeof(long));

    /// <summary>The program that runs a method.</summary>
    /// <param name="method">Name of one of <see cref="Methods"/>.</param>
    public static MethodInfo ProgramOf(string method) => s_type.Value.GetMethod(EmittedAssembly.ProgramNameOf(method))!;

    private static Type Build()
    {
        var assembly = new EmittedAssembly();
        foreach (var isWide in new[] { false, true })
        {
            var width = isWide ? "64" : "32";
            foreach (var branch in s_comparingBranches)
                assembly.DefineScalar($"{branch.Name}.{width}", il => EmitBranch(il, branch, isWide, operandCount: 2));
            foreach (var branch in s_testingBranches)
                assembly.DefineScalar($"{branch.Name}.{width}", il => EmitBranch(il, branch, isWide, operandCount: 1));
            foreach (var conversion in s_conversions)
                assembly.DefineScalar($"{conversion.Name}.{width}", il => EmitConversion(il, conversion, isWide));
            foreach (var operation in s_operators)
                assembly.DefineScalar($"{operation.Name}.{width}", il => EmitOperator(il, operation, isWide));
            foreach (var conversion in s_checkedConversions)
                assembly.DefineScalar($"{conversion.Name}.{width}", il => EmitConversion(il, conversion, isWide), mayFault: true);
            foreach (var operation in s_faultingOperators)
                assembly.DefineScalar($"{operation.Name}.{width}", il => EmitOperator(il, operation, isWide), mayFault: true);
        }

        DefineVariables(assembly);
        DefineConstants(assembly);
        DefineMemory(assembly);
        DefineControl(assembly);
        return assembly.Load();
    }

    private static void EmitArgument(ILGenerator il, int index, bool isWide)
    {
        il.Emit(index == 0 ? OpCodes.Ldarg_0 : OpCodes.Ldarg_1);
        if (!isWide)
            il.Emit(OpCodes.Conv_I4);
    }

    private static void EmitBranch(ILGenerator il, OpCode branch, bool isWide, int operandCount)
    {
        var taken = il.DefineLabel();
        for (var index = 0; index < operandCount; index++)
            EmitArgument(il, index, isWide);
        il.Emit(branch, taken);
        il.Emit(OpCodes.Ldc_I8, 0x1_0000_0001L);
        il.Emit(OpCodes.Ret);
        il.MarkLabel(taken);
        il.Emit(OpCodes.Ldc_I8, -2L);
        il.Emit(OpCodes.Ret);
    }

    private static void EmitConversion(ILGenerator il, OpCode conversion, bool isWide)
    {
        EmitArgument(il, 0, isWide);
        il.Emit(conversion);
        il.Emit(OpCodes.Conv_I8);
        EmitArgument(il, 0, isWide);
        il.Emit(conversion);
        il.Emit(OpCodes.Conv_U8);
        il.Emit(OpCodes.Ldc_I4_3);
        il.Emit(OpCodes.Shl);
        il.Emit(OpCodes.Xor);
        il.Emit(OpCodes.Ret);
    }

    private static void EmitOperator(ILGenerator il, OpCode operation, bool isWide)
    {
        EmitArgument(il, 0, isWide);
        EmitArgument(il, 1, isWide);
        il.Emit(operation);
        il.Emit(OpCodes.Conv_I8);
        il.Emit(OpCodes.Ret);
    }

    /// <summary>Arguments and locals in the forms for methods with more than 255 of them, and by address.</summary>
    private static void DefineVariables(EmittedAssembly assembly)
    {
        assembly.DefineScalar("LongFormsOfArguments", il =>
        {
            il.Emit(OpCodes.Ldarg, (short)0);
            il.Emit(OpCodes.Ldarg_S, (byte)1);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Starg, (short)1);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldc_I4_7);
            il.Emit(OpCodes.Conv_I8);
            il.Emit(OpCodes.Mul);
            il.Emit(OpCodes.Starg_S, (byte)0);
            il.Emit(OpCodes.Ldarga, (short)0);
            il.Emit(OpCodes.Ldind_I8);
            il.Emit(OpCodes.Ldarga_S, (byte)1);
            il.Emit(OpCodes.Ldind_I4);
            il.Emit(OpCodes.Conv_I8);
            il.Emit(OpCodes.Xor);
            il.Emit(OpCodes.Ret);
        });
        assembly.DefineScalar("MoreThan256Locals", il =>
        {
            for (var index = 0; index < 258; index++)
                il.DeclareLocal(index % 2 == 0 ? typeof(long) : typeof(int));
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Stloc, (short)256);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Conv_I4);
            il.Emit(OpCodes.Stloc, (short)257);
            il.Emit(OpCodes.Ldloc, (short)256);
            il.Emit(OpCodes.Ldloca, (short)257);
            il.Emit(OpCodes.Ldind_I4);
            il.Emit(OpCodes.Conv_I8);
            il.Emit(OpCodes.Sub);
            il.Emit(OpCodes.Ret);
        });
    }

    /// <summary>Every constant that has an opcode of its own.</summary>
    private static void DefineConstants(EmittedAssembly assembly) => assembly.DefineScalar("Constants", il =>
    {
        OpCode[] constants =
        [
            OpCodes.Ldc_I4_M1, OpCodes.Ldc_I4_0, OpCodes.Ldc_I4_1, OpCodes.Ldc_I4_2, OpCodes.Ldc_I4_3, OpCodes.Ldc_I4_4, OpCodes.Ldc_I4_5,
            OpCodes.Ldc_I4_6, OpCodes.Ldc_I4_7, OpCodes.Ldc_I4_8,
        ];
        il.Emit(OpCodes.Ldarg_0);
        foreach (var constant in constants)
        {
            il.Emit(OpCodes.Ldc_I4_5);
            il.Emit(OpCodes.Conv_I8);
            il.Emit(OpCodes.Mul);
            il.Emit(constant);
            il.Emit(OpCodes.Conv_I8);
            il.Emit(OpCodes.Add);
        }

        il.Emit(OpCodes.Ldnull);
        il.Emit(OpCodes.Ldnull);
        il.Emit(OpCodes.Ceq);
        il.Emit(OpCodes.Conv_I8);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Ret);
    });

    /// <summary>Memory by type token instead of by width, blocks, and the prefixes of memory access.</summary>
    private static void DefineMemory(EmittedAssembly assembly)
    {
        assembly.DefineScalar("ObjectsOfPrimitiveType", il =>
        {
            var first = il.DeclareLocal(typeof(long));
            var second = il.DeclareLocal(typeof(long));
            il.Emit(OpCodes.Ldloca_S, first);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Stobj, typeof(long));
            il.Emit(OpCodes.Ldloca_S, second);
            il.Emit(OpCodes.Ldloca_S, first);
            il.Emit(OpCodes.Cpobj, typeof(long));
            il.Emit(OpCodes.Ldloca_S, first);
            il.Emit(OpCodes.Initobj, typeof(int));
            il.Emit(OpCodes.Ldloca_S, first);
            il.Emit(OpCodes.Ldobj, typeof(long));
            il.Emit(OpCodes.Ldloca_S, second);
            il.Emit(OpCodes.Ldobj, typeof(short));
            il.Emit(OpCodes.Conv_I8);
            il.Emit(OpCodes.Sub);
            il.Emit(OpCodes.Ret);
        });
        assembly.DefineScalar("Blocks", il =>
        {
            var buffer = il.DeclareLocal(typeof(nint));
            il.Emit(OpCodes.Ldc_I4, 24);
            il.Emit(OpCodes.Conv_U);
            il.Emit(OpCodes.Localloc);
            il.Emit(OpCodes.Stloc, buffer);
            EmitBlockPlace(il, buffer, 0);
            il.Emit(OpCodes.Ldc_I4, 0x5a);
            il.Emit(OpCodes.Ldc_I4, 24);
            il.Emit(OpCodes.Initblk);
            EmitBlockPlace(il, buffer, 8);
            il.Emit(OpCodes.Ldarga_S, (byte)0);
            il.Emit(OpCodes.Ldc_I4, 8);
            il.Emit(OpCodes.Cpblk);
            EmitBlockPlace(il, buffer, 5);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Unaligned, (byte)1);
            il.Emit(OpCodes.Volatile);
            il.Emit(OpCodes.Stind_I4);
            EmitBlockPlace(il, buffer, 0);
            il.Emit(OpCodes.Ldind_I8);
            EmitBlockPlace(il, buffer, 7);
            il.Emit(OpCodes.Unaligned, (byte)1);
            il.Emit(OpCodes.Ldind_I8);
            il.Emit(OpCodes.Xor);
            il.Emit(OpCodes.Ret);
        });
        OpCode[] loads =
        [
            OpCodes.Ldind_I1, OpCodes.Ldind_U1, OpCodes.Ldind_I2, OpCodes.Ldind_U2, OpCodes.Ldind_I4, OpCodes.Ldind_U4, OpCodes.Ldind_I8, OpCodes.Ldind_I,
        ];
        foreach (var load in loads)
        {
            assembly.DefineScalar(load.Name!, il =>
            {
                il.Emit(OpCodes.Ldarga_S, (byte)0);
                il.Emit(load);
                il.Emit(OpCodes.Conv_I8);
                il.Emit(OpCodes.Ret);
            });
        }

        foreach (var store in new[] { OpCodes.Stind_I1, OpCodes.Stind_I2, OpCodes.Stind_I4, OpCodes.Stind_I8, OpCodes.Stind_I })
        {
            assembly.DefineScalar(store.Name!, il =>
            {
                il.Emit(OpCodes.Ldarga_S, (byte)0);
                il.Emit(OpCodes.Ldarg_1);
                if (store != OpCodes.Stind_I8)
                    il.Emit(store == OpCodes.Stind_I ? OpCodes.Conv_I : OpCodes.Conv_I4);
                il.Emit(store);
                il.Emit(OpCodes.Ldarg_0);
                il.Emit(OpCodes.Ret);
            });
        }
    }

    private static void EmitBlockPlace(ILGenerator il, LocalBuilder buffer, int offset)
    {
        il.Emit(OpCodes.Ldloc, buffer);
        il.Emit(OpCodes.Ldc_I4, offset);
        il.Emit(OpCodes.Add);
    }

    /// <summary>Jumps with values on the stack, a switch whose cases fall through to the default, a tail call.</summary>
    private static void DefineControl(EmittedAssembly assembly)
    {
        assembly.DefineScalar("ValuesCarriedOverJumps", il =>
        {
            var (other, join) = (il.DefineLabel(), il.DefineLabel());
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Dup);
            il.Emit(OpCodes.Ldc_I4_0);
            il.Emit(OpCodes.Conv_I8);
            il.Emit(OpCodes.Blt, other);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Br_S, join);
            il.MarkLabel(other);
            il.Emit(OpCodes.Nop);
            il.Emit(OpCodes.Ldc_I4_M1);
            il.Emit(OpCodes.Conv_I8);
            il.Emit(OpCodes.Br, join);
            il.MarkLabel(join);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Sub);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Pop);
            il.Emit(OpCodes.Ret);
        });
        assembly.DefineScalar("SwitchWithSharedTargets", il =>
        {
            var (even, odd) = (il.DefineLabel(), il.DefineLabel());
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Conv_U4);
            il.Emit(OpCodes.Switch, [even, odd, even, odd, even]);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ret);
            il.MarkLabel(even);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Neg);
            il.Emit(OpCodes.Ret);
            il.MarkLabel(odd);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Not);
            il.Emit(OpCodes.Ret);
        });
        assembly.DefineScalar("TailCall", il =>
        {
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Tailcall);
            il.Emit(OpCodes.Call, typeof(Math).GetMethod(nameof(Math.Max), [typeof(long), typeof(long)])!);
            il.Emit(OpCodes.Ret);
        });
    }
}
