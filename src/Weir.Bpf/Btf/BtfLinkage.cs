namespace Weir.Bpf;

/// <summary>The linkage of a function or variable; values are those of the format.</summary>
public enum BtfLinkage : byte
{
    /// <summary>Static: the verifier checks such a function at each call, with what it knows of the arguments there.</summary>
    Static = 0,

    /// <summary>Global: the verifier checks such a function once, alone, from its prototype.</summary>
    Global = 1,

    /// <summary>Declared here, defined elsewhere.</summary>
    Extern = 2,
}
