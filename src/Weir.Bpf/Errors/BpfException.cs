using System.Runtime.InteropServices;
using Weir.Bpf.Interop;

namespace Weir.Bpf;

/// <summary>The kernel refused a bpf(2) command or a call that goes with one.</summary>
public class BpfException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What was refused, why, and what to do.</param>
    /// <param name="errno">The kernel's error number, positive, as in errno(3).</param>
    public BpfException(string message, int errno)
        : base(message) => Errno = errno;

    /// <summary>The kernel's error number, positive, as in errno(3).</summary>
    public int Errno { get; }

    /// <summary>The error for a refused operation, with the meaning that the number has everywhere in bpf(2).</summary>
    /// <param name="errno">Positive.</param>
    /// <param name="operation">What was asked for, as the middle of a sentence: "create map filters".</param>
    internal static BpfException FromErrno(int errno, string operation) => errno switch
    {
        LibC.EPERM => new BpfPermissionException(operation, KernelFeatures.Current.Kernel.Capabilities),
        _ => new BpfException($"Cannot {operation}: {DescribeErrno(errno)}.", errno),
    };

    /// <summary>The error for a refused operation with a reason that only this operation gives the number.</summary>
    internal static BpfException FromErrno(int errno, string operation, string reason) =>
        new($"Cannot {operation}: {reason} ({DescribeErrno(errno)}).", errno);

    /// <summary>The error for the call to the C library that failed just now on this thread.</summary>
    internal static BpfException FromLastError(string operation) => FromErrno(Marshal.GetLastPInvokeError(), operation);

    private static string DescribeErrno(int errno) => $"{Marshal.GetPInvokeErrorMessage(errno)}, errno {errno}";
}
