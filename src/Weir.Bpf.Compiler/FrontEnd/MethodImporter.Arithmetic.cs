using System.Reflection.Metadata;
using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.FrontEnd;

internal sealed partial class MethodImporter
{
    private bool ImportArithmetic(in IlInstruction instruction)
    {
        switch (instruction.Opcode)
        {
            case ILOpCode.Add:
                ImportBinary(Opcode.Add);
                return true;
            case ILOpCode.Sub:
                ImportBinary(Opcode.Subtract);
                return true;
            case ILOpCode.Mul:
                ImportBinary(Opcode.Multiply);
                return true;
            case ILOpCode.Div:
                ImportDivision(Opcode.DivideSigned);
                return true;
            case ILOpCode.Div_un:
                ImportDivision(Opcode.DivideUnsigned);
                return true;
            case ILOpCode.Rem:
                ImportDivision(Opcode.RemainderSigned);
                return true;
            case ILOpCode.Rem_un:
                ImportDivision(Opcode.RemainderUnsigned);
                return true;
            case ILOpCode.And:
                ImportBinary(Opcode.And);
                return true;
            case ILOpCode.Or:
                ImportBinary(Opcode.Or);
                return true;
            case ILOpCode.Xor:
                ImportBinary(Opcode.Xor);
                return true;
            case ILOpCode.Shl:
                ImportShift(Opcode.ShiftLeft);
                return true;
            case ILOpCode.Shr:
                ImportShift(Opcode.ShiftRightArithmetic);
                return true;
            case ILOpCode.Shr_un:
                ImportShift(Opcode.ShiftRightLogical);
                return true;
            case ILOpCode.Neg:
                ImportNegate();
                return true;
            case ILOpCode.Not:
                ImportNot();
                return true;
            case ILOpCode.Conv_i1:
                ImportNarrow(8, isSigned: true);
                return true;
            case ILOpCode.Conv_u1:
                ImportNarrow(8, isSigned: false);
                return true;
            case ILOpCode.Conv_i2:
                ImportNarrow(16, isSigned: true);
                return true;
            case ILOpCode.Conv_u2:
                ImportNarrow(16, isSigned: false);
                return true;
            case ILOpCode.Conv_i4 or ILOpCode.Conv_u4:
                Push(StackKind.Int32, _builder.Truncate(Pop().Value));
                return true;
            case ILOpCode.Conv_i8:
                Push(StackKind.Int64, Widen(Pop()));
                return true;
            case ILOpCode.Conv_u8:
                Push(StackKind.Int64, Pop().Value);
                return true;
            case ILOpCode.Conv_i:
                Push(StackKind.Native, Widen(Pop()));
                return true;
            case ILOpCode.Conv_u:
                Push(StackKind.Native, Pop().Value);
                return true;
            case ILOpCode.Ceq:
                ImportCompare(JumpCondition.Equal);
                return true;
            case ILOpCode.Cgt:
                ImportCompare(JumpCondition.SignedGreaterThan);
                return true;
            case ILOpCode.Cgt_un:
                ImportCompare(JumpCondition.GreaterThan);
                return true;
            case ILOpCode.Clt:
                ImportCompare(JumpCondition.SignedLessThan);
                return true;
            case ILOpCode.Clt_un:
                ImportCompare(JumpCondition.LessThan);
                return true;
            default:
                return false;
        }
    }

    /// <summary>A 32-bit value that meets a 64-bit one is extended with its sign: C# leaves out the conversion of constants added to pointers.</summary>
    private Value Widen(in StackEntry entry) =>
        entry.Kind == StackKind.Int32 ? _builder.SignExtend(entry.Value, 32, OperandWidth.Bits64) : entry.Value;

    private OperandWidth PopPair(out Value left, out Value right, out StackKind kind)
    {
        var second = Pop();
        var first = Pop();
        if (first.Kind == StackKind.Int32 && second.Kind == StackKind.Int32)
        {
            (left, right, kind) = (first.Value, second.Value, StackKind.Int32);
            return OperandWidth.Bits32;
        }

        (left, right) = (Widen(first), Widen(second));
        kind = first.Kind == StackKind.Native || second.Kind == StackKind.Native ? StackKind.Native : StackKind.Int64;
        return OperandWidth.Bits64;
    }

    private void ImportBinary(Opcode opcode)
    {
        var width = PopPair(out var left, out var right, out var kind);
        var value = opcode == Opcode.Add && right.IsConstant && left.Opcode == Opcode.StackAddress
            ? _builder.Offset(left, right.Immediate)
            : _builder.Binary(opcode, width, left, right);
        Push(kind, value);
    }

    private void ImportDivision(Opcode opcode)
    {
        var width = PopPair(out var left, out var right, out var kind);
        CheckDivision(opcode, width, left, right);
        Push(kind, _builder.Binary(opcode, width, left, right));
    }

    private void ImportShift(Opcode opcode)
    {
        var count = Pop().Value;
        var value = Pop();
        Push(value.Kind, _builder.Binary(opcode, value.Kind == StackKind.Int32 ? OperandWidth.Bits32 : OperandWidth.Bits64, value.Value, count));
    }

    private void ImportNegate()
    {
        var value = Pop();
        var width = value.Kind == StackKind.Int32 ? OperandWidth.Bits32 : OperandWidth.Bits64;
        Push(value.Kind, value.Value.IsConstant ? _builder.Constant(width, -value.Value.Immediate) : _builder.Emit(Opcode.Negate, width, value.Value));
    }

    private void ImportNot()
    {
        var value = Pop();
        var width = value.Kind == StackKind.Int32 ? OperandWidth.Bits32 : OperandWidth.Bits64;
        Push(value.Kind, _builder.Binary(Opcode.Xor, width, value.Value, _builder.Constant(width, -1)));
    }

    private void ImportNarrow(int bits, bool isSigned)
    {
        var value = _builder.Truncate(Pop().Value);
        Push(StackKind.Int32, isSigned ? _builder.SignExtend(value, bits, OperandWidth.Bits32) : _builder.ZeroExtend(value, bits));
    }

    private void ImportCompare(JumpCondition condition)
    {
        var width = PopPair(out var left, out var right, out _);
        Push(StackKind.Int32, _builder.Compare(condition, width, left, right));
    }
}
