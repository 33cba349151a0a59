namespace Weir.Cli.Doctor;

/// <summary>What a <see cref="Finding"/> means for enforcement.</summary>
internal enum Outcome
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Policies can be enforced, but not all of Weir works, or not at its speed.</summary>
    Doubtful,

    /// <summary>The kernel could, but this process may not.</summary>
    NotPermitted,

    /// <summary>This kernel cannot.</summary>
    KernelCannot,
}
