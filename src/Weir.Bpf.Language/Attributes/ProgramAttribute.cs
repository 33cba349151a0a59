namespace Weir.Bpf.Language;

/// <summary>Marks a static method as an eBPF program: it takes one pointer to its context and returns <see cref="int"/> (or <see cref="uint"/>).</summary>
/// <param name="type">The program type.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProgramAttribute(ProgramType type) : Attribute
{
    private AttachType _expectedAttachType;
    private long _faultResult;

    /// <summary>The program type.</summary>
    public ProgramType Type { get; } = type;

    /// <summary>Where it will be attached, for the types where the kernel wants to know it at load time.</summary>
    public AttachType ExpectedAttachType
    {
        get => _expectedAttachType;
        set => (_expectedAttachType, HasExpectedAttachType) = (value, true);
    }

    /// <summary>Whether <see cref="ExpectedAttachType"/> was given.</summary>
    public bool HasExpectedAttachType { get; private set; }

    /// <summary>
    /// What the program returns when its code faults: divides by zero, divides the smallest integer by -1, overflows in <c>checked</c>, or
    /// reaches a <c>throw</c>. Without it a division has the kernel's results, and what else may fault is refused.
    /// </summary>
    public long FaultResult
    {
        get => _faultResult;
        set => (_faultResult, HasFaultResult) = (value, true);
    }

    /// <summary>Whether <see cref="FaultResult"/> was given.</summary>
    public bool HasFaultResult { get; private set; }

    /// <summary>The name shown by the kernel (at most 15 characters are kept); the method's name when not given.</summary>
    public string? Name { get; set; }

    /// <summary>
    /// The licence declared to the kernel; kernel functions and GPL-only helpers want a GPL-compatible one. When not given, that of the
    /// class or assembly (<see cref="KernelLicenseAttribute"/>), else <c>Dual MIT/GPL</c>.
    /// </summary>
    public string? License { get; set; }
}
