namespace Weir.Engine;

/// <summary>
/// A commit is in force and not stored: the store failed after the kernel-mode engine had taken the new policy, and the kernel-mode engine
/// could not go back. The engine's policy is the new one, which traffic meets; the store has the one before, with which the next engine
/// would start. The engine stores what is missing before the next change of persistent objects.
/// </summary>
public sealed class CommitNotStoredException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="storeFailure">What the store threw.</param>
    /// <param name="kernelFailure">What the kernel-mode engine threw when it was to go back.</param>
    public CommitNotStoredException(Exception storeFailure, Exception kernelFailure)
        : base(
            "The commit is in force and not stored: it would be gone after a restart. Put the store right and change any persistent object; that stores this commit too. "
            + $"The store: {storeFailure?.Message} The kernel-mode engine, going back: {kernelFailure?.Message}",
            storeFailure)
    {
        ArgumentNullException.ThrowIfNull(storeFailure);
        ArgumentNullException.ThrowIfNull(kernelFailure);
        StoreFailure = storeFailure;
        KernelFailure = kernelFailure;
    }

    /// <summary>What the store threw.</summary>
    public Exception StoreFailure { get; }

    /// <summary>What the kernel-mode engine threw when it was to go back.</summary>
    public Exception KernelFailure { get; }
}
