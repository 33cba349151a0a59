namespace Weir.Bpf.Language;

/// <summary>
/// Compiles a static method as a bpf-to-bpf function with global linkage: the verifier checks it once, alone, knowing nothing of its callers.
/// Parameters are scalars, the context, or pointers to structs (their size is what the verifier lets it touch); at most five.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class GlobalFunctionAttribute : Attribute
{
    private long _faultResult;

    /// <summary>
    /// What the function returns when its code faults: divides by zero, divides the smallest integer by -1, overflows in <c>checked</c>, or
    /// reaches a <c>throw</c>. Without it a division has the kernel's results, and what else may fault is refused.
    /// </summary>
    public long FaultResult
    {
        get => _faultResult;
        set => (_faultResult, HasFaultResult) = (value, true);
    }

    /// <summary>Whether <see cref="FaultResult"/> was given.</summary>
    public bool HasFaultResult { get; private set; }
}
