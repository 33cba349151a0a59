namespace Weir.Bpf.Compiler.BackEnd;

/// <summary>Kinds of machine instructions before registers are assigned. Most are one eBPF instruction.</summary>
internal enum MachineOpcode
{
    /// <summary>destination op= source or immediate.</summary>
    Arithmetic,
    Move,
    MoveImmediate,
    MoveSignExtended,
    Negate,
    ByteSwap,
    /// <summary>A 64-bit constant, two slots.</summary>
    LoadWide,
    LoadMap,
    LoadMapValue,
    /// <summary>destination = frame pointer + offset of a stack slot, two instructions.</summary>
    StackAddress,
    Load,
    Store,
    StoreImmediate,
    Atomic,
    Call,
    /// <summary>destination = condition ? 1 : 0, three instructions; the destination is written before the operands are read.</summary>
    SetIf,
    Jump,
    JumpIf,
    MayGoto,
    Exit,
}
