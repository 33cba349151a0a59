namespace Weir.Bpf;

/// <summary>One of the eleven 64-bit eBPF registers.</summary>
/// <remarks>
/// R0 carries return values; R1 to R5 carry arguments and are lost over a call; R6 to R9 survive calls; R10 is the
/// read-only frame pointer, one past the highest of the 512 stack bytes
/// (kernel: Documentation/bpf/standardization/instruction-set.rst and abi.rst).
/// </remarks>
public enum Register : byte
{
    /// <summary>Return value of calls and of the program.</summary>
    R0,

    /// <summary>First argument; at the entry of a program, its context.</summary>
    R1,

    /// <summary>Second argument.</summary>
    R2,

    /// <summary>Third argument.</summary>
    R3,

    /// <summary>Fourth argument.</summary>
    R4,

    /// <summary>Fifth argument.</summary>
    R5,

    /// <summary>Survives calls.</summary>
    R6,

    /// <summary>Survives calls.</summary>
    R7,

    /// <summary>Survives calls.</summary>
    R8,

    /// <summary>Survives calls.</summary>
    R9,

    /// <summary>Frame pointer, read only.</summary>
    R10,
}
