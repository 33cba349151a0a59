using System.Reflection;
using System.Reflection.Emit;

namespace Weir.Bpf.Compiler.Tests.Opcodes;

/// <summary>The opcodes that no kernel code may have, and the complaint about each.</summary>
internal static class RefusedOpcodes
{
    private static readonly Lazy<Type> s_type = new(Build);

    /// <summary>The complaint's identifier for each refused opcode.</summary>
    public static IReadOnlyDictionary<OpCode, string> Complaints { get; } = new (string Id, OpCode[] Opcodes)[]
    {
        ("WEIR1001", [OpCodes.Break, OpCodes.Jmp, OpCodes.Ldtoken, OpCodes.Arglist, OpCodes.Mkrefany, OpCodes.Refanytype, OpCodes.Refanyval]),
        ("WEIR1002",
        [
            OpCodes.Newarr, OpCodes.Ldlen, OpCodes.Ldelema, OpCodes.Readonly, OpCodes.Ldelem, OpCodes.Stelem,
            OpCodes.Ldelem_I, OpCodes.Ldelem_I1, OpCodes.Ldelem_I2, OpCodes.Ldelem_I4, OpCodes.Ldelem_I8, OpCodes.Ldelem_U1, OpCodes.Ldelem_U2, OpCodes.Ldelem_U4,
            OpCodes.Ldelem_R4, OpCodes.Ldelem_R8, OpCodes.Ldelem_Ref,
            OpCodes.Stelem_I, OpCodes.Stelem_I1, OpCodes.Stelem_I2, OpCodes.Stelem_I4, OpCodes.Stelem_I8, OpCodes.Stelem_R4, OpCodes.Stelem_R8, OpCodes.Stelem_Ref,
        ]),
        ("WEIR1003", [OpCodes.Box, OpCodes.Unbox, OpCodes.Unbox_Any]),
        ("WEIR1005", [OpCodes.Throw, OpCodes.Rethrow, OpCodes.Leave, OpCodes.Leave_S, OpCodes.Endfinally, OpCodes.Endfilter]),
        ("WEIR1007", [OpCodes.Ldftn, OpCodes.Ldvirtftn, OpCodes.Calli]),
        ("WEIR1008",
        [
            OpCodes.Ldc_R4, OpCodes.Ldc_R8, OpCodes.Conv_R4, OpCodes.Conv_R8, OpCodes.Conv_R_Un, OpCodes.Ckfinite,
            OpCodes.Ldind_R4, OpCodes.Ldind_R8, OpCodes.Stind_R4, OpCodes.Stind_R8,
        ]),
        ("WEIR1009", [OpCodes.Ldsflda, OpCodes.Stsfld]),
        ("WEIR1011",
        [
            OpCodes.Add_Ovf, OpCodes.Add_Ovf_Un, OpCodes.Sub_Ovf, OpCodes.Sub_Ovf_Un, OpCodes.Mul_Ovf, OpCodes.Mul_Ovf_Un,
            OpCodes.Conv_Ovf_I, OpCodes.Conv_Ovf_I1, OpCodes.Conv_Ovf_I2, OpCodes.Conv_Ovf_I4, OpCodes.Conv_Ovf_I8,
            OpCodes.Conv_Ovf_U, OpCodes.Conv_Ovf_U1, OpCodes.Conv_Ovf_U2, OpCodes.Conv_Ovf_U4, OpCodes.Conv_Ovf_U8,
            OpCodes.Conv_Ovf_I_Un, OpCodes.Conv_Ovf_I1_Un, OpCodes.Conv_Ovf_I2_Un, OpCodes.Conv_Ovf_I4_Un, OpCodes.Conv_Ovf_I8_Un,
            OpCodes.Conv_Ovf_U_Un, OpCodes.Conv_Ovf_U1_Un, OpCodes.Conv_Ovf_U2_Un, OpCodes.Conv_Ovf_U4_Un, OpCodes.Conv_Ovf_U8_Un,
        ]),
        ("WEIR1027", [OpCodes.Castclass, OpCodes.Isinst, OpCodes.Ldind_Ref, OpCodes.Stind_Ref]),
    }.SelectMany(group => group.Opcodes.Select(opcode => (opcode, group.Id))).ToDictionary();

    /// <summary>The program that has an opcode.</summary>
    public static MethodInfo ProgramWith(OpCode opcode) => s_type.Value.GetMethod(opcode.Name!)!;

    private static Type Build()
    {
        var assembly = new EmittedAssembly();
        var field = assembly.DefineStaticField("Number", typeof(int));
        foreach (var opcode in Complaints.Keys)
            assembly.DefineProgram(opcode.Name!, il => Emit(il, opcode, field));
        return assembly.Load();
    }

    // Nobody runs these; the compiler must stop at the opcode, whatever lies on the stack.
    private static void Emit(ILGenerator il, OpCode opcode, FieldInfo field)
    {
        for (var count = 0; count < 3; count++)
            il.Emit(OpCodes.Ldarg_0);
        switch (opcode.OperandType)
        {
            case OperandType.InlineNone:
                il.Emit(opcode);
                break;
            case OperandType.InlineBrTarget or OperandType.ShortInlineBrTarget:
                var target = il.DefineLabel();
                il.Emit(opcode, target);
                il.MarkLabel(target);
                break;
            case OperandType.InlineField:
                il.Emit(opcode, field);
                break;
            case OperandType.InlineMethod:
                il.Emit(opcode, typeof(Math).GetMethod(nameof(Math.Abs), [typeof(int)])!);
                break;
            case OperandType.InlineR:
                il.Emit(opcode, 1.5);
                break;
            case OperandType.ShortInlineR:
                il.Emit(opcode, 1.5f);
                break;
            case OperandType.InlineSig:
                il.EmitCalli(opcode, CallingConventions.Standard, typeof(int), [typeof(int)], null);
                break;
            case OperandType.InlineType or OperandType.InlineTok:
                il.Emit(opcode, typeof(int));
                break;
            default:
                throw new ArgumentException($"How to emit the operand of {opcode.Name} is not known.");
        }

        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Ret);
    }
}
