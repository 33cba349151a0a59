namespace Weir.Bpf;

public readonly partial record struct Instruction
{
    private const byte SourceIsRegister = 0x08;
    private const byte OperationNegate = 0x80;
    private const byte OperationMove = 0xb0;
    private const byte OperationSwap = 0xd0;

    /// <summary><c>destination op= source</c>.</summary>
    /// <param name="operation">What to do.</param>
    /// <param name="destination">Left operand and result.</param>
    /// <param name="source">Right operand.</param>
    /// <param name="width">32-bit arithmetic clears the upper half of the result.</param>
    public static Instruction Arithmetic(
        ArithmeticOperation operation, Register destination, Register source, OperandWidth width = OperandWidth.Bits64) =>
        new(ArithmeticOpcode((byte)operation, width, SourceIsRegister), destination, source, OffsetOf(operation), 0);

    /// <summary><c>destination op= immediate</c>.</summary>
    /// <param name="operation">What to do.</param>
    /// <param name="destination">Left operand and result.</param>
    /// <param name="immediate">Right operand, sign-extended for 64-bit arithmetic.</param>
    /// <param name="width">32-bit arithmetic clears the upper half of the result.</param>
    public static Instruction Arithmetic(
        ArithmeticOperation operation, Register destination, int immediate, OperandWidth width = OperandWidth.Bits64) =>
        new(ArithmeticOpcode((byte)operation, width, 0), destination, Register.R0, OffsetOf(operation), immediate);

    /// <summary><c>destination = -destination</c>.</summary>
    /// <param name="destination">Operand and result.</param>
    /// <param name="width">32-bit arithmetic clears the upper half of the result.</param>
    public static Instruction Negate(Register destination, OperandWidth width = OperandWidth.Bits64) =>
        new(ArithmeticOpcode(OperationNegate, width, 0), destination, Register.R0, 0, 0);

    /// <summary><c>destination = source</c>.</summary>
    /// <param name="destination">Result.</param>
    /// <param name="source">Operand.</param>
    /// <param name="width">A 32-bit move clears the upper half of the result.</param>
    public static Instruction Move(Register destination, Register source, OperandWidth width = OperandWidth.Bits64) =>
        new(ArithmeticOpcode(OperationMove, width, SourceIsRegister), destination, source, 0, 0);

    /// <summary><c>destination = immediate</c>.</summary>
    /// <param name="destination">Result.</param>
    /// <param name="immediate">The number: sign-extended by a 64-bit move, zero-extended by a 32-bit one.</param>
    /// <param name="width">A 32-bit move clears the upper half of the result.</param>
    public static Instruction Move(Register destination, int immediate, OperandWidth width = OperandWidth.Bits64) =>
        new(ArithmeticOpcode(OperationMove, width, 0), destination, Register.R0, 0, immediate);

    /// <summary><c>destination = (signed) low bits of source</c>. Linux 6.6.</summary>
    /// <param name="destination">Result.</param>
    /// <param name="source">Operand.</param>
    /// <param name="bits">How many low bits are taken: 8, 16 or, to 64 bits only, 32.</param>
    /// <param name="width">Sign-extends to 32 bits (and clears the upper half) or to 64.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such form.</exception>
    public static Instruction MoveSignExtended(
        Register destination, Register source, int bits, OperandWidth width = OperandWidth.Bits64)
    {
        if (bits is not (8 or 16) && !(bits == 32 && width == OperandWidth.Bits64))
            throw new ArgumentOutOfRangeException(nameof(bits), bits, "Sign extension takes 8 or 16 bits, or 32 bits to 64.");
        return new(ArithmeticOpcode(OperationMove, width, SourceIsRegister), destination, source, (short)bits, 0);
    }

    /// <summary>Keeps the low bits, converted between the processor's byte order and big-endian (network) order.</summary>
    /// <param name="destination">Operand and result; the bits above are cleared.</param>
    /// <param name="bits">16, 32 or 64.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another number of bits.</exception>
    public static Instruction ToBigEndian(Register destination, int bits) =>
        new((byte)((byte)InstructionClass.Arithmetic32 | OperationSwap | SourceIsRegister), destination, Register.R0, 0, CheckSwap(bits));

    /// <summary>Keeps the low bits, converted between the processor's byte order and little-endian order.</summary>
    /// <param name="destination">Operand and result; the bits above are cleared.</param>
    /// <param name="bits">16, 32 or 64.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another number of bits.</exception>
    public static Instruction ToLittleEndian(Register destination, int bits) =>
        new((byte)InstructionClass.Arithmetic32 | OperationSwap, destination, Register.R0, 0, CheckSwap(bits));

    /// <summary>Reverses the low bytes, whatever the processor's byte order. Linux 6.6.</summary>
    /// <param name="destination">Operand and result; the bits above are cleared.</param>
    /// <param name="bits">16, 32 or 64.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another number of bits.</exception>
    public static Instruction ByteSwap(Register destination, int bits) =>
        new((byte)InstructionClass.Arithmetic64 | OperationSwap, destination, Register.R0, 0, CheckSwap(bits));

    private static byte ArithmeticOpcode(byte operation, OperandWidth width, byte source) =>
        (byte)((byte)(width == OperandWidth.Bits64 ? InstructionClass.Arithmetic64 : InstructionClass.Arithmetic32) | operation | source);

    private static short OffsetOf(ArithmeticOperation operation) => (short)((ushort)operation >> 8);

    private static int CheckSwap(int bits) => bits is 16 or 32 or 64
        ? bits
        : throw new ArgumentOutOfRangeException(nameof(bits), bits, "Byte order is changed over 16, 32 or 64 bits.");
}
