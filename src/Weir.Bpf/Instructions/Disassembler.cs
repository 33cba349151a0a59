namespace Weir.Bpf;

/// <summary>
/// Writes instructions as the kernel's verifier does in its log (kernel: kernel/bpf/disasm.c), so that the two texts
/// can be read side by side.
/// </summary>
public static partial class Disassembler
{
    private static readonly string[] ArithmeticSymbols =
        ["+=", "-=", "*=", "/=", "|=", "&=", "<<=", ">>=", "neg", "%=", "^=", "=", "s>>=", "endian", "", ""];

    private static readonly string[] JumpSymbols =
        ["jmp", "==", ">", ">=", "&", "!=", "s>", "s>=", "call", "exit", "<", "<=", "s<", "s<=", "may_goto", ""];

    /// <summary>The text of one slot, such as <c>if r2 &gt; r0 goto pc+7</c>.</summary>
    /// <param name="instruction">Any slot; of a 64-bit load, the first, whose number is then shown by its lower half.</param>
    public static string Format(Instruction instruction) => Format(instruction, next: null, DisassemblyOptions.Default);

    /// <summary>The text of a 64-bit load from its two slots, such as <c>r1 = 0x1122334455667788</c>.</summary>
    /// <param name="first">The first slot.</param>
    /// <param name="second">The second slot.</param>
    public static string Format(Instruction first, Instruction second) => Format(first, second, DisassemblyOptions.Default);

    internal static string Format(Instruction instruction, Instruction? next, DisassemblyOptions options) => instruction.Class switch
    {
        InstructionClass.Arithmetic32 or InstructionClass.Arithmetic64 => FormatArithmetic(instruction),
        InstructionClass.Jump32 or InstructionClass.Jump64 => FormatJump(instruction, options),
        InstructionClass.Load => FormatLoad(instruction),
        InstructionClass.StoreImmediate => FormatStoreImmediate(instruction),
        InstructionClass.StoreRegister => FormatStoreRegister(instruction),
        _ => FormatWideLoad(instruction, next),
    };

    private static string FormatArithmetic(Instruction i)
    {
        char prefix = i.Class == InstructionClass.Arithmetic32 ? 'w' : 'r';
        int destination = (int)i.Destination;
        int source = (int)i.Source;
        switch (i.Opcode & 0xf0)
        {
            case 0xd0 when i.Class == InstructionClass.Arithmetic64:
                return $"r{destination} = bswap{i.Immediate} r{destination}";
            case 0xd0:
                return $"r{destination} = {(UsesRegister(i) ? "be" : "le")}{i.Immediate} r{destination}";
            case 0x80:
                return $"{prefix}{destination} = -{prefix}{destination}";
        }

        string symbol = ArithmeticSymbols[i.Opcode >> 4];
        bool isDivision = (i.Opcode & 0xf0) is 0x30 or 0x90;
        if (isDivision && i.Offset == 1)
            symbol = "s" + symbol;
        if (!UsesRegister(i))
            return $"{prefix}{destination} {symbol} {i.Immediate}";

        string extension = (i.Opcode & 0xf0) == 0xb0 && i.Offset is 8 or 16 or 32 ? $"(s{i.Offset})" : "";
        return $"{prefix}{destination} {symbol} {extension}{prefix}{source}";
    }

    private static string FormatJump(Instruction i, DisassemblyOptions options)
    {
        bool is32 = i.Class == InstructionClass.Jump32;
        switch (i.Opcode)
        {
            case 0x05:
                return $"goto pc{i.Offset:+0;-0;+0}";
            case 0x06:
                return $"gotol pc{i.Immediate:+0;-0;+0}";
            case 0x85:
                return FormatCall(i, options);
            case 0x95:
                return "exit";
            case 0xe5:
                return $"may_goto pc{i.Offset:+0;-0;+0}";
        }

        char prefix = is32 ? 'w' : 'r';
        string right = UsesRegister(i) ? $"{prefix}{(int)i.Source}" : $"0x{i.Immediate:x}";
        return $"if {prefix}{(int)i.Destination} {JumpSymbols[i.Opcode >> 4]} {right} goto pc{i.Offset:+0;-0;+0}";
    }

    private static string FormatCall(Instruction i, DisassemblyOptions options) => (CallKind)i.Source switch
    {
        CallKind.ProgramFunction => $"call pc{i.Immediate:+0;-0;+0}",
        CallKind.KernelFunction => $"call {options.KernelFunctionName(i.Immediate) ?? "kernel-function"}#{i.Immediate}",
        _ => $"call {Enum.GetName((HelperFunction)i.Immediate) ?? "unknown"}#{i.Immediate}",
    };

    private static string FormatLoad(Instruction i)
    {
        bool signExtended = (i.Opcode & 0xe0) == 0x80;
        return $"r{(int)i.Destination} = {Memory(i, i.Source, signExtended ? 's' : 'u')}";
    }

    private static string FormatStoreImmediate(Instruction i) => $"{Memory(i, i.Destination)} = {i.Immediate}";

    private static string FormatStoreRegister(Instruction i)
    {
        int source = (int)i.Source;
        if ((i.Opcode & 0xe0) != 0xc0)
            return $"{Memory(i, i.Destination)} = r{source}";

        string memory = Memory(i, i.Destination);
        string address = memory[1..];
        string bits = (MemorySize)(i.Opcode & 0x18) == MemorySize.DoubleWord ? "64" : "";
        return (AtomicOperation)i.Immediate switch
        {
            AtomicOperation.Add or AtomicOperation.Or or AtomicOperation.And or AtomicOperation.Xor =>
                $"lock {memory} {ArithmeticSymbols[i.Immediate >> 4]} r{source}",
            AtomicOperation.FetchAdd => $"r{source} = atomic{bits}_fetch_add({address}, r{source})",
            AtomicOperation.FetchOr => $"r{source} = atomic{bits}_fetch_or({address}, r{source})",
            AtomicOperation.FetchAnd => $"r{source} = atomic{bits}_fetch_and({address}, r{source})",
            AtomicOperation.FetchXor => $"r{source} = atomic{bits}_fetch_xor({address}, r{source})",
            AtomicOperation.Exchange => $"r{source} = atomic{bits}_xchg({address}, r{source})",
            AtomicOperation.CompareExchange => $"r0 = atomic{bits}_cmpxchg({address}, r0, r{source})",
            AtomicOperation.LoadAcquire => $"r{(int)i.Destination} = load_acquire({Memory(i, i.Source)[1..]})",
            AtomicOperation.StoreRelease => $"store_release({address}, r{source})",
            _ => $"invalid atomic operation 0x{i.Immediate:x}",
        };
    }

    private static string FormatWideLoad(Instruction i, Instruction? next)
    {
        switch (i.Opcode & 0xe0)
        {
            case 0x20:
                return $"r0 = *({TypeName(i, 'u')} *)skb[{i.Immediate}]";
            case 0x40:
                return $"r0 = *({TypeName(i, 'u')} *)skb[r{(int)i.Source} + {i.Immediate}]";
        }

        if (!i.IsWideLoad)
            return $"invalid opcode 0x{i.Opcode:x2}";

        uint high = (uint)(next?.Immediate ?? 0);
        string value = (WideLoadKind)i.Source switch
        {
            WideLoadKind.MapDescriptor => $"map[fd:{i.Immediate}]",
            WideLoadKind.MapValue => $"map[fd:{i.Immediate}][0]+{high}",
            WideLoadKind.MapIndex => $"map[idx:{i.Immediate}]",
            WideLoadKind.MapIndexValue => $"map[idx:{i.Immediate}][0]+{high}",
            WideLoadKind.KernelVariable => $"kernel variable#{i.Immediate}",
            WideLoadKind.Function => $"function pc{i.Immediate:+0;-0;+0}",
            _ => $"0x{((ulong)high << 32) | (uint)i.Immediate:x}",
        };
        return $"r{(int)i.Destination} = {value}";
    }

    private static string Memory(Instruction i, Register address, char sign = 'u') =>
        $"*({TypeName(i, sign)} *)(r{(int)address} {i.Offset:+0;-0;+0})";

    private static string TypeName(Instruction i, char sign) => (MemorySize)(i.Opcode & 0x18) switch
    {
        MemorySize.Word => $"{sign}32",
        MemorySize.HalfWord => $"{sign}16",
        MemorySize.Byte => $"{sign}8",
        _ => $"{sign}64",
    };

    private static bool UsesRegister(Instruction i) => (i.Opcode & 0x08) != 0;
}
