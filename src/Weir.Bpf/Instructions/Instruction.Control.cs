namespace Weir.Bpf;

public readonly partial record struct Instruction
{
    private const byte OperationJumpAlways = 0x00;
    private const byte OperationCall = 0x80;
    private const byte OperationExit = 0x90;
    private const byte OperationMayGoto = 0xe0;

    /// <summary>Jumps always: <c>goto pc+offset</c>.</summary>
    /// <param name="offset">Slots after the next one.</param>
    public static Instruction Jump(short offset) =>
        new((byte)InstructionClass.Jump64 | OperationJumpAlways, Register.R0, Register.R0, offset, 0);

    /// <summary>Jumps always, any distance: <c>gotol pc+offset</c>. Linux 6.6.</summary>
    /// <param name="offset">Slots after the next one.</param>
    public static Instruction JumpLong(int offset) =>
        new((byte)InstructionClass.Jump32 | OperationJumpAlways, Register.R0, Register.R0, 0, offset);

    /// <summary><c>if left condition right goto pc+offset</c>.</summary>
    /// <param name="condition">When to jump.</param>
    /// <param name="left">Left operand.</param>
    /// <param name="right">Right operand.</param>
    /// <param name="offset">Slots after the next one.</param>
    /// <param name="width">Whether whole registers or their lower halves are compared.</param>
    public static Instruction JumpIf(
        JumpCondition condition, Register left, Register right, short offset, OperandWidth width = OperandWidth.Bits64) =>
        new((byte)(JumpClass(width) | (byte)condition | SourceIsRegister), left, right, offset, 0);

    /// <summary><c>if left condition immediate goto pc+offset</c>.</summary>
    /// <param name="condition">When to jump.</param>
    /// <param name="left">Left operand.</param>
    /// <param name="right">Right operand, sign-extended for 64-bit comparisons, also unsigned ones.</param>
    /// <param name="offset">Slots after the next one.</param>
    /// <param name="width">Whether the whole register or its lower half is compared.</param>
    public static Instruction JumpIf(
        JumpCondition condition, Register left, int right, short offset, OperandWidth width = OperandWidth.Bits64) =>
        new((byte)(JumpClass(width) | (byte)condition), left, Register.R0, offset, right);

    /// <summary>
    /// Falls through as long as the kernel lets the loop go on, else jumps: <c>may_goto pc+offset</c>. Linux 6.9.
    /// </summary>
    /// <param name="offset">Slots after the next one; where to go when the loop must end.</param>
    public static Instruction MayGoto(short offset) =>
        new((byte)InstructionClass.Jump64 | OperationMayGoto, Register.R0, Register.R0, offset, 0);

    /// <summary>Calls a kernel helper: arguments in R1 to R5, result in R0; R1 to R5 are lost.</summary>
    /// <param name="helper">Which one.</param>
    public static Instruction CallHelper(HelperFunction helper) =>
        new((byte)InstructionClass.Jump64 | OperationCall, Register.R0, (Register)CallKind.Helper, 0, (int)helper);

    /// <summary>Calls a kernel function (kfunc) of the kernel image: arguments in R1 to R5, result in R0; R1 to R5 are lost.</summary>
    /// <param name="typeId">BTF id of the function in /sys/kernel/btf/vmlinux.</param>
    public static Instruction CallKernelFunction(int typeId) =>
        new((byte)InstructionClass.Jump64 | OperationCall, Register.R0, (Register)CallKind.KernelFunction, 0, typeId);

    /// <summary>Calls a function of the same program: arguments in R1 to R5, result in R0; R1 to R5 are lost.</summary>
    /// <param name="offset">Slots after the next one, where the function starts.</param>
    public static Instruction CallProgramFunction(int offset) =>
        new((byte)InstructionClass.Jump64 | OperationCall, Register.R0, (Register)CallKind.ProgramFunction, 0, offset);

    /// <summary>Returns R0 to the caller or ends the program.</summary>
    public static Instruction Exit() =>
        new((byte)InstructionClass.Jump64 | OperationExit, Register.R0, Register.R0, 0, 0);

    private static byte JumpClass(OperandWidth width) =>
        (byte)(width == OperandWidth.Bits64 ? InstructionClass.Jump64 : InstructionClass.Jump32);
}
