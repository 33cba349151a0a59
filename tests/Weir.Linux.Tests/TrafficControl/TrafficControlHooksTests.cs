using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Weir.Bpf;
using Weir.Linux.Tests.Programs;
using Weir.Testing;

namespace Weir.Linux.Tests.TrafficControl;

public sealed class TrafficControlHooksTests : IDisposable
{
    private const int EthernetHardware = 1;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TestProgram _drop = new(typeof(HookTestPrograms), nameof(HookTestPrograms.Drop));
    private readonly TestProgram _see = new(typeof(HookTestPrograms), nameof(HookTestPrograms.See));

    public void Dispose()
    {
        _drop.Dispose();
        _see.Dispose();
    }

    [Fact]
    public void InterfacesAreCoveredAsTheyComeAndReleasedAsTheyGo()
    {
        using NetworkNamespace host = NetworkNamespace.Create();
        using NetworkNamespace other = NetworkNamespace.Create();
        using RouteNetlink netlink = RouteNetlink.Open(host);
        netlink.CreateVirtualEthernetPair("a", "peer-a", other);
        using TrafficControlHooks hooks = Open(host);
        Assert.Equal(["a"], Covered(hooks));

        netlink.CreateVirtualEthernetPair("b", "peer-b", other);
        Expect(hooks, "a", "b");
        netlink.MoveLink("a", other);
        Expect(hooks, "b");
        netlink.DeleteLink("b");
        Expect(hooks);

        // What has gone to another namespace has no program of ours any more: its frames pass.
        using RouteNetlink otherNetlink = RouteNetlink.Open(other);
        Assert.Equal(0, CountLinksAt(otherNetlink.GetIndex("a")));
        Assert.Null(hooks.Failure);
    }

    [Fact]
    public void OtherProgramsKeepTheirPlace()
    {
        using TestNetwork network = TestNetwork.CreatePair();
        using TestProgram earlier = new(typeof(HookTestPrograms), nameof(HookTestPrograms.See));
        using TestProgram later = new(typeof(HookTestPrograms), nameof(HookTestPrograms.See));
        int index = network.Server.Run(() =>
        {
            using RouteNetlink netlink = RouteNetlink.Open();
            return netlink.GetIndex(network.Server.InterfaceName);
        });
        using BpfLink first = network.Server.Run(() => BpfLink.AttachTcx(earlier.Program, index, TcxDirection.Ingress));
        using (TrafficControlHooks hooks = TrafficControlHooks.Open(network.Server.Namespace, _see.Program, TcxDirection.Ingress, IsEthernet))
        {
            using BpfLink second = network.Server.Run(() => BpfLink.AttachTcx(later.Program, index, TcxDirection.Ingress));
            DatagramFlood.Send(network.Client, new IPEndPoint(network.Server4, 4000), 100);

            // All three saw all.
            Assert.Equal((100ul, 100ul), (earlier.Read(nameof(HookTestPrograms.Seen)), later.Read(nameof(HookTestPrograms.Seen))));
            Assert.Equal(100ul, _see.Read(nameof(HookTestPrograms.Seen)));
        }

        ulong ours = _see.Read(nameof(HookTestPrograms.Seen));
        DatagramFlood.Send(network.Client, new IPEndPoint(network.Server4, 4000), 100);
        Assert.Equal((200ul, ours), (earlier.Read(nameof(HookTestPrograms.Seen)), _see.Read(nameof(HookTestPrograms.Seen))));
    }

    [Fact]
    public void AHookThatIsFullRefusesAtOnceAndLaterOnesAreTold()
    {
        using NetworkNamespace host = NetworkNamespace.Create();
        using RouteNetlink netlink = RouteNetlink.Open(host);
        netlink.CreateVirtualEthernetPair("a", "b", host);
        List<IDisposable> full = host.Run(() => Fill(netlink.GetIndex("a")));
        try
        {
            BpfException refused = Assert.Throws<BpfException>(() => Open(host));
            Assert.Contains("63 programs already", refused.Message);
        }
        finally
        {
            full.ForEach(one => one.Dispose());
        }

        using TrafficControlHooks hooks = Open(host);
        Expect(hooks, "a", "b");
    }

    /// <summary>The device of one index goes and comes under a flood, and is covered each time.</summary>
    [Fact]
    public void ADeviceThatIsMadeAgainUnderLoadIsCoveredEachTime()
    {
        const int turns = 25;
        const int index = 42;
        using NetworkNamespace host = NetworkNamespace.Create();
        using NetworkNamespace sender = NetworkNamespace.Create();
        using RouteNetlink netlink = RouteNetlink.Open(host);
        using RouteNetlink senderNetlink = RouteNetlink.Open(sender);
        using TrafficControlHooks hooks = Open(host);
        using Socket receiver = host.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false });
        receiver.Bind(new IPEndPoint(IPAddress.Any, 4000));
        using Socket raw = sender.Run(() => new Socket(AddressFamily.Packet, SocketType.Raw, 0));
        byte[] frame = BroadcastDatagram();
        using CancellationTokenSource stop = new();
        Thread load = new(() =>
        {
            LinkEndPoint destination = new(index + 1, protocol: 0);
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    raw.SendTo(frame, destination);
                }
                catch (SocketException)
                {
                    // The device is away, or is down.
                    Thread.Yield();
                }
            }
        });
        load.Start();
        byte[] buffer = new byte[64];
        int leaked = 0;
        try
        {
            for (int turn = 0; turn < turns; turn++)
            {
                netlink.CreateVirtualEthernetPair("a", "b", sender, index, index + 1);
                netlink.AddAddress("a", InterfaceAddress.Parse("192.0.2.2/24"));
                ulong before = _drop.Read(nameof(HookTestPrograms.Dropped));
                netlink.SetUp("a");
                senderNetlink.SetUp("b");
                Await(before + 1, turn);

                // What came before the programs were there is counted, and nothing may come after.
                leaked += Drain();
                Await(_drop.Read(nameof(HookTestPrograms.Dropped)) + 20, turn);
                Assert.Equal(0, Drain());
                netlink.DeleteLink("a");
            }
        }
        finally
        {
            stop.Cancel();
            load.Join();
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{leaked} datagrams came before the programs in {turns} turns");
        Expect(hooks);

        void Await(ulong count, int turn) =>
            Assert.True(SpinWait.SpinUntil(() => _drop.Read(nameof(HookTestPrograms.Dropped)) >= count, Patience), $"not covered in turn {turn}");

        int Drain()
        {
            int count = 0;
            while (receiver.Available > 0)
            {
                receiver.Receive(buffer);
                count++;
            }

            return count;
        }
    }

    private static bool IsEthernet(NetworkLink link) => link.HardwareType == EthernetHardware;

    private static IEnumerable<string> Covered(TrafficControlHooks hooks) =>
        hooks.Interfaces.Where(one => one.IsCovered).Select(one => one.Link.Name).Order();

    private static void Expect(TrafficControlHooks hooks, params string[] names) => Assert.True(
        SpinWait.SpinUntil(() => Covered(hooks).SequenceEqual(names), Patience),
        $"covered are {string.Join(", ", Covered(hooks))} and not {string.Join(", ", names)}");

    private static byte[] BroadcastDatagram()
    {
        byte[] frame = Packets.WithEthernet(Packets.V4("192.0.2.1", "192.0.2.2", 17, [.. Packets.Ports(4000, 4000, 4), 0, 12, 0, 0, 1, 2, 3, 4]), isV6: false);
        frame.AsSpan(0, 6).Fill(0xff);
        PhysicalAddress.Parse("02-00-00-00-00-01").GetAddressBytes().CopyTo(frame, 6);
        return frame;
    }

    /// <summary>Links of our program at a device of that index, in whatever namespace.</summary>
    private int CountLinksAt(int index)
    {
        uint ours = _drop.Program.GetInfo().Id;
        return BpfLink.List().Count(link => link.InterfaceIndex == index && link.ProgramId == ours);
    }

    private TrafficControlHooks Open(NetworkNamespace host) => TrafficControlHooks.Open(host, _drop.Program, TcxDirection.Ingress, IsEthernet);

    /// <summary>As many programs as a hook takes.</summary>
    private static List<IDisposable> Fill(int index)
    {
        List<IDisposable> all = [];
        for (int i = 0; i < 63; i++)
        {
            TestProgram program = new(typeof(HookTestPrograms), nameof(HookTestPrograms.See));
            all.Add(BpfLink.AttachTcx(program.Program, index, TcxDirection.Ingress));
            all.Add(program);
        }

        return all;
    }
}
