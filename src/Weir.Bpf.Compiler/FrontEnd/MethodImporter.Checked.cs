using System.Reflection.Metadata;
using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.FrontEnd;

/// <summary>Arithmetic and conversions in <c>checked</c>: an overflow is a fault.</summary>
internal sealed partial class MethodImporter
{
    private bool ImportChecked(in IlInstruction instruction)
    {
        if (instruction.Opcode == ILOpCode.Mul_ovf_un && _stack[^1].Value.IsConstant && _stack[^2].Value.IsConstant)
        {
            // The size of a stackalloc of structs: both factors are constants and far from overflow.
            ImportBinary(Opcode.Multiply);
            return true;
        }

        if (!HasFaultResult)
            return false;
        switch (instruction.Opcode)
        {
            case ILOpCode.Add_ovf or ILOpCode.Add_ovf_un or ILOpCode.Sub_ovf or ILOpCode.Sub_ovf_un or ILOpCode.Mul_ovf or ILOpCode.Mul_ovf_un:
                ImportCheckedBinary(instruction.Opcode);
                return true;
            case ILOpCode.Conv_ovf_i1 or ILOpCode.Conv_ovf_i1_un:
                ImportCheckedConversion(8, isSigned: true, instruction.Opcode == ILOpCode.Conv_ovf_i1_un);
                return true;
            case ILOpCode.Conv_ovf_u1 or ILOpCode.Conv_ovf_u1_un:
                ImportCheckedConversion(8, isSigned: false, instruction.Opcode == ILOpCode.Conv_ovf_u1_un);
                return true;
            case ILOpCode.Conv_ovf_i2 or ILOpCode.Conv_ovf_i2_un:
                ImportCheckedConversion(16, isSigned: true, instruction.Opcode == ILOpCode.Conv_ovf_i2_un);
                return true;
            case ILOpCode.Conv_ovf_u2 or ILOpCode.Conv_ovf_u2_un:
                ImportCheckedConversion(16, isSigned: false, instruction.Opcode == ILOpCode.Conv_ovf_u2_un);
                return true;
            case ILOpCode.Conv_ovf_i4 or ILOpCode.Conv_ovf_i4_un:
                ImportCheckedConversion(32, isSigned: true, instruction.Opcode == ILOpCode.Conv_ovf_i4_un);
                return true;
            case ILOpCode.Conv_ovf_u4 or ILOpCode.Conv_ovf_u4_un:
                ImportCheckedConversion(32, isSigned: false, instruction.Opcode == ILOpCode.Conv_ovf_u4_un);
                return true;
            case ILOpCode.Conv_ovf_i8 or ILOpCode.Conv_ovf_i8_un:
                ImportCheckedWidening(StackKind.Int64, isSigned: true, instruction.Opcode == ILOpCode.Conv_ovf_i8_un);
                return true;
            case ILOpCode.Conv_ovf_u8 or ILOpCode.Conv_ovf_u8_un:
                ImportCheckedWidening(StackKind.Int64, isSigned: false, instruction.Opcode == ILOpCode.Conv_ovf_u8_un);
                return true;
            case ILOpCode.Conv_ovf_i or ILOpCode.Conv_ovf_i_un:
                ImportCheckedWidening(StackKind.Native, isSigned: true, instruction.Opcode == ILOpCode.Conv_ovf_i_un);
                return true;
            case ILOpCode.Conv_ovf_u or ILOpCode.Conv_ovf_u_un:
                ImportCheckedWidening(StackKind.Native, isSigned: false, instruction.Opcode == ILOpCode.Conv_ovf_u_un);
                return true;
            default:
                return false;
        }
    }

    private void ImportCheckedBinary(ILOpCode opcode)
    {
        var width = PopPair(out var left, out var right, out var kind);
        // The verifier forbids the comparisons that would find an overflow of an address.
        if (kind == StackKind.Native)
            throw Refuse(Diagnostic.CheckedArithmetic, "A native integer or pointer is computed with overflow check.");
        var isSmall = width == OperandWidth.Bits32;
        Push(kind, opcode switch
        {
            ILOpCode.Add_ovf when isSmall => CheckedInt32(Opcode.Add, left, right),
            ILOpCode.Sub_ovf when isSmall => CheckedInt32(Opcode.Subtract, left, right),
            ILOpCode.Mul_ovf when isSmall => CheckedInt32(Opcode.Multiply, left, right),
            ILOpCode.Mul_ovf_un when isSmall => CheckedProductOfUInt32(left, right),
            ILOpCode.Add_ovf => CheckedSumOfInt64(left, right),
            ILOpCode.Sub_ovf => CheckedDifferenceOfInt64(left, right),
            ILOpCode.Mul_ovf => CheckedProductOfInt64(left, right),
            ILOpCode.Mul_ovf_un => CheckedProductOfUInt64(left, right),
            ILOpCode.Add_ovf_un => CheckedUnsignedSum(width, left, right),
            _ => CheckedUnsignedDifference(width, left, right),
        });
    }

    /// <summary>64 bits hold every result; it must be what its lower half extends to.</summary>
    private Value CheckedInt32(Opcode opcode, Value left, Value right)
    {
        var exact = Binary64(opcode, Extended(left), Extended(right));
        var result = _builder.Truncate(exact);
        FaultIf(JumpCondition.NotEqual, OperandWidth.Bits64, Extended(result), exact);
        return result;

        Value Extended(Value value) => _builder.SignExtend(value, 32, OperandWidth.Bits64);
    }

    private Value CheckedProductOfUInt32(Value left, Value right)
    {
        var exact = Binary64(Opcode.Multiply, left, right);
        FaultIf(JumpCondition.NotEqual, OperandWidth.Bits64, Binary64(Opcode.ShiftRightLogical, exact, _builder.Constant64(32)), _builder.Constant64(0));
        return _builder.Truncate(exact);
    }

    private Value CheckedUnsignedSum(OperandWidth width, Value left, Value right)
    {
        var sum = _builder.Binary(Opcode.Add, width, left, right);
        FaultIf(JumpCondition.LessThan, width, sum, left);
        return sum;
    }

    private Value CheckedUnsignedDifference(OperandWidth width, Value left, Value right)
    {
        FaultIf(JumpCondition.LessThan, width, left, right);
        return _builder.Binary(Opcode.Subtract, width, left, right);
    }

    /// <summary>A sum has overflowed when its sign is that of neither operand.</summary>
    private Value CheckedSumOfInt64(Value left, Value right)
    {
        var sum = Binary64(Opcode.Add, left, right);
        FaultIfNegative(Binary64(Opcode.And, Binary64(Opcode.Xor, left, sum), Binary64(Opcode.Xor, right, sum)));
        return sum;
    }

    /// <summary>A difference has overflowed when the signs of the operands differ and its own is not the left one's.</summary>
    private Value CheckedDifferenceOfInt64(Value left, Value right)
    {
        var difference = Binary64(Opcode.Subtract, left, right);
        FaultIfNegative(Binary64(Opcode.And, Binary64(Opcode.Xor, left, right), Binary64(Opcode.Xor, left, difference)));
        return difference;
    }

    /// <summary>Dividing the product by one factor must give the other one back.</summary>
    private Value CheckedProductOfUInt64(Value left, Value right)
    {
        var (divide, next) = (_builder.Function.NewBlock(), _builder.Function.NewBlock());
        var product = Binary64(Opcode.Multiply, left, right);
        _builder.Branch(JumpCondition.Equal, OperandWidth.Bits64, left, _builder.Constant64(0), next, divide);
        _builder.Block = divide;
        var quotient = Binary64(Opcode.DivideUnsigned, product, left);
        _builder.Branch(JumpCondition.NotEqual, OperandWidth.Bits64, quotient, right, _builder.FaultExit(), next);
        _builder.Block = next;
        return product;
    }

    /// <summary>As for unsigned numbers; but dividing the smallest number by -1, the kernel gives it back, as if the product were right.</summary>
    private Value CheckedProductOfInt64(Value left, Value right)
    {
        var (isMinusOne, isOther, divide, next) =
            (_builder.Function.NewBlock(), _builder.Function.NewBlock(), _builder.Function.NewBlock(), _builder.Function.NewBlock());
        var product = Binary64(Opcode.Multiply, left, right);
        _builder.Branch(JumpCondition.Equal, OperandWidth.Bits64, left, _builder.Constant64(-1), isMinusOne, isOther);
        _builder.Block = isMinusOne;
        _builder.Branch(JumpCondition.Equal, OperandWidth.Bits64, right, Smallest(OperandWidth.Bits64), _builder.FaultExit(), next);
        _builder.Block = isOther;
        _builder.Branch(JumpCondition.Equal, OperandWidth.Bits64, left, _builder.Constant64(0), next, divide);
        _builder.Block = divide;
        var quotient = Binary64(Opcode.DivideSigned, product, left);
        _builder.Branch(JumpCondition.NotEqual, OperandWidth.Bits64, quotient, right, _builder.FaultExit(), next);
        _builder.Block = next;
        return product;
    }

    /// <summary>Checks at the source's width, so that the verifier learns the bound of the very register that is used.</summary>
    private void ImportCheckedConversion(int bits, bool isSigned, bool isFromUnsigned)
    {
        var entry = Pop();
        var width = entry.Kind == StackKind.Int32 ? OperandWidth.Bits32 : OperandWidth.Bits64;
        if (bits == (int)width)
        {
            if (isSigned == isFromUnsigned)
                FaultIf(JumpCondition.SignedLessThan, width, entry.Value, _builder.Constant(width, 0));
        }
        else if (isSigned && !isFromUnsigned)
        {
            FaultIf(JumpCondition.NotEqual, width, _builder.SignExtend(entry.Value, bits, width), entry.Value);
        }
        else
        {
            var max = (1L << (isSigned ? bits - 1 : bits)) - 1;
            FaultIf(JumpCondition.GreaterThan, width, entry.Value, _builder.Constant(width, max));
        }

        Push(StackKind.Int32, _builder.Truncate(entry.Value));
    }

    private void ImportCheckedWidening(StackKind kind, bool isSigned, bool isFromUnsigned)
    {
        var entry = Pop();
        var width = entry.Kind == StackKind.Int32 ? OperandWidth.Bits32 : OperandWidth.Bits64;
        // A 32-bit number without sign fits every 64-bit type.
        if (isSigned == isFromUnsigned && !(isFromUnsigned && width == OperandWidth.Bits32))
            FaultIf(JumpCondition.SignedLessThan, width, entry.Value, _builder.Constant(width, 0));
        Push(kind, isFromUnsigned ? entry.Value : Widen(entry));
    }

    private void FaultIfNegative(Value value) => FaultIf(JumpCondition.SignedLessThan, OperandWidth.Bits64, value, _builder.Constant64(0));

    private Value Binary64(Opcode opcode, Value left, Value right) => _builder.Binary(opcode, OperandWidth.Bits64, left, right);
}
