namespace Weir.Linux;

/// <summary>The policy is right but larger than the kernel's tables; nothing of the commit took effect.</summary>
public sealed class PolicyTooLargeException : Exception
{
    /// <summary>Makes the exception with a message that says which limit was met.</summary>
    public PolicyTooLargeException(string message)
        : base(message)
    {
    }
}
