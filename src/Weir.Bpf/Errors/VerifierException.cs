namespace Weir.Bpf;

/// <summary>
/// The kernel's verifier refused a program. The message carries the useful lines of its log;
/// <see cref="Log"/> has the whole.
/// </summary>
/// <remarks>See <see href="https://docs.kernel.org/bpf/verifier.html"/>.</remarks>
public sealed class VerifierException : BpfException
{
    /// <summary>Creates the error.</summary>
    /// <param name="program">Name of the program.</param>
    /// <param name="summary">The lines of the log that tell the reason.</param>
    /// <param name="log">The whole log.</param>
    /// <param name="errno">The kernel's error number, positive, as in errno(3).</param>
    public VerifierException(string program, string summary, string log, int errno)
        : base($"The kernel's verifier refuses program {program}:{Environment.NewLine}{summary}", errno)
    {
        Program = program;
        Summary = summary;
        Log = log;
    }

    /// <summary>Name of the refused program.</summary>
    public string Program { get; }

    /// <summary>The lines of the log that tell the reason.</summary>
    public string Summary { get; }

    /// <summary>Everything that the verifier wrote, possibly megabytes.</summary>
    public string Log { get; }
}
