using System.Runtime.InteropServices;

namespace Weir.Linux;

/// <summary>The kernel refused a change of interfaces, addresses or routes.</summary>
public sealed class NetlinkException : IOException
{
    internal NetlinkException(string operation, int errorNumber, string? kernelMessage)
        : base(Describe(operation, errorNumber, kernelMessage), errorNumber)
    {
        ErrorNumber = errorNumber;
        KernelMessage = kernelMessage;
    }

    /// <summary>The error number, positive, as in errno(3).</summary>
    public int ErrorNumber { get; }

    /// <summary>The kernel's own words (its extended acknowledgement), when it gave any.</summary>
    public string? KernelMessage { get; }

    private static string Describe(string operation, int errorNumber, string? kernelMessage)
    {
        var reason = Marshal.GetPInvokeErrorMessage(errorNumber);
        return kernelMessage is null
            ? $"{operation} failed: {reason}."
            : $"{operation} failed: {reason}. The kernel says: {kernelMessage}";
    }
}
