using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Weir.Bpf;

/// <summary>
/// One eight-byte slot of an eBPF program, laid out in memory as the kernel's <c>struct bpf_insn</c> on a little-endian
/// machine.
/// </summary>
/// <remarks>
/// <para>
/// Programs are arrays with one item <b>per slot</b>. The 64-bit loads (<see cref="LoadImmediate64"/>,
/// <see cref="LoadMap"/>, ...) fill two slots and return both; jump offsets, function info, line info and the
/// verifier's log all count slots, so an array index means the same thing everywhere.
/// </para>
/// <para>
/// Instructions are made by the factory methods, which check their operands; <see cref="Assembler"/> adds labels. The
/// reference is the kernel's Documentation/bpf/standardization/instruction-set.rst.
/// </para>
/// </remarks>
[StructLayout(LayoutKind.Sequential, Size = SizeInBytes)]
public readonly partial record struct Instruction
{
    /// <summary>The size of a slot on the wire.</summary>
    public const int SizeInBytes = 8;

    // The memory layout is the wire layout, so arrays of instructions are handed to the kernel as they are.
    private readonly byte _opcode;
    private readonly byte _registers;
    private readonly short _offset;
    private readonly int _immediate;

    /// <summary>Makes a slot from its raw fields, without checks. The factory methods are the comfortable way.</summary>
    /// <param name="opcode">Class, operation and size bits.</param>
    /// <param name="destination">Destination register field.</param>
    /// <param name="source">Source register field; calls and 64-bit loads keep their kind here.</param>
    /// <param name="offset">Signed 16-bit offset field.</param>
    /// <param name="immediate">Signed 32-bit immediate field.</param>
    public Instruction(byte opcode, Register destination, Register source, short offset, int immediate)
    {
        _opcode = opcode;
        _registers = (byte)(((byte)source << 4) | ((byte)destination & 0xf));
        _offset = offset;
        _immediate = immediate;
    }

    /// <summary>The opcode byte: class, operation and size or source bits.</summary>
    public byte Opcode => _opcode;

    /// <summary>The destination register field.</summary>
    public Register Destination => (Register)(_registers & 0xf);

    /// <summary>The source register field; for calls and 64-bit loads it holds their kind instead.</summary>
    public Register Source => (Register)(_registers >> 4);

    /// <summary>The offset field: bytes for memory accesses, slots after the next one for jumps.</summary>
    public short Offset => _offset;

    /// <summary>The immediate field.</summary>
    public int Immediate => _immediate;

    /// <summary>The instruction class.</summary>
    public InstructionClass Class => (InstructionClass)(_opcode & 0x07);

    /// <summary>Reads a slot from its wire form.</summary>
    /// <param name="bytes">At least eight bytes, little-endian.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than eight bytes.</exception>
    public static Instruction Read(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes.Length, SizeInBytes, nameof(bytes));
        return new Instruction(
            bytes[0],
            (Register)(bytes[1] & 0xf),
            (Register)(bytes[1] >> 4),
            BinaryPrimitives.ReadInt16LittleEndian(bytes[2..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]));
    }

    /// <summary>Reads a whole program from its wire form.</summary>
    /// <param name="bytes">Little-endian slots; the length is a multiple of eight.</param>
    /// <exception cref="ArgumentException">The length is not a multiple of eight.</exception>
    public static ImmutableArray<Instruction> ReadAll(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % SizeInBytes != 0)
            throw new ArgumentException($"{bytes.Length} bytes are not a whole number of 8-byte instruction slots.", nameof(bytes));

        var instructions = ImmutableArray.CreateBuilder<Instruction>(bytes.Length / SizeInBytes);
        for (int at = 0; at < bytes.Length; at += SizeInBytes)
            instructions.Add(Read(bytes[at..]));
        return instructions.MoveToImmutable();
    }

    /// <summary>Writes the slot in its wire form.</summary>
    /// <param name="destination">Receives eight bytes, little-endian.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is room for fewer than eight bytes.</exception>
    public void Write(Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, SizeInBytes, nameof(destination));
        destination[0] = _opcode;
        destination[1] = _registers;
        BinaryPrimitives.WriteInt16LittleEndian(destination[2..], _offset);
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], _immediate);
    }

    /// <summary>The instruction in the verifier's style, such as <c>r1 = *(u32 *)(r6 +12)</c>.</summary>
    /// <remarks>The two slots of a 64-bit load only read well together: see <see cref="Disassembler"/>.</remarks>
    public override string ToString() => Disassembler.Format(this);
}
