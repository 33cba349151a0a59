using System.Collections.Immutable;

namespace Weir.Policy;

/// <summary>A policy file is wrong. Carries every fault that was found, not only the first.</summary>
public sealed class PolicyException : Exception
{
    /// <summary>Creates the exception from what was found in one file.</summary>
    /// <param name="diagnostics">The faults; at least one is an error.</param>
    public PolicyException(ImmutableArray<PolicyDiagnostic> diagnostics)
        : base(string.Join('\n', diagnostics))
    {
        Diagnostics = diagnostics;
    }

    /// <summary>Everything that was found, in the order of the file; warnings included.</summary>
    public ImmutableArray<PolicyDiagnostic> Diagnostics { get; }
}
