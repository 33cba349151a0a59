using System.Reflection.Metadata;

namespace Weir.Bpf.Compiler.FrontEnd;

internal sealed partial class MethodImporter
{
    private void Import(in IlInstruction instruction)
    {
        var index = (int)instruction.Operand;
        switch (instruction.Opcode)
        {
            case ILOpCode.Nop or ILOpCode.Volatile or ILOpCode.Unaligned or ILOpCode.Tail:
                break;
            case ILOpCode.Constrained:
                _constraint = ResolveType(index);
                break;
            case ILOpCode.Dup:
                CopyBorrowed();
                _stack.Add(_stack[^1]);
                break;
            case ILOpCode.Pop:
                Pop();
                break;

            case >= ILOpCode.Ldarg_0 and <= ILOpCode.Ldarg_3:
                _stack.Add(Load(_arguments[instruction.Opcode - ILOpCode.Ldarg_0]));
                break;
            case ILOpCode.Ldarg_s or ILOpCode.Ldarg:
                _stack.Add(Load(_arguments[index]));
                break;
            case ILOpCode.Ldarga_s or ILOpCode.Ldarga:
                Push(StackKind.Native, Address(_arguments[index]));
                break;
            case ILOpCode.Starg_s or ILOpCode.Starg:
                ImportAssignment(_arguments[index]);
                break;
            case >= ILOpCode.Ldloc_0 and <= ILOpCode.Ldloc_3:
                _stack.Add(Load(_locals[instruction.Opcode - ILOpCode.Ldloc_0]));
                break;
            case ILOpCode.Ldloc_s or ILOpCode.Ldloc:
                _stack.Add(Load(_locals[index]));
                break;
            case ILOpCode.Ldloca_s or ILOpCode.Ldloca:
                Push(StackKind.Native, Address(_locals[index]));
                break;
            case >= ILOpCode.Stloc_0 and <= ILOpCode.Stloc_3:
                ImportAssignment(_locals[instruction.Opcode - ILOpCode.Stloc_0]);
                break;
            case ILOpCode.Stloc_s or ILOpCode.Stloc:
                ImportAssignment(_locals[index]);
                break;

            case ILOpCode.Ldnull:
                Push(StackKind.Native, _builder.Constant64(0));
                break;
            case >= ILOpCode.Ldc_i4_m1 and <= ILOpCode.Ldc_i4_8:
                Push(StackKind.Int32, _builder.Constant32((int)instruction.Opcode - (int)ILOpCode.Ldc_i4_0));
                break;
            case ILOpCode.Ldc_i4_s or ILOpCode.Ldc_i4:
                Push(StackKind.Int32, _builder.Constant32(index));
                break;
            case ILOpCode.Ldc_i8:
                Push(StackKind.Int64, _builder.Constant64(instruction.Operand));
                break;
            case ILOpCode.Ldstr:
                // The name of an argument, or the message of an exception that is never made.
                Push(StackKind.Native, _builder.Constant64(_compilation.NumberOfText(_il.Method.Module.ResolveString(index))));
                break;
            case ILOpCode.Sizeof:
                Push(StackKind.Int32, _builder.Constant32(TypeLayout.Of(ResolveType(index)).Size));
                break;

            case ILOpCode.Call or ILOpCode.Callvirt:
                ImportCall(ResolveMethod(index), isVirtual: instruction.Opcode == ILOpCode.Callvirt);
                break;
            case ILOpCode.Newobj:
                ImportNewObject(ResolveMethod(index));
                break;

            default:
                if (!ImportArithmetic(instruction) && !ImportChecked(instruction) && !ImportControl(instruction) && !ImportMemory(instruction))
                    throw RefuseInstruction(instruction);
                break;
        }
    }

    private KernelCodeNotSupportedException RefuseInstruction(in IlInstruction instruction)
    {
        var name = instruction.Opcode.ToString().ToLowerInvariant().Replace('_', '.');
        var diagnostic = instruction.Opcode switch
        {
            ILOpCode.Box or ILOpCode.Unbox or ILOpCode.Unbox_any => Diagnostic.Boxing,
            ILOpCode.Newarr or ILOpCode.Ldlen or ILOpCode.Ldelema or ILOpCode.Readonly or (>= ILOpCode.Ldelem_i1 and <= ILOpCode.Stelem) => Diagnostic.HeapAllocation,
            ILOpCode.Throw or ILOpCode.Rethrow or ILOpCode.Leave or ILOpCode.Leave_s or ILOpCode.Endfinally or ILOpCode.Endfilter => Diagnostic.Exceptions,
            ILOpCode.Ldftn or ILOpCode.Ldvirtftn or ILOpCode.Calli => Diagnostic.Delegates,
            ILOpCode.Ldc_r4 or ILOpCode.Ldc_r8 or ILOpCode.Conv_r4 or ILOpCode.Conv_r8 or ILOpCode.Conv_r_un
                or ILOpCode.Ldind_r4 or ILOpCode.Ldind_r8 or ILOpCode.Stind_r4 or ILOpCode.Stind_r8 or ILOpCode.Ckfinite => Diagnostic.FloatingPoint,
            ILOpCode.Castclass or ILOpCode.Isinst or ILOpCode.Ldind_ref or ILOpCode.Stind_ref => Diagnostic.ManagedReference,
            _ when name.Contains("ovf") => Diagnostic.CheckedArithmetic,
            _ => Diagnostic.UnsupportedInstruction,
        };
        return Refuse(diagnostic, $"{diagnostic.Title} (IL instruction '{name}').");
    }

    private Type ResolveType(int token) => _il.Method.Module.ResolveType(token, _il.TypeArguments, _il.MethodArguments);

    private System.Reflection.MethodBase ResolveMethod(int token) =>
        _il.Method.Module.ResolveMethod(token, _il.TypeArguments, _il.MethodArguments)!;

    private System.Reflection.FieldInfo ResolveField(int token) =>
        _il.Method.Module.ResolveField(token, _il.TypeArguments, _il.MethodArguments)!;

    private void ImportAssignment(in Home home)
    {
        var entry = Pop();
        CopyBorrowed();
        Assign(home, home.Kind == StackKind.Struct || home.Kind == StackKind.Int32 ? entry.Value : Widen(entry));
    }
}
