namespace Weir.Linux;

/// <summary>
/// A callout cannot run in the kernel: its licence does not allow it, or the kernel's verifier refuses its code. Nothing has changed;
/// whatever was enforced before still is. The message names the C# line when the verifier does.
/// </summary>
public sealed class CalloutRefusedException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="innerException">The verifier's own answer, or null.</param>
    public CalloutRefusedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
