namespace Weir.Bpf;

public readonly partial record struct Instruction
{
    private const byte WideLoadOpcode = (byte)InstructionClass.WideLoad | (byte)MemorySize.DoubleWord;

    /// <summary>Whether this is the first of the two slots of a 64-bit load.</summary>
    public bool IsWideLoad => _opcode == WideLoadOpcode;

    /// <summary><c>destination = value</c>, in two slots.</summary>
    /// <param name="destination">Result.</param>
    /// <param name="value">Any 64-bit number.</param>
    /// <returns>The two slots, which must stay together.</returns>
    public static (Instruction First, Instruction Second) LoadImmediate64(Register destination, long value) =>
        WideLoad(WideLoadKind.Number, destination, (int)value, (int)(value >> 32));

    /// <summary><c>destination = map</c>, in two slots: what map helpers take as their first argument.</summary>
    /// <param name="destination">Result.</param>
    /// <param name="descriptor">The map's file descriptor; zero when a <see cref="MapReference"/> fills it in at load.</param>
    /// <returns>The two slots, which must stay together.</returns>
    public static (Instruction First, Instruction Second) LoadMap(Register destination, int descriptor = 0) =>
        WideLoad(WideLoadKind.MapDescriptor, destination, descriptor, 0);

    /// <summary><c>destination = address inside the value of a single-entry array map</c>, in two slots.</summary>
    /// <param name="destination">Result.</param>
    /// <param name="descriptor">The map's file descriptor; zero when a <see cref="MapReference"/> fills it in at load.</param>
    /// <param name="valueOffset">Bytes from the start of the value.</param>
    /// <returns>The two slots, which must stay together.</returns>
    public static (Instruction First, Instruction Second) LoadMapValue(Register destination, int descriptor = 0, int valueOffset = 0) =>
        WideLoad(WideLoadKind.MapValue, destination, descriptor, valueOffset);

    /// <summary><c>destination = address of a kernel variable</c>, in two slots.</summary>
    /// <param name="destination">Result.</param>
    /// <param name="typeId">BTF id of the variable in /sys/kernel/btf/vmlinux.</param>
    /// <returns>The two slots, which must stay together.</returns>
    public static (Instruction First, Instruction Second) LoadKernelVariable(Register destination, int typeId) =>
        WideLoad(WideLoadKind.KernelVariable, destination, typeId, 0);

    /// <summary><c>destination = address of a function of the same program</c>, in two slots, for callbacks.</summary>
    /// <param name="destination">Result.</param>
    /// <param name="offset">Slots from the one after the <b>first</b> slot to where the function starts.</param>
    /// <returns>The two slots, which must stay together.</returns>
    public static (Instruction First, Instruction Second) LoadFunction(Register destination, int offset) =>
        WideLoad(WideLoadKind.Function, destination, offset, 0);

    private static (Instruction First, Instruction Second) WideLoad(WideLoadKind kind, Register destination, int low, int high) =>
        (new(WideLoadOpcode, destination, (Register)kind, 0, low), new(0, Register.R0, Register.R0, 0, high));
}
