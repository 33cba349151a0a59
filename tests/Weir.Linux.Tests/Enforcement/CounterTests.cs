using Weir.Engine;
using Weir.Linux.Programs;
using Weir.Linux.Tests.Classification;
using Weir.Testing;

namespace Weir.Linux.Tests.Enforcement;

/// <summary>Counters of filters that are edited: one with the same key takes their place.</summary>
public class CounterTests
{
    private const LayerId Layer = LayerId.InboundTransportV4;

    [Fact]
    public void AnEditThatKeepsTheKeyKeepsTheCounters()
    {
        const ulong Packets = 50;
        using LinuxEngine kernel = LinuxEngine.OpenDetached();
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        using ClassifyBatch batch = new(kernel, Layer, limits: true);
        ulong id = session.AddFilter(new FilterSpec { Name = "edited", Layer = Layer, Action = FilterAction.Block });
        FilterSpec spec = engine.Policy.FindFilter(id)!.Spec;
        PacketFields packet = default;
        packet.Metadata.PacketLength = 100;
        batch.Set([.. Enumerable.Repeat(packet, (int)Packets)]);
        batch.Run();
        (ulong decided, ulong beyond) = (Packets, 0);

        // Enough for records to be given to other filters after their grace period, bystanders among them.
        for (int edit = 0; edit < 200; edit++)
        {
            FilterAction action = (edit % 3) switch { 0 => FilterAction.Limit, 1 => FilterAction.Permit, _ => FilterAction.Block };
            session.AddFilter(spec with { Key = default, Layer = LayerId.OutboundTransportV4 });
            ulong before = id;
            id = Replace(session, before, spec with { Action = action, Limit = action == FilterAction.Limit ? LimitSpec.Packets(1, 20) : null });
            Assert.Equal(Expected(decided, beyond), engine.GetCounters(id));
            Assert.Equal(default, kernel.GetCounters(before));
            batch.Run();
            decided += Packets;
            beyond += action == FilterAction.Limit ? Packets - 20 : 0;
            Assert.Equal(Expected(decided, beyond), engine.GetCounters(id));
            if (edit % 50 == 0)
            {
                Thread.Sleep(20);
            }
        }

        ulong other = Replace(session, id, spec with { Key = default });
        Assert.Equal(default, engine.GetCounters(other));
    }

    [Fact]
    public async Task NoPacketIsLeftOutWhileFiltersAreEdited()
    {
        using TestNetwork network = TestNetwork.CreatePair();
        using LinuxEngine kernel = LinuxEngine.Open(new LinuxEngineOptions { NetworkNamespace = network.Client.Namespace });
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        UdpFlood.Install(session);
        InstalledFilter[] filters = [.. engine.Policy.Filters];

        int edits = 0;
        Task writer = Task.Factory.StartNew(
            () =>
            {
                for (DateTime end = DateTime.UtcNow + TimeSpan.FromSeconds(1); DateTime.UtcNow < end || edits < 20; edits++)
                {
                    using Transaction transaction = session.BeginTransaction();
                    foreach (InstalledFilter filter in filters)
                    {
                        session.DeleteFilter(filter.Key);
                        session.AddFilter(filter.Spec with { Description = $"edit {edits}" });
                    }

                    transaction.Commit();
                }
            },
            TaskCreationOptions.LongRunning);
        ulong sent = (ulong)new UdpFlood(network).Run(kernel, () => writer.IsCompleted);
        await writer;

        FilterCounters[] counters = [.. filters.Select(filter => engine.GetCounters(engine.Policy.FindFilter(filter.Key)!.Id))];
        Assert.InRange(sent, 100ul, ulong.MaxValue);
        Assert.Equal([sent, sent], counters.Select(one => one.Packets));
        Assert.Equal([46 * sent, 46 * sent], counters.Select(one => one.Bytes));
    }

    private static FilterCounters Expected(ulong decided, ulong beyond) =>
        new(decided, 100 * decided) { PacketsBeyondLimit = beyond, BytesBeyondLimit = 100 * beyond };

    private static ulong Replace(Session session, ulong id, FilterSpec by)
    {
        using Transaction transaction = session.BeginTransaction();
        session.DeleteFilter(id);
        ulong added = session.AddFilter(by);
        transaction.Commit();
        return added;
    }
}
