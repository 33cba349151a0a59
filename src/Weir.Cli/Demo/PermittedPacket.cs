using System.Net;
using Weir.Engine;

namespace Weir.Cli.Demo;

/// <summary>What the demonstration's callout tells of a packet. Addresses and ports are in host order.</summary>
internal struct PermittedPacket
{
    public uint LocalAddress;
    public uint RemoteAddress;
    public ushort LocalPort;
    public ushort RemotePort;
    public uint Protocol;

    public override readonly string ToString() => PacketText.Describe(
        Direction.Outbound, (byte)Protocol, Text(LocalAddress), LocalPort, Text(RemoteAddress), RemotePort);

    private static IPAddress Text(uint address) => new((long)(uint)IPAddress.HostToNetworkOrder((int)address));
}
