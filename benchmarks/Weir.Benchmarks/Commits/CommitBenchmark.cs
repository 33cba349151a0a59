using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Weir.Engine;
using Weir.Linux;

namespace Weir.Benchmarks.Commits;

/// <summary>
/// What a commit costs in the attached engine: a network namespace of its own, whose loopback interface carries a flood of datagrams of which one
/// kind is permitted and one blocked, while filters come and go. A wrong verdict ends the benchmark.
/// </summary>
internal static class CommitBenchmark
{
    private const LayerId Layer = LayerId.OutboundTransportV4;
    private const int Installed = 100_000;
    private const int Samples = 2001;
    private const ushort PermittedPort = 5000;
    private const ushort BlockedPort = 5001;
    private const int MostDatagrams = 20_000_000;

    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(10);

    public static int Run()
    {
        using NetworkNamespace space = NetworkNamespace.Create();
        using (RouteNetlink netlink = RouteNetlink.Open(space))
        {
            netlink.SetUp("lo");
        }

        using LinuxEngine kernel = LinuxEngine.Open(new LinuxEngineOptions { NetworkNamespace = space });
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        session.AddFilter(Filter("blocked", FilterAction.Block, 9, FilterCondition.RemotePort(BlockedPort)));
        session.AddFilter(Filter("the rest", FilterAction.Permit, 1));
        PrintCommits(session, "beside 2 filters");

        Stopwatch loading = Stopwatch.StartNew();
        List<ulong> installed = Install(session);
        Console.WriteLine($"{Installed:N0} filters in one transaction: {loading.Elapsed.TotalMilliseconds:F0} ms");
        PrintCommits(session, $"beside {Installed:N0} filters");
        PrintFlood(space, kernel, session, "beside the same");

        loading.Restart();
        Remove(session, installed);
        Console.WriteLine($"the same out again: {loading.Elapsed.TotalMilliseconds:F0} ms");
        PrintFlood(space, kernel, session, "beside 2 filters");
        return 0;
    }

    private static void PrintCommits(Session session, string beside)
    {
        double[] times = new double[Samples];
        for (int i = 0; i < Samples; i++)
        {
            long start = Stopwatch.GetTimestamp();
            ulong id = session.AddFilter(Bystander(1_000_000 + i));
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            session.DeleteFilter(id);
        }

        Array.Sort(times);
        Console.WriteLine($"commit of one filter {beside}: median {times[Samples / 2]:F0} us, 99 of 100 below {times[Samples * 99 / 100]:F0} us");
    }

    /// <summary>Commits at full speed for some seconds, under the flood.</summary>
    private static void PrintFlood(NetworkNamespace space, LinuxEngine kernel, Session session, string beside)
    {
        int commits = 0;
        Task writer = Task.Factory.StartNew(
            () =>
            {
                Queue<ulong> filters = new();
                Stopwatch time = Stopwatch.StartNew();
                while (time.Elapsed < s_duration)
                {
                    filters.Enqueue(session.AddFilter(Bystander(1_000_000 + (commits & 0xffff))));
                    commits++;
                    if (filters.Count > 100)
                    {
                        session.DeleteFilter(filters.Dequeue());
                        commits++;
                    }
                }

                foreach (ulong id in filters)
                {
                    session.DeleteFilter(id);
                }
            },
            TaskCreationOptions.LongRunning);
        int sent = space.Run(() => Flood(kernel, () => writer.IsCompleted));
        writer.GetAwaiter().GetResult();
        Console.WriteLine(
            $"{s_duration.TotalSeconds:F0} s under a flood {beside}: {commits / s_duration.TotalSeconds:N0} commits a second, {2 * sent / s_duration.TotalSeconds:N0} datagrams a second, every verdict right");
    }

    private static int Flood(LinuxEngine kernel, Func<bool> isDone)
    {
        LayerCounters before = kernel.GetLayerCounters(Layer);
        using Socket receiver = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        receiver.Bind(new IPEndPoint(IPAddress.Loopback, PermittedPort));
        using Socket sender = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        SocketAddress permittedAddress = new IPEndPoint(IPAddress.Loopback, PermittedPort).Serialize();
        SocketAddress blockedAddress = new IPEndPoint(IPAddress.Loopback, BlockedPort).Serialize();
        byte[] payload = new byte[18];
        (int permitted, int refused) = (0, 0);
        for (int sent = 0; sent < MostDatagrams && !isDone(); sent += 2)
        {
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
        return permitted == refused
            && after.PermittedPackets - before.PermittedPackets == (ulong)permitted
            && after.BlockedPackets - before.BlockedPackets == (ulong)refused
            ? permitted
            : throw new InvalidOperationException($"Of {permitted} datagrams of each kind {refused} were refused; the layer counted {after} after {before}.");
    }

    private static List<ulong> Install(Session session)
    {
        using Transaction transaction = session.BeginTransaction();
        List<ulong> filters = [.. Enumerable.Range(0, Installed).Select(number => session.AddFilter(Bystander(number)))];
        transaction.Commit();
        return filters;
    }

    private static void Remove(Session session, List<ulong> filters)
    {
        using Transaction transaction = session.BeginTransaction();
        filters.ForEach(session.DeleteFilter);
        transaction.Commit();
    }

    /// <summary>A filter that no datagram meets, above, between or below those that decide.</summary>
    private static FilterSpec Bystander(int number) => Filter(
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
