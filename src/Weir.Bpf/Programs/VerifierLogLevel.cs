namespace Weir.Bpf;

/// <summary>How much the verifier writes about a program (log_level of BPF_PROG_LOAD).</summary>
[Flags]
public enum VerifierLogLevel : uint
{
    /// <summary>Nothing; the fastest.</summary>
    None = 0,

    /// <summary>The instructions on the path to the error, with the registers' states.</summary>
    Path = 1,

    /// <summary>Every path and the state before every instruction; can be hundreds of megabytes.</summary>
    Everything = 2,

    /// <summary>Only totals: instructions processed, states, memory.</summary>
    Statistics = 4,
}
