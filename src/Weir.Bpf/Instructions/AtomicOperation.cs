namespace Weir.Bpf;

/// <summary>An atomic memory operation; the values are what the instruction's immediate field holds.</summary>
public enum AtomicOperation
{
    /// <summary>Adds the register to memory.</summary>
    Add = 0x00,

    /// <summary>Adds the register to memory; the register receives the old value.</summary>
    FetchAdd = 0x01,

    /// <summary>Ors the register into memory.</summary>
    Or = 0x40,

    /// <summary>Ors the register into memory; the register receives the old value.</summary>
    FetchOr = 0x41,

    /// <summary>Ands the register into memory.</summary>
    And = 0x50,

    /// <summary>Ands the register into memory; the register receives the old value.</summary>
    FetchAnd = 0x51,

    /// <summary>Exclusive-ors the register into memory.</summary>
    Xor = 0xa0,

    /// <summary>Exclusive-ors the register into memory; the register receives the old value.</summary>
    FetchXor = 0xa1,

    /// <summary>Swaps the register with memory.</summary>
    Exchange = 0xe1,

    /// <summary>Stores the register if memory equals R0; R0 receives the old value either way.</summary>
    CompareExchange = 0xf1,

    /// <summary>Loads with acquire order, any size, Linux 6.15. Operands are those of a load.</summary>
    LoadAcquire = 0x100,

    /// <summary>Stores with release order, any size, Linux 6.15.</summary>
    StoreRelease = 0x110,
}
