namespace Weir.Bpf;

/// <summary>
/// A two-operand arithmetic operation. The low byte is the opcode's operation bits (kernel: <c>BPF_OP</c>), the high
/// byte the value of the offset field, which tells signed division from unsigned.
/// </summary>
public enum ArithmeticOperation : ushort
{
    /// <summary>Addition.</summary>
    Add = 0x00,

    /// <summary>Subtraction.</summary>
    Subtract = 0x10,

    /// <summary>Multiplication, low half of the product.</summary>
    Multiply = 0x20,

    /// <summary>Unsigned division; a zero divisor gives zero.</summary>
    Divide = 0x30,

    /// <summary>Signed division rounding to zero, Linux 6.6; a zero divisor gives zero.</summary>
    SignedDivide = 0x130,

    /// <summary>Bitwise or.</summary>
    Or = 0x40,

    /// <summary>Bitwise and.</summary>
    And = 0x50,

    /// <summary>Shift left; the count is taken modulo the operand width.</summary>
    ShiftLeft = 0x60,

    /// <summary>Logical shift right; the count is taken modulo the operand width.</summary>
    ShiftRight = 0x70,

    /// <summary>Unsigned remainder; a zero divisor leaves the dividend.</summary>
    Modulo = 0x90,

    /// <summary>Signed remainder with the sign of the dividend, Linux 6.6; a zero divisor leaves the dividend.</summary>
    SignedModulo = 0x190,

    /// <summary>Bitwise exclusive or.</summary>
    Xor = 0xa0,

    /// <summary>Arithmetic shift right; the count is taken modulo the operand width.</summary>
    ArithmeticShiftRight = 0xc0,
}
