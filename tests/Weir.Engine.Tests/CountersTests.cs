using Weir.Engine.Tests.Stores;

namespace Weir.Engine.Tests;

/// <summary>Counters of filters that are edited: one with the same key takes their place.</summary>
public sealed class CountersTests
{
    private readonly ManagedEngine _kernel = new();

    [Fact]
    public void An_edit_that_keeps_the_key_keeps_the_counters()
    {
        using var engine = new FilterEngine(_kernel);
        using var session = engine.OpenSession();
        var limited = Make.Filter(FilterAction.Limit) with { Limit = LimitSpec.Packets(1, 2) };
        var id = session.AddFilter(limited);
        Classify(3);
        var filter = engine.Policy.FindFilter(id)!.Spec;

        var edited = Replace(session, id, filter with { Name = "edited", Conditions = [FilterCondition.RemotePort(80)] });
        Assert.Equal(new FilterCounters(3, 300) { PacketsBeyondLimit = 1, BytesBeyondLimit = 100 }, engine.GetCounters(edited));
        Assert.Equal(default, _kernel.GetCounters(id));

        // The bucket is full again, of another filter the counters are.
        Classify(3);
        Assert.Equal(new FilterCounters(6, 600) { PacketsBeyondLimit = 2, BytesBeyondLimit = 200 }, session.GetCounters(edited));
        var block = Replace(session, edited, filter with { Action = FilterAction.Block, Limit = null });
        Classify(1);
        Assert.Equal(new FilterCounters(7, 700) { PacketsBeyondLimit = 2, BytesBeyondLimit = 200 }, engine.GetCounters(block));
    }

    [Fact]
    public void Another_key_and_another_transaction_begin_at_zero()
    {
        using var engine = new FilterEngine(_kernel);
        using var session = engine.OpenSession();
        var id = session.AddFilter(Make.Filter());
        Classify(1);

        var other = Replace(session, id, Make.Filter());
        Assert.Equal(default, engine.GetCounters(other));
        Classify(1);
        Assert.Equal(new FilterCounters(1, 100), engine.GetCounters(other));

        var spec = engine.Policy.FindFilter(other)!.Spec;
        session.DeleteFilter(other);
        var later = session.AddFilter(spec);
        Assert.Equal(default, engine.GetCounters(later));
    }

    [Fact]
    public void A_commit_that_is_taken_back_leaves_the_counters_of_edited_filters()
    {
        var store = new UnreliableStore();
        using var engine = new FilterEngine(_kernel, new FilterEngineOptions { Store = store });
        using var session = engine.OpenSession();
        var id = session.AddFilter(Lasting.Filter() with { Layer = LayerId.OutboundTransportV4, Conditions = ConditionList.Empty });
        Classify(2);
        var spec = engine.Policy.FindFilter(id)!.Spec;
        store.BeforeCommit = () => Classify(1);
        store.FailCommit = true;

        Assert.Throws<UnreliableStore.BrokenException>(() => Replace(session, id, spec with { Name = "edited" }));
        store.BeforeCommit = () => { };
        Classify(1);
        Assert.Equal(new FilterCounters(4, 400), engine.GetCounters(id));

        var edited = Replace(session, id, spec with { Name = "edited" });
        Classify(1);
        Assert.Equal(new FilterCounters(5, 500), engine.GetCounters(edited));
    }

    [Fact]
    public async Task No_packet_is_left_out_while_the_filter_is_edited()
    {
        const int Packets = 20_000;
        using var engine = new FilterEngine(_kernel);
        using var session = engine.OpenSession();
        var id = session.AddFilter(Make.Filter());
        var spec = engine.Policy.FindFilter(id)!.Spec;
        Task[] senders = [.. Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(() => Classify(Packets), TaskCreationOptions.LongRunning))];
        var edits = 0;
        do
        {
            id = Replace(session, id, spec with { Name = $"edit {++edits}" });
        }
        while (!senders.All(sender => sender.IsCompleted));
        await Task.WhenAll(senders);

        Assert.Equal(new FilterCounters(2 * Packets, 2 * Packets * 100), engine.GetCounters(id));
    }

    private static ulong Replace(Session session, ulong id, FilterSpec by)
    {
        using var transaction = session.BeginTransaction();
        session.DeleteFilter(id);
        var added = session.AddFilter(by);
        transaction.Commit();
        return added;
    }

    private void Classify(int packets)
    {
        var values = new FieldValues(LayerId.OutboundTransportV4) { [Fields.IpRemotePort] = FilterValue.UInt16(80) };
        for (var i = 0; i < packets; i++)
        {
            _kernel.Classify(values, byteCount: 100);
        }
    }
}
