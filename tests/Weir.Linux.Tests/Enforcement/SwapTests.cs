using System.Net;
using System.Net.Sockets;
using Weir.Engine;
using Weir.Testing;

namespace Weir.Linux.Tests.Enforcement;

public class SwapTests
{
    private const int Swaps = 1000;
    private const int Datagrams = 200_000;
    private const ushort PermittedPort = 5000;
    private const ushort BlockedPort = 5001;

    /// <summary>
    /// While a flood runs, the policy is replaced again and again, by one that differs in each filter but means the same. By the
    /// programs' own counters no permitted datagram is lost at the client and no blocked one arrives at the server.
    /// </summary>
    [Fact]
    public void NoPacketMeetsHalfAPolicy()
    {
        using TestNetwork network = TestNetwork.CreatePair();
        using LinuxEngine clientKernel = LinuxEngine.Open(new LinuxEngineOptions { NetworkNamespace = network.Client.Namespace });
        using LinuxEngine serverKernel = LinuxEngine.Open(new LinuxEngineOptions { NetworkNamespace = network.Server.Namespace });
        using FilterEngine client = new(clientKernel);
        using Session session = client.OpenSession();
        Replace(session, round: 0);
        using Socket receiver = network.Server.OpenSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        receiver.Bind(new IPEndPoint(network.Server4, PermittedPort));

        int swapsDone = 0;
        Exception? failure = null;
        Thread writer = new(() =>
        {
            try
            {
                for (int round = 1; round <= Swaps; round++)
                {
                    Replace(session, round);
                    Volatile.Write(ref swapsDone, round);
                }
            }
            catch (Exception error)
            {
                failure = error;
                Volatile.Write(ref swapsDone, Swaps);
            }
        });
        LayerCounters before = clientKernel.GetLayerCounters(LayerId.OutboundTransportV4);
        LayerCounters arrivedBefore = serverKernel.GetLayerCounters(LayerId.InboundTransportV4);
        writer.Start();
        (int permitted, int refused, int passed) = Flood(network, () => Volatile.Read(ref swapsDone));
        writer.Join();
        LayerCounters after = clientKernel.GetLayerCounters(LayerId.OutboundTransportV4);
        LayerCounters arrivedAfter = serverKernel.GetLayerCounters(LayerId.InboundTransportV4);

        Assert.Null(failure);
        Assert.Equal((Datagrams / 2, Datagrams / 2, 0), (permitted, refused, passed));
        Assert.Equal((ulong)Datagrams / 2, after.PermittedPackets - before.PermittedPackets);
        Assert.Equal((ulong)Datagrams / 2, after.BlockedPackets - before.BlockedPackets);
        Assert.Equal((ulong)Datagrams / 2, arrivedAfter.PermittedPackets - arrivedBefore.PermittedPackets);
    }

    /// <summary>Sends both kinds in turn, a share of them during each swap.</summary>
    private static (int Permitted, int Refused, int Passed) Flood(TestNetwork network, Func<int> swapsDone)
    {
        using Socket sender = network.Client.OpenSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        IPEndPoint permittedEnd = new(network.Server4, PermittedPort);
        IPEndPoint blockedEnd = new(network.Server4, BlockedPort);
        SocketAddress permittedAddress = permittedEnd.Serialize();
        SocketAddress blockedAddress = blockedEnd.Serialize();
        byte[] payload = new byte[18];
        (int permitted, int refused, int passed) = (0, 0, 0);
        for (int sent = 0; sent < Datagrams; sent += 2)
        {
            while (sent / (Datagrams / Swaps) > swapsDone())
            {
                Thread.Yield();
            }

            sender.SendTo(payload, SocketFlags.None, permittedAddress);
            permitted++;
            try
            {
                sender.SendTo(payload, SocketFlags.None, blockedAddress);
                passed++;
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.AccessDenied)
            {
                refused++;
            }
        }

        return (permitted, refused, passed);
    }

    private static void Replace(Session session, int round)
    {
        using Transaction transaction = session.BeginTransaction();
        foreach (InstalledFilter filter in session.Policy.Filters.ToList())
        {
            session.DeleteFilter(filter.Id);
        }

        // Padding above and below, of another size each time, moves the two filters that matter through the table.
        for (int padding = 0; padding < round % 7; padding++)
        {
            session.AddFilter(Filter($"padding {padding}", FilterAction.Permit, 15, FilterCondition.RemotePort((ushort)(6000 + padding))));
        }

        session.AddFilter(Filter("blocked", FilterAction.Block, 9, FilterCondition.RemotePort(BlockedPort)));
        session.AddFilter(Filter("the rest", FilterAction.Permit, 1));
        transaction.Commit();
    }

    private static FilterSpec Filter(string name, FilterAction action, byte weight, params FilterCondition[] conditions) => new()
    {
        Name = name,
        Layer = LayerId.OutboundTransportV4,
        Weight = FilterWeight.Range(weight),
        Conditions = [.. conditions],
        Action = action,
    };
}
