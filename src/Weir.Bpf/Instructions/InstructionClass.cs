namespace Weir.Bpf;

/// <summary>The instruction class: the low three bits of an opcode (kernel: <c>BPF_CLASS</c>).</summary>
public enum InstructionClass : byte
{
    /// <summary><c>BPF_LD</c>: 64-bit immediates, and the legacy packet loads.</summary>
    WideLoad = 0,

    /// <summary><c>BPF_LDX</c>: loads from memory into a register.</summary>
    Load = 1,

    /// <summary><c>BPF_ST</c>: stores of an immediate.</summary>
    StoreImmediate = 2,

    /// <summary><c>BPF_STX</c>: stores of a register, and atomic operations.</summary>
    StoreRegister = 3,

    /// <summary><c>BPF_ALU</c>: 32-bit arithmetic.</summary>
    Arithmetic32 = 4,

    /// <summary><c>BPF_JMP</c>: jumps comparing 64 bits, calls and exit.</summary>
    Jump64 = 5,

    /// <summary><c>BPF_JMP32</c>: jumps comparing 32 bits, and the long jump.</summary>
    Jump32 = 6,

    /// <summary><c>BPF_ALU64</c>: 64-bit arithmetic.</summary>
    Arithmetic64 = 7,
}
