using Weir.Bpf;

namespace Weir.Linux;

/// <summary>
/// Keeps the kernel's static key for traffic control programs on, by a program at an interface that has no traffic. The kernel switches it on
/// with the first program of the machine, and only after the program is in place and a grace period has passed: a first program would
/// run ten milliseconds later than one that is not alone (tcx_link_prog_attach in kernel/bpf/tcx.c).
/// </summary>
internal sealed class TrafficControlSwitch : IDisposable
{
    private const int LoopbackInterface = 1;

    private readonly NetworkNamespace _namespace = NetworkNamespace.Create();
    private readonly BpfLink? _held;

    /// <summary>Switches them on.</summary>
    /// <param name="program">Any program; it never runs.</param>
    /// <param name="direction">The hook whose key is meant.</param>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The process lacks CAP_SYS_ADMIN.</exception>
    public TrafficControlSwitch(BpfProgram program, TcxDirection direction)
    {
        try
        {
            // A namespace of its own has a loopback interface, which is down.
            _held = _namespace.Run(() => BpfLink.AttachTcx(program, LoopbackInterface, direction));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _held?.Dispose();
        _namespace.Dispose();
    }
}
