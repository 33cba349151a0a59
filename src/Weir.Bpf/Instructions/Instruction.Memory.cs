namespace Weir.Bpf;

public readonly partial record struct Instruction
{
    private const byte ModeAbsolute = 0x20;
    private const byte ModeIndirect = 0x40;
    private const byte ModeMemory = 0x60;
    private const byte ModeMemorySignExtended = 0x80;
    private const byte ModeAtomic = 0xc0;

    /// <summary><c>destination = *(size *)(address + offset)</c>, zero-extended.</summary>
    /// <param name="size">How many bytes.</param>
    /// <param name="destination">Receives the value.</param>
    /// <param name="address">Register holding the base address.</param>
    /// <param name="offset">Bytes added to the base address.</param>
    public static Instruction Load(MemorySize size, Register destination, Register address, short offset = 0) =>
        new((byte)((byte)InstructionClass.Load | ModeMemory | (byte)size), destination, address, offset, 0);

    /// <summary><c>destination = *(signed size *)(address + offset)</c>, sign-extended to 64 bits. Linux 6.6.</summary>
    /// <param name="size">One, two or four bytes.</param>
    /// <param name="destination">Receives the value.</param>
    /// <param name="address">Register holding the base address.</param>
    /// <param name="offset">Bytes added to the base address.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is eight bytes, which leaves nothing to extend.</exception>
    public static Instruction LoadSignExtended(MemorySize size, Register destination, Register address, short offset = 0)
    {
        if (size == MemorySize.DoubleWord)
            throw new ArgumentOutOfRangeException(nameof(size), size, "A sign-extending load takes one, two or four bytes; load eight with Load.");
        return new((byte)((byte)InstructionClass.Load | ModeMemorySignExtended | (byte)size), destination, address, offset, 0);
    }

    /// <summary><c>*(size *)(address + offset) = source</c>.</summary>
    /// <param name="size">How many bytes.</param>
    /// <param name="address">Register holding the base address.</param>
    /// <param name="offset">Bytes added to the base address.</param>
    /// <param name="source">Its low bytes are stored.</param>
    public static Instruction Store(MemorySize size, Register address, short offset, Register source) =>
        new((byte)((byte)InstructionClass.StoreRegister | ModeMemory | (byte)size), address, source, offset, 0);

    /// <summary><c>*(size *)(address + offset) = immediate</c>.</summary>
    /// <param name="size">How many bytes.</param>
    /// <param name="address">Register holding the base address.</param>
    /// <param name="offset">Bytes added to the base address.</param>
    /// <param name="immediate">The number, sign-extended when eight bytes are stored.</param>
    public static Instruction Store(MemorySize size, Register address, short offset, int immediate) =>
        new((byte)((byte)InstructionClass.StoreImmediate | ModeMemory | (byte)size), address, Register.R0, offset, immediate);

    /// <summary>An atomic operation on <c>*(size *)(address + offset)</c>.</summary>
    /// <param name="operation">What to do.</param>
    /// <param name="size">Four or eight bytes; load-acquire and store-release also take one and two.</param>
    /// <param name="address">Register holding the base address.</param>
    /// <param name="offset">Bytes added to the base address.</param>
    /// <param name="operand">The other operand, which receives the old value in the fetching forms, or the loaded value.</param>
    /// <exception cref="ArgumentOutOfRangeException">The operation does not exist in this size.</exception>
    public static Instruction Atomic(AtomicOperation operation, MemorySize size, Register address, short offset, Register operand)
    {
        bool anySize = operation is AtomicOperation.LoadAcquire or AtomicOperation.StoreRelease;
        if (!anySize && size is not (MemorySize.Word or MemorySize.DoubleWord))
            throw new ArgumentOutOfRangeException(nameof(size), size, $"Atomic {operation} takes four or eight bytes.");

        byte opcode = (byte)((byte)InstructionClass.StoreRegister | ModeAtomic | (byte)size);
        return operation == AtomicOperation.LoadAcquire
            ? new(opcode, operand, address, offset, (int)operation)
            : new(opcode, address, operand, offset, (int)operation);
    }

    /// <summary>Legacy packet load at a fixed position: <c>r0 = *(size *)skb[position]</c>, in host byte order.</summary>
    /// <param name="size">One, two or four bytes.</param>
    /// <param name="position">Bytes from the start of the packet.</param>
    /// <remarks>R6 must hold the context; a load outside the packet ends the program. Prefer direct packet access.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The size is eight bytes.</exception>
    public static Instruction LoadPacket(MemorySize size, int position) =>
        new((byte)((byte)InstructionClass.WideLoad | ModeAbsolute | (byte)CheckPacketSize(size)), Register.R0, Register.R0, 0, position);

    /// <summary>Legacy packet load at <c>index + position</c>: <c>r0 = *(size *)skb[index + position]</c>, in host byte order.</summary>
    /// <param name="size">One, two or four bytes.</param>
    /// <param name="index">Register added to the position.</param>
    /// <param name="position">Bytes from the start of the packet.</param>
    /// <remarks>R6 must hold the context; a load outside the packet ends the program. Prefer direct packet access.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The size is eight bytes.</exception>
    public static Instruction LoadPacket(MemorySize size, Register index, int position) =>
        new((byte)((byte)InstructionClass.WideLoad | ModeIndirect | (byte)CheckPacketSize(size)), Register.R0, index, 0, position);

    private static MemorySize CheckPacketSize(MemorySize size) => size != MemorySize.DoubleWord
        ? size
        : throw new ArgumentOutOfRangeException(nameof(size), size, "A packet load takes one, two or four bytes.");
}
