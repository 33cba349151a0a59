using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.BackEnd;

/// <summary>
/// An instruction on registers: 0 to 9 are the machine's, 10 is the frame pointer, 16 and up are virtual until allocation.
/// For memory access the address is in <see cref="Source"/> of loads and in <see cref="Destination"/> of stores and atomics, as in the machine's encoding.
/// </summary>
internal sealed class MachineInstruction(MachineOpcode opcode, SourcePoint origin)
{
    public const int None = -1;
    public const int FramePointer = 10;
    public const int FirstVirtual = 16;
    public const int CallerSaved = 6;

    public MachineOpcode Opcode { get; } = opcode;

    /// <summary>The C# place it comes from.</summary>
    public SourcePoint Origin { get; } = origin;

    public int Destination { get; set; } = None;

    public int Source { get; set; } = None;

    /// <summary>Left operand of <see cref="MachineOpcode.SetIf"/>, whose destination is a third register.</summary>
    public int Left { get; set; } = None;

    public OperandWidth Width { get; init; } = OperandWidth.Bits64;

    public ArithmeticOperation Operation { get; init; }

    public AtomicOperation Atomic { get; init; }

    public JumpCondition Condition { get; set; }

    public int ByteSize { get; init; }

    public int Offset { get; init; }

    public long Immediate { get; init; }

    public StackSlot? Slot { get; init; }

    public MapDeclaration? Map { get; init; }

    /// <summary>What a call calls; <see cref="Immediate"/> is the helper's or kernel function's number.</summary>
    public CallKind Call { get; init; }

    public Function? Callee { get; init; }

    public int ArgumentCount { get; init; }

    /// <summary>Whether the result of an atomic operation comes back in <see cref="Source"/>.</summary>
    public bool Fetches { get; init; }

    public MachineBlock? Target { get; set; }

    /// <summary>A plain copy of a whole register, which coalescing may remove.</summary>
    public bool IsCopy => Opcode == MachineOpcode.Move && Width == OperandWidth.Bits64;

    /// <summary>Writes the registers read to a buffer of at least six; returns how many.</summary>
    public int GetUses(Span<int> uses)
    {
        var count = 0;
        switch (Opcode)
        {
            case MachineOpcode.Arithmetic or MachineOpcode.JumpIf or MachineOpcode.Store or MachineOpcode.Atomic or MachineOpcode.Negate or MachineOpcode.ByteSwap or MachineOpcode.StoreImmediate:
                uses[count++] = Destination;
                break;
            case MachineOpcode.SetIf:
                uses[count++] = Left;
                break;
            case MachineOpcode.Call:
                for (var register = 1; register <= ArgumentCount; register++)
                    uses[count++] = register;
                return count;
            case MachineOpcode.Exit:
                uses[0] = 0;
                return 1;
        }

        if (Source != None)
            uses[count++] = Source;
        if (Opcode == MachineOpcode.Atomic && Atomic == AtomicOperation.CompareExchange)
            uses[count++] = 0;
        return count;
    }

    /// <summary>Writes the registers written to a buffer of at least six; returns how many.</summary>
    public int GetDefinitions(Span<int> definitions)
    {
        switch (Opcode)
        {
            case MachineOpcode.Store or MachineOpcode.StoreImmediate or MachineOpcode.Jump or MachineOpcode.JumpIf or MachineOpcode.MayGoto or MachineOpcode.Exit:
                return 0;
            case MachineOpcode.Atomic when Atomic == AtomicOperation.CompareExchange:
                definitions[0] = 0;
                return 1;
            case MachineOpcode.Atomic:
                definitions[0] = Source;
                return Fetches ? 1 : 0;
            case MachineOpcode.Call:
                for (var register = 0; register < CallerSaved; register++)
                    definitions[register] = register;
                return CallerSaved;
            default:
                definitions[0] = Destination;
                return 1;
        }
    }
}
