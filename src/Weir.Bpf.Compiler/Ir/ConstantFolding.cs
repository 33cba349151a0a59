using System.Buffers.Binary;

namespace Weir.Bpf.Compiler.Ir;

/// <summary>Arithmetic on constants, with the kernel's results: division by zero gives 0, its remainder the dividend.</summary>
internal static class ConstantFolding
{
    public static Value? Binary(Function function, Opcode opcode, OperandWidth width, Value left, Value right)
    {
        if (!left.IsConstant || !right.IsConstant)
            return null;
        var result = width == OperandWidth.Bits32
            ? Compute((int)left.Immediate, (int)right.Immediate, opcode)
            : Compute(left.Immediate, right.Immediate, opcode);
        return function.Constant(width, result);
    }

    public static bool Holds(JumpCondition condition, OperandWidth width, long left, long right)
    {
        if (width == OperandWidth.Bits32)
            (left, right) = ((int)left, (int)right);
        // Sign extension keeps the unsigned order of 32-bit values, too.
        var (unsignedLeft, unsignedRight) = ((ulong)left, (ulong)right);
        return condition switch
        {
            JumpCondition.Equal => left == right,
            JumpCondition.NotEqual => left != right,
            JumpCondition.GreaterThan => unsignedLeft > unsignedRight,
            JumpCondition.GreaterThanOrEqual => unsignedLeft >= unsignedRight,
            JumpCondition.LessThan => unsignedLeft < unsignedRight,
            JumpCondition.LessThanOrEqual => unsignedLeft <= unsignedRight,
            JumpCondition.SignedGreaterThan => left > right,
            JumpCondition.SignedGreaterThanOrEqual => left >= right,
            JumpCondition.SignedLessThan => left < right,
            JumpCondition.SignedLessThanOrEqual => left <= right,
            _ => (left & right) != 0,
        };
    }

    public static long ByteSwap(long value, int bits) => bits switch
    {
        16 => BinaryPrimitives.ReverseEndianness((ushort)value),
        32 => BinaryPrimitives.ReverseEndianness((uint)value),
        _ => BinaryPrimitives.ReverseEndianness(value),
    };

    private static long Compute(int left, int right, Opcode opcode)
    {
        var (dividend, divisor) = ((uint)left, (uint)right);
        return opcode switch
        {
            Opcode.DivideUnsigned => divisor == 0 ? 0 : dividend / divisor,
            Opcode.RemainderUnsigned => divisor == 0 ? dividend : dividend % divisor,
            Opcode.ShiftLeft => left << right,
            Opcode.ShiftRightLogical => left >>> right,
            Opcode.ShiftRightArithmetic => left >> right,
            _ => Compute((long)left, right, opcode),
        };
    }

    private static long Compute(long left, long right, Opcode opcode)
    {
        var (dividend, divisor) = ((ulong)left, (ulong)right);
        return opcode switch
        {
            Opcode.Add => left + right,
            Opcode.Subtract => left - right,
            Opcode.Multiply => left * right,
            Opcode.DivideUnsigned => divisor == 0 ? 0 : (long)(dividend / divisor),
            Opcode.RemainderUnsigned => divisor == 0 ? left : (long)(dividend % divisor),
            Opcode.DivideSigned => right switch { 0 => 0, -1 => -left, _ => left / right },
            Opcode.RemainderSigned => right switch { 0 => left, -1 => 0, _ => left % right },
            Opcode.And => left & right,
            Opcode.Or => left | right,
            Opcode.Xor => left ^ right,
            Opcode.ShiftLeft => left << (int)right,
            Opcode.ShiftRightLogical => left >>> (int)right,
            Opcode.ShiftRightArithmetic => left >> (int)right,
            _ => throw new InternalCompilerException($"{opcode} is not arithmetic."),
        };
    }
}
