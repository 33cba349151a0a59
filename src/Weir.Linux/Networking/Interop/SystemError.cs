using System.Runtime.InteropServices;
using static Weir.Linux.Networking.Interop.Constants;

namespace Weir.Linux.Networking.Interop;

/// <summary>Turns the error number of the last C library call into an exception that says what failed and what to do.</summary>
internal static class SystemError
{
    /// <summary>The exception for the calling thread's last error.</summary>
    /// <param name="operation">What failed, as the start of a sentence: "Entering the network namespace".</param>
    /// <param name="capability">The capability that the operation needs, named when the kernel answers EPERM.</param>
    public static Exception Last(string operation, string capability)
    {
        var errorNumber = Marshal.GetLastPInvokeError();
        var reason = Marshal.GetPInvokeErrorMessage(errorNumber);
        return errorNumber switch
        {
            EPERM or EACCES => new UnauthorizedAccessException($"{operation} failed: {reason}. It needs {capability}; run it as root."),
            ENOENT => new FileNotFoundException($"{operation} failed: {reason}."),
            _ => new IOException($"{operation} failed: {reason} (errno {errorNumber}).", errorNumber),
        };
    }
}
