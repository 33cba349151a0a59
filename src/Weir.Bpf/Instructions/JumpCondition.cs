namespace Weir.Bpf;

/// <summary>When a conditional jump is taken; the values are the opcode's operation bits (kernel: <c>BPF_OP</c>).</summary>
public enum JumpCondition : byte
{
    /// <summary>left == right.</summary>
    Equal = 0x10,

    /// <summary>left &gt; right, unsigned.</summary>
    GreaterThan = 0x20,

    /// <summary>left &gt;= right, unsigned.</summary>
    GreaterThanOrEqual = 0x30,

    /// <summary>(left &amp; right) != 0. The only condition without an inverse.</summary>
    AnyBitSet = 0x40,

    /// <summary>left != right.</summary>
    NotEqual = 0x50,

    /// <summary>left &gt; right, signed.</summary>
    SignedGreaterThan = 0x60,

    /// <summary>left &gt;= right, signed.</summary>
    SignedGreaterThanOrEqual = 0x70,

    /// <summary>left &lt; right, unsigned.</summary>
    LessThan = 0xa0,

    /// <summary>left &lt;= right, unsigned.</summary>
    LessThanOrEqual = 0xb0,

    /// <summary>left &lt; right, signed.</summary>
    SignedLessThan = 0xc0,

    /// <summary>left &lt;= right, signed.</summary>
    SignedLessThanOrEqual = 0xd0,
}
