namespace Weir.Bpf.Compiler.Ir;

/// <summary>What a <see cref="Value"/> computes or does.</summary>
internal enum Opcode
{
    // Values without a place: they are made where they are used.
    Constant,
    StackAddress,
    MapAddress,

    // Where values come from.
    Parameter,
    Phi,
    MapValueAddress,

    // Arithmetic on the operand width.
    Add,
    Subtract,
    Multiply,
    DivideUnsigned,
    DivideSigned,
    RemainderUnsigned,
    RemainderSigned,
    And,
    Or,
    Xor,
    ShiftLeft,
    ShiftRightLogical,
    ShiftRightArithmetic,
    Negate,
    Truncate,
    SignExtend,
    ByteSwap,
    Compare,

    // Memory.
    Load,
    Store,
    ZeroMemory,
    Atomic,

    // Calls.
    CallHelper,
    CallKernelFunction,
    CallFunction,

    // Before promotion to SSA.
    ReadVariable,
    WriteVariable,

    // Terminators.
    Jump,
    Branch,
    MayGoto,
    Return,
    Throw,
}
