namespace Weir.Bpf;

public sealed partial class Assembler
{
    /// <inheritdoc cref="Instruction.Arithmetic(ArithmeticOperation, Register, Register, OperandWidth)"/>
    public Assembler Arithmetic(ArithmeticOperation operation, Register destination, Register source, OperandWidth width = OperandWidth.Bits64) =>
        Emit(Instruction.Arithmetic(operation, destination, source, width));

    /// <inheritdoc cref="Instruction.Arithmetic(ArithmeticOperation, Register, int, OperandWidth)"/>
    public Assembler Arithmetic(ArithmeticOperation operation, Register destination, int immediate, OperandWidth width = OperandWidth.Bits64) =>
        Emit(Instruction.Arithmetic(operation, destination, immediate, width));

    /// <summary><c>destination += source</c>, 64 bits.</summary>
    /// <param name="destination">Left operand and result.</param>
    /// <param name="source">Right operand.</param>
    public Assembler Add(Register destination, Register source) => Arithmetic(ArithmeticOperation.Add, destination, source);

    /// <summary><c>destination += immediate</c>, 64 bits.</summary>
    /// <param name="destination">Left operand and result.</param>
    /// <param name="immediate">Right operand.</param>
    public Assembler Add(Register destination, int immediate) => Arithmetic(ArithmeticOperation.Add, destination, immediate);

    /// <summary><c>destination &amp;= immediate</c>, 64 bits.</summary>
    /// <param name="destination">Left operand and result.</param>
    /// <param name="immediate">Right operand.</param>
    public Assembler And(Register destination, int immediate) => Arithmetic(ArithmeticOperation.And, destination, immediate);

    /// <inheritdoc cref="Instruction.Negate"/>
    public Assembler Negate(Register destination, OperandWidth width = OperandWidth.Bits64) =>
        Emit(Instruction.Negate(destination, width));

    /// <inheritdoc cref="Instruction.Move(Register, Register, OperandWidth)"/>
    public Assembler Move(Register destination, Register source, OperandWidth width = OperandWidth.Bits64) =>
        Emit(Instruction.Move(destination, source, width));

    /// <inheritdoc cref="Instruction.Move(Register, int, OperandWidth)"/>
    public Assembler Move(Register destination, int immediate, OperandWidth width = OperandWidth.Bits64) =>
        Emit(Instruction.Move(destination, immediate, width));

    /// <inheritdoc cref="Instruction.MoveSignExtended"/>
    public Assembler MoveSignExtended(Register destination, Register source, int bits, OperandWidth width = OperandWidth.Bits64) =>
        Emit(Instruction.MoveSignExtended(destination, source, bits, width));

    /// <inheritdoc cref="Instruction.ToBigEndian"/>
    public Assembler ToBigEndian(Register destination, int bits) => Emit(Instruction.ToBigEndian(destination, bits));

    /// <inheritdoc cref="Instruction.ToLittleEndian"/>
    public Assembler ToLittleEndian(Register destination, int bits) => Emit(Instruction.ToLittleEndian(destination, bits));

    /// <inheritdoc cref="Instruction.ByteSwap"/>
    public Assembler ByteSwap(Register destination, int bits) => Emit(Instruction.ByteSwap(destination, bits));

    /// <inheritdoc cref="Instruction.Load"/>
    public Assembler Load(MemorySize size, Register destination, Register address, short offset = 0) =>
        Emit(Instruction.Load(size, destination, address, offset));

    /// <inheritdoc cref="Instruction.LoadSignExtended"/>
    public Assembler LoadSignExtended(MemorySize size, Register destination, Register address, short offset = 0) =>
        Emit(Instruction.LoadSignExtended(size, destination, address, offset));

    /// <inheritdoc cref="Instruction.Store(MemorySize, Register, short, Register)"/>
    public Assembler Store(MemorySize size, Register address, short offset, Register source) =>
        Emit(Instruction.Store(size, address, offset, source));

    /// <inheritdoc cref="Instruction.Store(MemorySize, Register, short, int)"/>
    public Assembler Store(MemorySize size, Register address, short offset, int immediate) =>
        Emit(Instruction.Store(size, address, offset, immediate));

    /// <inheritdoc cref="Instruction.Atomic"/>
    public Assembler Atomic(AtomicOperation operation, MemorySize size, Register address, short offset, Register operand) =>
        Emit(Instruction.Atomic(operation, size, address, offset, operand));

    /// <summary><c>destination = value</c>; takes two slots.</summary>
    /// <param name="destination">Result.</param>
    /// <param name="value">Any 64-bit number.</param>
    public Assembler LoadImmediate64(Register destination, long value) => Emit(Instruction.LoadImmediate64(destination, value));

    /// <summary>Loads a map, to be the first argument of a map helper; takes two slots.</summary>
    /// <param name="destination">Result.</param>
    /// <param name="map">The key of the map in the dictionary given to the load.</param>
    public Assembler LoadMap(Register destination, string map)
    {
        _mapReferences.Add((_items.Count, map, null));
        return Emit(Instruction.LoadMap(destination));
    }

    /// <summary>Loads an address inside the value of a single-entry array map; takes two slots.</summary>
    /// <param name="destination">Result.</param>
    /// <param name="map">The key of the map in the dictionary given to the load.</param>
    /// <param name="valueOffset">Bytes from the start of the value.</param>
    public Assembler LoadMapValue(Register destination, string map, int valueOffset = 0)
    {
        _mapReferences.Add((_items.Count, map, valueOffset));
        return Emit(Instruction.LoadMapValue(destination, valueOffset: valueOffset));
    }

    /// <summary>Loads the address of a function of this program, to be a callback; takes two slots.</summary>
    /// <param name="destination">Result.</param>
    /// <param name="label">Where the function starts.</param>
    public Assembler LoadFunction(Register destination, string label)
    {
        (Instruction first, Instruction second) = Instruction.LoadFunction(destination, 0);
        return Emit(first, FixUp.FunctionPosition, label).Emit(second);
    }

    /// <summary>Jumps always.</summary>
    /// <param name="label">Where to.</param>
    public Assembler Jump(string label) => Emit(Instruction.Jump(0), FixUp.Jump, label);

    /// <summary>Jumps if <c>left condition right</c>.</summary>
    /// <param name="condition">When to jump.</param>
    /// <param name="left">Left operand.</param>
    /// <param name="right">Right operand.</param>
    /// <param name="label">Where to.</param>
    /// <param name="width">Whether whole registers or their lower halves are compared.</param>
    public Assembler JumpIf(JumpCondition condition, Register left, Register right, string label, OperandWidth width = OperandWidth.Bits64) =>
        Emit(Instruction.JumpIf(condition, left, right, 0, width), FixUp.ConditionalJump, label);

    /// <summary>Jumps if <c>left condition right</c>.</summary>
    /// <param name="condition">When to jump.</param>
    /// <param name="left">Left operand.</param>
    /// <param name="right">Right operand, sign-extended for 64-bit comparisons, also unsigned ones.</param>
    /// <param name="label">Where to.</param>
    /// <param name="width">Whether the whole register or its lower half is compared.</param>
    public Assembler JumpIf(JumpCondition condition, Register left, int right, string label, OperandWidth width = OperandWidth.Bits64) =>
        Emit(Instruction.JumpIf(condition, left, right, 0, width), FixUp.ConditionalJump, label);

    /// <summary>Falls through as long as the kernel lets the loop go on, else jumps. Linux 6.9.</summary>
    /// <param name="label">Where to go when the loop must end.</param>
    public Assembler MayGoto(string label) => Emit(Instruction.MayGoto(0), FixUp.ConditionalJump, label);

    /// <inheritdoc cref="Instruction.CallHelper"/>
    public Assembler CallHelper(HelperFunction helper) => Emit(Instruction.CallHelper(helper));

    /// <inheritdoc cref="Instruction.CallKernelFunction"/>
    public Assembler CallKernelFunction(int typeId) => Emit(Instruction.CallKernelFunction(typeId));

    /// <summary>Calls a function of this program.</summary>
    /// <param name="label">Where the function starts.</param>
    public Assembler CallFunction(string label) => Emit(Instruction.CallProgramFunction(0), FixUp.FunctionPosition, label);

    /// <inheritdoc cref="Instruction.Exit"/>
    public Assembler Exit() => Emit(Instruction.Exit());
}
