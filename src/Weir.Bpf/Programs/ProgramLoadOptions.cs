namespace Weir.Bpf;

/// <summary>How a program is loaded.</summary>
public sealed record ProgramLoadOptions
{
    /// <summary>
    /// What the verifier writes when it refuses the program. Programs are loaded without a log first, which is faster;
    /// only a refusal is repeated with one.
    /// </summary>
    public VerifierLogLevel LogLevel { get; init; } = VerifierLogLevel.Path;

    /// <summary>Whether to write the log also when the program is accepted, for <see cref="BpfProgram.LoadLog"/>.</summary>
    public bool LogSuccess { get; init; }

    /// <summary>The size in bytes at which the log's buffer stops growing; of a longer log, the end is kept.</summary>
    public int MaximumLogSize { get; init; } = 256 * 1024 * 1024;
}
