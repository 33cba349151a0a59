using Weir.Bpf;

namespace Weir.Linux;

/// <summary>A traffic control hook of every interface that has Ethernet frames, held by a link at each.</summary>
/// <param name="Direction">Which of an interface's hooks.</param>
internal sealed record InterfacePacketHook(TcxDirection Direction) : PacketHook
{
    private const int EthernetHardware = 1;

    public static LayerHook Describe(TcxDirection direction) => new(direction == TcxDirection.Ingress ? "tcx ingress" : "tcx egress", Priority: null);

    public override LayerHook Describe(LinuxEngineOptions options) => Describe(Direction);

    public override IDisposable Attach(BpfProgram stub, LinuxEngineOptions options) =>
        TrafficControlHooks.Open(networkNamespace: null, stub, Direction, HasFrames);

    /// <summary>Loopback has no frames, in WFP neither; tunnels have none.</summary>
    private static bool HasFrames(NetworkLink link) => link.HardwareType == EthernetHardware;
}
