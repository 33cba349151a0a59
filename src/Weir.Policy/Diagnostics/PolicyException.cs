using System.Collections.Immutable;

namespace Weir.Policy;

/// <summary>A policy file is wrong. Carries the faults that were found, up to a hundred, not only the first.</summary>
public sealed class PolicyException : Exception
{
    /// <summary>Creates the exception from what was found in one file.</summary>
    /// <param name="diagnostics">The faults; at least one is an error.</param>
    /// <param name="omittedErrors">How many more errors there are.</param>
    public PolicyException(ImmutableArray<PolicyDiagnostic> diagnostics, int omittedErrors = 0)
    {
        Diagnostics = diagnostics;
        OmittedErrors = omittedErrors;
    }

    /// <summary>The diagnostics, one after the other, and how many errors there are besides.</summary>
    public override string Message =>
        string.Join('\n', Diagnostics) + (OmittedErrors == 0 ? "" : $"\nand {OmittedErrors} more error{(OmittedErrors == 1 ? "" : "s")}");

    /// <summary>What was found, in the order of the file; warnings included. At most a hundred of the reading, and as many of the lowering.</summary>
    public ImmutableArray<PolicyDiagnostic> Diagnostics { get; }

    /// <summary>How many errors were found that <see cref="Diagnostics"/> leaves out.</summary>
    public int OmittedErrors { get; }
}
