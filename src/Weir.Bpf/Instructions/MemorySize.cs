namespace Weir.Bpf;

/// <summary>How many bytes a load or store moves; the values are the opcode's size bits (kernel: <c>BPF_SIZE</c>).</summary>
public enum MemorySize : byte
{
    /// <summary>Four bytes (<c>BPF_W</c>).</summary>
    Word = 0x00,

    /// <summary>Two bytes (<c>BPF_H</c>).</summary>
    HalfWord = 0x08,

    /// <summary>One byte (<c>BPF_B</c>).</summary>
    Byte = 0x10,

    /// <summary>Eight bytes (<c>BPF_DW</c>).</summary>
    DoubleWord = 0x18,
}
