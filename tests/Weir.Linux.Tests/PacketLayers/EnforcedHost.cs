using Weir.Engine;
using Weir.Testing;

namespace Weir.Linux.Tests.PacketLayers;

/// <summary>A host with an engine of its own, which is opened when it is first asked for.</summary>
internal sealed class EnforcedHost(TestHost host) : IDisposable
{
    private LinuxEngine? _kernel;
    private FilterEngine? _engine;
    private Session? _session;

    public TestHost Host { get; } = host;

    public LinuxEngine Kernel => _kernel ??= LinuxEngine.Open(new LinuxEngineOptions { NetworkNamespace = Host.Namespace });

    public FilterEngine Engine => _engine ??= new FilterEngine(Kernel);

    public Session Session => _session ??= Engine.OpenSession();

    public void Dispose()
    {
        _session?.Dispose();
        _engine?.Dispose();
        _kernel?.Dispose();
    }

    public uint IndexOf(string name)
    {
        using RouteNetlink netlink = Host.OpenNetlink();
        return (uint)netlink.GetIndex(name);
    }
}
