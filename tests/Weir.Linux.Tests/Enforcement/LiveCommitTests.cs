using Weir.Engine;
using Weir.Testing;

namespace Weir.Linux.Tests.Enforcement;

/// <summary>Traffic while the policy changes, fast and by much.</summary>
public class LiveCommitTests
{
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task CommitsAtFullSpeedGiveNoPacketAWrongVerdict()
    {
        using TestNetwork network = TestNetwork.CreatePair();
        using LinuxEngine kernel = LinuxEngine.Open(new LinuxEngineOptions { NetworkNamespace = network.Client.Namespace });
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        UdpFlood.Install(session);

        int commits = 0;
        Task writer = Task.Factory.StartNew(
            () =>
            {
                Queue<ulong> filters = new();
                for (DateTime end = DateTime.UtcNow + s_duration; DateTime.UtcNow < end;)
                {
                    filters.Enqueue(session.AddFilter(UdpFlood.Bystander(commits)));
                    commits++;
                    if (filters.Count > 100)
                    {
                        session.DeleteFilter(filters.Dequeue());
                        commits++;
                    }
                }
            },
            TaskCreationOptions.LongRunning);
        int sent = new UdpFlood(network).Run(kernel, () => writer.IsCompleted);
        await writer;

        Assert.InRange(sent, 100, int.MaxValue);
        Assert.InRange(commits, 500, int.MaxValue);
    }

    [Fact]
    public async Task GrowthAndShrinkingGiveNoPacketAWrongVerdict()
    {
        using TestNetwork network = TestNetwork.CreatePair();
        using LinuxEngine kernel = LinuxEngine.Open(new LinuxEngineOptions { NetworkNamespace = network.Client.Namespace });
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        UdpFlood.Install(session);

        long most = 0;
        Task writer = Task.Factory.StartNew(
            () =>
            {
                List<ulong> filters = [];
                foreach (int count in new[] { 10, 1000, 100_000, 1000, 10 })
                {
                    using (Transaction transaction = session.BeginTransaction())
                    {
                        while (filters.Count < count)
                        {
                            filters.Add(session.AddFilter(UdpFlood.Bystander(filters.Count)));
                        }

                        for (; filters.Count > count; filters.RemoveAt(filters.Count - 1))
                        {
                            session.DeleteFilter(filters[^1]);
                        }

                        transaction.Commit();
                    }

                    most = Math.Max(most, kernel.ImageIn(UdpFlood.Layer).Capacity);
                    Thread.Sleep(20);
                }

                Assert.True(SpinWait.SpinUntil(() => kernel.ImageIn(UdpFlood.Layer).Capacity <= 1 << 17, TimeSpan.FromSeconds(10)));
            },
            TaskCreationOptions.LongRunning);
        int sent = new UdpFlood(network).Run(kernel, () => writer.IsCompleted);
        await writer;

        Assert.InRange(most, 1 << 22, 1 << 25);
        Assert.InRange(sent, 100, int.MaxValue);
    }
}
