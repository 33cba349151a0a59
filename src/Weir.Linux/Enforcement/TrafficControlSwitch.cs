using Weir.Bpf;

namespace Weir.Linux;

/// <summary>
/// Keeps the kernel's static keys for traffic control programs on, by programs at an interface that has no traffic. The kernel switches them on
/// with the first program of the machine, and only after the program is in place and a grace period has passed: a first program would
/// run ten milliseconds later than one that is not alone (tcx_link_prog_attach in kernel/bpf/tcx.c).
/// </summary>
internal sealed class TrafficControlSwitch : IDisposable
{
    private const int LoopbackInterface = 1;

    private readonly NetworkNamespace _namespace = NetworkNamespace.Create();
    private readonly BpfLink? _ingress;
    private readonly BpfLink? _egress;

    /// <summary>Switches them on.</summary>
    /// <param name="ingress">Any program; it never runs.</param>
    /// <param name="egress">Any program; it never runs.</param>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The process lacks CAP_SYS_ADMIN.</exception>
    public TrafficControlSwitch(BpfProgram ingress, BpfProgram egress)
    {
        try
        {
            // A namespace of its own has a loopback interface, which is down.
            (_ingress, _egress) = _namespace.Run(() => (
                BpfLink.AttachTcx(ingress, LoopbackInterface, TcxDirection.Ingress), BpfLink.AttachTcx(egress, LoopbackInterface, TcxDirection.Egress)));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _ingress?.Dispose();
        _egress?.Dispose();
        _namespace.Dispose();
    }
}
