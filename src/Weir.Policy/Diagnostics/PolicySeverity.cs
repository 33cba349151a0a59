namespace Weir.Policy;

/// <summary>How much a <see cref="PolicyDiagnostic"/> matters.</summary>
public enum PolicySeverity
{
    /// <summary>The file means something, though perhaps not what its author wanted.</summary>
    Warning,

    /// <summary>The file has no meaning until this is mended.</summary>
    Error,
}
