using Weir.Bpf.Interop;

namespace Weir.Bpf;

/// <summary>The process lacks the privileges for a bpf(2) command.</summary>
public sealed class BpfPermissionException : BpfException
{
    /// <summary>Creates the error.</summary>
    /// <param name="operation">What was asked for, as the middle of a sentence: "create map filters".</param>
    /// <param name="held">The effective capabilities of the thread that asked.</param>
    public BpfPermissionException(string operation, Capabilities held)
        : base(Describe(operation, held), LibC.EPERM)
    {
    }

    private static string Describe(string operation, Capabilities held)
    {
        Capabilities missing = held.Missing(Capabilities.Filtering);
        return missing == Capabilities.None
            ? $"Not permitted to {operation}, although this process has the capabilities for it: " +
              "a security module, kernel lockdown or a container's rules forbid it."
            : $"Not permitted to {operation}: run as root or give the process CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON " +
              $"(missing: {missing.ToKernelNames()}).";
    }
}
