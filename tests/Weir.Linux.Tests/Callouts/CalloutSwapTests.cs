using System.Net;
using System.Net.Sockets;
using Weir.Bpf.Language;
using Weir.Engine;
using Weir.Testing;

namespace Weir.Linux.Tests.Callouts;

public class CalloutSwapTests
{
    private const int Rounds = 20;
    private const int ClassificationsEach = 50;
    private const int MostDatagrams = 2_000_000;
    private const ushort PermittedPort = 5000;
    private const ushort BlockedPort = 5001;
    private const LayerId Layer = LayerId.OutboundTransportV4;

    /// <summary>
    /// While a flood runs, a callout is registered and unregistered again and again and commits are made. One filter permits by it either
    /// way, one only looks, and one between them blocks: by the programs' counters no packet gets another answer, whatever program and
    /// table it meets.
    /// </summary>
    [Fact]
    public async Task RegisteringUnderTrafficLosesAndLeaksNothing()
    {
        using TestNetwork network = TestNetwork.CreatePair();
        using LinuxEngine kernel = LinuxEngine.Open(new LinuxEngineOptions { NetworkNamespace = network.Client.Namespace });
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        Guid key = Guid.NewGuid();
        session.AddCallout(new CalloutSpec { Key = key, Name = "permits", ApplicableLayer = Layer });
        session.AddFilter(new FilterSpec
        {
            Name = "permit by callout",
            Layer = Layer,
            Action = FilterAction.CalloutTerminating,
            Callout = key,
            Flags = FilterFlags.PermitIfCalloutUnregistered,
            Weight = FilterWeight.Range(1),
        });
        session.AddFilter(new FilterSpec
        {
            Name = "look",
            Layer = Layer,
            Action = FilterAction.CalloutInspection,
            Callout = key,
            Weight = FilterWeight.Range(3),
        });
        session.AddFilter(new FilterSpec
        {
            Name = "block",
            Layer = Layer,
            Action = FilterAction.Block,
            Weight = FilterWeight.Range(2),
            Conditions = [FilterCondition.RemotePort(BlockedPort)],
        });
        using Socket receiver = network.Server.OpenSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        receiver.Bind(new IPEndPoint(network.Server4, PermittedPort));

        ulong classified = 0;
        Task writer = Task.Factory.StartNew(
            () =>
            {
                for (int round = 0; round < Rounds; round++)
                {
                    using CalloutRegistration registration = engine.RegisterCallout(new Permits(), key);
                    session.DeleteFilter(session.AddFilter(new FilterSpec { Name = "commit", Layer = Layer, Action = FilterAction.Permit }));
                    Assert.True(SpinWait.SpinUntil(() => registration.ReadCounters().Classifications >= ClassificationsEach, TimeSpan.FromSeconds(10)));
                    classified += registration.ReadCounters().Classifications;
                    registration.Dispose();
                    session.DeleteFilter(session.AddFilter(new FilterSpec { Name = "commit", Layer = Layer, Action = FilterAction.Permit }));
                }
            },
            TaskCreationOptions.LongRunning);
        LayerCounters before = kernel.GetLayerCounters(Layer);
        (int permitted, int refused, int passed) = Flood(network, () => writer.IsCompleted);
        await writer;
        LayerCounters after = kernel.GetLayerCounters(Layer);

        Assert.Equal((permitted, 0), (refused, passed));
        Assert.Equal((ulong)permitted, after.PermittedPackets - before.PermittedPackets);
        Assert.Equal((ulong)refused, after.BlockedPackets - before.BlockedPackets);
        Assert.InRange(classified, (ulong)Rounds * ClassificationsEach, (ulong)permitted);
    }

    /// <summary>Sends both kinds in turn, until it is told to stop.</summary>
    private static (int Permitted, int Refused, int Passed) Flood(TestNetwork network, Func<bool> isDone)
    {
        using Socket sender = network.Client.OpenSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        SocketAddress permittedAddress = new IPEndPoint(network.Server4, PermittedPort).Serialize();
        SocketAddress blockedAddress = new IPEndPoint(network.Server4, BlockedPort).Serialize();
        byte[] payload = new byte[18];
        (int permitted, int refused, int passed) = (0, 0, 0);
        for (int sent = 0; sent < MostDatagrams && !isDone(); sent += 2)
        {
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

    [KernelLicense(TestCallouts.License)]
    private sealed class Permits : ICallout
    {
        public static void Classify(
            in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut) =>
            classifyOut.Permit();
    }
}
