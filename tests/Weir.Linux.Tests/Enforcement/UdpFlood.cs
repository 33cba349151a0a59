using System.Net;
using System.Net.Sockets;
using Weir.Engine;
using Weir.Testing;

namespace Weir.Linux.Tests.Enforcement;

/// <summary>Datagrams of two kinds, one permitted and one blocked by a policy that changes meanwhile, and what becomes of each.</summary>
internal sealed class UdpFlood(TestNetwork network)
{
    public const ushort PermittedPort = 5000;
    public const ushort BlockedPort = 5001;
    public const LayerId Layer = LayerId.OutboundTransportV4;

    private const int MostDatagrams = 4_000_000;

    /// <summary>Sends both kinds in turn until it is told to stop, and checks every answer and the layer's own counters.</summary>
    /// <returns>How many datagrams of each kind were sent.</returns>
    public int Run(LinuxEngine kernel, Func<bool> isDone)
    {
        LayerCounters before = kernel.GetLayerCounters(Layer);
        using Socket receiver = network.Server.OpenSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        receiver.Bind(new IPEndPoint(network.Server4, PermittedPort));
        using Socket sender = network.Client.OpenSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        SocketAddress permittedAddress = new IPEndPoint(network.Server4, PermittedPort).Serialize();
        SocketAddress blockedAddress = new IPEndPoint(network.Server4, BlockedPort).Serialize();
        byte[] payload = new byte[18];
        (int permitted, int refused) = (0, 0);
        for (int sent = 0; sent < MostDatagrams && !isDone(); sent += 2)
        {
            // An error here is a wrong verdict.
            sender.SendTo(payload, SocketFlags.None, permittedAddress);
            permitted++;
            try
            {
                sender.SendTo(payload, SocketFlags.None, blockedAddress);
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.AccessDenied)
            {
                refused++;
            }
        }

        LayerCounters after = kernel.GetLayerCounters(Layer);
        Assert.Equal(permitted, refused);
        Assert.Equal((ulong)permitted, after.PermittedPackets - before.PermittedPackets);
        Assert.Equal((ulong)refused, after.BlockedPackets - before.BlockedPackets);
        return permitted;
    }

    /// <summary>The two filters that decide.</summary>
    public static void Install(Session session)
    {
        session.AddFilter(Filter("blocked", FilterAction.Block, 9, FilterCondition.RemotePort(BlockedPort)));
        session.AddFilter(Filter("the rest", FilterAction.Permit, 1));
    }

    /// <summary>A filter that no datagram meets, above, between or below those.</summary>
    public static FilterSpec Bystander(int number) => Filter(
        "bystander",
        (number & 1) == 0 ? FilterAction.Block : FilterAction.Permit,
        (byte)(number % 16),
        FilterCondition.RemoteAddress(new IPAddress([172, (byte)(16 + (number >> 16)), (byte)(number >> 8), (byte)number])));

    private static FilterSpec Filter(string name, FilterAction action, byte weight, params FilterCondition[] conditions) => new()
    {
        Name = name,
        Layer = Layer,
        Weight = FilterWeight.Range(weight),
        Conditions = [.. conditions],
        Action = action,
    };
}
