namespace Weir.Engine.Tests;

public sealed class SessionTests : IDisposable
{
    private static readonly SessionOptions s_dynamic = new() { Dynamic = true };
    private static readonly SessionOptions s_impatient = new() { TransactionWaitTimeout = TimeSpan.FromMilliseconds(20) };

    private readonly RecordingKernel _kernel = new();
    private readonly FilterEngine _engine;

    public SessionTests() => _engine = new FilterEngine(_kernel);

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void A_transaction_takes_effect_whole_at_commit()
    {
        using var session = _engine.OpenSession();
        using var transaction = session.BeginTransaction();
        var subLayer = session.AddSubLayer(Make.SubLayer(weight: 5));
        var id = session.AddFilter(Make.Filter(subLayer: subLayer));

        Assert.Equal(0, _kernel.ApplyCount);
        Assert.Equal(0, _engine.Policy.FilterCount);
        Assert.Equal(subLayer, session.GetFilter(id).Spec.SubLayer);

        transaction.Commit();

        Assert.Equal(1, _kernel.ApplyCount);
        Assert.Same(_kernel.Enforced, _engine.Policy);
        Assert.Equal(id, Assert.Single(_engine.Policy.Filters).Id);
        Assert.Equal([LayerId.OutboundTransportV4], _kernel.LastChange!.AffectedLayers);
    }

    [Fact]
    public void Disposing_a_transaction_aborts_it_and_its_ids_are_not_used_again()
    {
        using var session = _engine.OpenSession();
        ulong aborted;
        using (session.BeginTransaction())
        {
            aborted = session.AddFilter(Make.Filter());
        }

        Assert.Equal(0, _kernel.ApplyCount);
        Assert.True(session.AddFilter(Make.Filter()) > aborted);
    }

    [Fact]
    public void Changes_that_cancel_out_do_not_reach_the_kernel()
    {
        using var session = _engine.OpenSession();
        using var transaction = session.BeginTransaction();
        session.DeleteFilter(session.AddFilter(Make.Filter()));
        session.DeleteSubLayer(session.AddSubLayer(Make.SubLayer()));

        transaction.Commit();

        Assert.Equal(0, _kernel.ApplyCount);
        Assert.Same(PolicySnapshot.Initial, _engine.Policy);
    }

    [Fact]
    public void A_filter_can_be_replaced_under_its_key_in_one_transaction()
    {
        using var session = _engine.OpenSession();
        var key = Guid.NewGuid();
        var old = session.AddFilter(Make.Filter() with { Key = key });
        using var transaction = session.BeginTransaction();
        session.DeleteFilter(key);
        var replacement = session.AddFilter(Make.Filter(FilterAction.Permit) with { Key = key });
        transaction.Commit();

        Assert.Equal(replacement, _engine.Policy.FindFilter(key)!.Id);
        Assert.Equal([old], _kernel.LastChange!.DeletedFilters.Select(filter => filter.Id));
        Assert.Equal([replacement], _kernel.LastChange!.AddedFilters.Select(filter => filter.Id));
    }

    [Fact]
    public void A_failing_call_does_not_poison_the_transaction()
    {
        using var session = _engine.OpenSession();
        using var transaction = session.BeginTransaction();
        session.AddFilter(Make.Filter());

        Refused(FwpError.FilterNotFound, () => session.DeleteFilter(4711));
        Refused(FwpError.NullDisplayName, () => session.AddFilter(Make.Filter() with { Name = "" }));
        session.AddFilter(Make.Filter());
        transaction.Commit();

        Assert.Equal(2, _engine.Policy.FilterCount);
    }

    [Fact]
    public void When_the_kernel_refuses_the_commit_fails_and_the_policy_stays()
    {
        using var session = _engine.OpenSession();
        session.AddFilter(Make.Filter());
        var before = _engine.Policy;

        _kernel.RefuseNext = true;
        var transaction = session.BeginTransaction();
        session.AddFilter(Make.Filter());
        Assert.Throws<RecordingKernel.RefusedException>(transaction.Commit);
        Assert.Same(before, _engine.Policy);
        Refused(FwpError.NoTxnInProgress, transaction.Commit);

        _kernel.RefuseNext = true;
        Assert.Throws<RecordingKernel.RefusedException>(() => session.AddFilter(Make.Filter()));
        Assert.Same(before, _engine.Policy);

        session.AddFilter(Make.Filter());
        Assert.Equal(2, _engine.Policy.FilterCount);
    }

    [Fact]
    public void One_session_has_one_transaction()
    {
        using var session = _engine.OpenSession();
        var first = session.BeginTransaction();

        Refused(FwpError.TxnInProgress, () => session.BeginTransaction());
        Refused(FwpError.TxnInProgress, () => session.BeginTransaction(readOnly: true));
        first.Abort();
        Refused(FwpError.NoTxnInProgress, first.Commit);
        Refused(FwpError.NoTxnInProgress, first.Abort);
        session.BeginTransaction().Commit();
    }

    [Fact]
    public void An_ended_transaction_cannot_end_a_later_one()
    {
        using var session = _engine.OpenSession();
        var first = session.BeginTransaction();
        first.Abort();
        var second = session.BeginTransaction();

        Refused(FwpError.NoTxnInProgress, first.Commit);
        first.Dispose();

        second.Commit();
    }

    [Fact]
    public void There_is_one_writer_at_a_time()
    {
        using var holder = _engine.OpenSession();
        using var waiter = _engine.OpenSession(s_impatient);
        using var transaction = holder.BeginTransaction();

        Refused(FwpError.Timeout, () => waiter.BeginTransaction());
        Refused(FwpError.Timeout, () => waiter.AddFilter(Make.Filter()));
        waiter.BeginTransaction(readOnly: true).Commit();

        transaction.Commit();
        waiter.AddFilter(Make.Filter());
    }

    [Fact]
    public async Task A_waiting_writer_goes_on_when_the_lock_is_free()
    {
        using var holder = _engine.OpenSession();
        using var waiter = _engine.OpenSession();
        var transaction = holder.BeginTransaction();

        var waiting = Task.Run(() => waiter.AddFilter(Make.Filter()), TestContext.Current.CancellationToken);
        await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        transaction.Commit();

        Assert.Equal(await waiting, Assert.Single(_engine.Policy.Filters).Id);
    }

    [Fact]
    public void A_read_only_transaction_sees_one_policy_and_changes_none()
    {
        using var reader = _engine.OpenSession();
        using var writer = _engine.OpenSession();
        var before = writer.AddFilter(Make.Filter());
        using var transaction = reader.BeginTransaction(readOnly: true);
        writer.DeleteFilter(before);
        writer.AddFilter(Make.Filter());

        Assert.True(transaction.IsReadOnly);
        Assert.Equal([before], reader.Policy.Filters.Select(filter => filter.Id));
        Assert.Equal(before, reader.GetFilter(before).Id);
        Refused(FwpError.IncompatibleTxn, () => reader.AddFilter(Make.Filter()));
        Refused(FwpError.IncompatibleTxn, () => reader.DeleteFilter(before));
        transaction.Commit();

        Refused(FwpError.FilterNotFound, () => reader.GetFilter(before));
    }

    [Fact]
    public void A_dynamic_session_takes_its_objects_with_it_in_one_commit()
    {
        using var other = _engine.OpenSession();
        var staying = other.AddFilter(Make.Filter());
        var session = _engine.OpenSession(s_dynamic);
        var subLayer = session.AddSubLayer(Make.SubLayer());
        session.AddFilter(Make.Filter(subLayer: subLayer));
        session.AddFilter(Make.Filter());
        session.BeginTransaction();
        session.AddFilter(Make.Filter());
        var commits = _kernel.ApplyCount;

        session.Dispose();
        session.Dispose();

        Assert.Equal(commits + 1, _kernel.ApplyCount);
        Assert.Equal([staying], _engine.Policy.Filters.Select(filter => filter.Id));
        Assert.Null(_engine.Policy.FindSubLayer(subLayer));
    }

    [Fact]
    public void A_static_session_leaves_its_objects()
    {
        var session = _engine.OpenSession();
        session.AddFilter(Make.Filter());
        session.Dispose();

        Assert.Equal(Lifetime.Static, Assert.Single(_engine.Policy.Filters).Lifetime);
    }

    [Fact]
    public void A_session_that_ends_under_another_ones_transaction_is_cleaned_up_after_it()
    {
        using var holder = _engine.OpenSession();
        var ending = _engine.OpenSession(s_dynamic with { TransactionWaitTimeout = TimeSpan.FromMilliseconds(20) });
        var id = ending.AddFilter(Make.Filter());
        var transaction = holder.BeginTransaction();

        ending.Dispose();
        Assert.NotNull(_engine.Policy.FindFilter(id));
        transaction.Abort();

        Assert.Null(_engine.Policy.FindFilter(id));
    }

    [Fact]
    public void When_the_kernel_refuses_a_clean_up_the_next_writer_repeats_it()
    {
        using var holder = _engine.OpenSession();
        var ending = _engine.OpenSession(s_dynamic with { TransactionWaitTimeout = TimeSpan.FromMilliseconds(20) });
        var id = ending.AddFilter(Make.Filter());
        var transaction = holder.BeginTransaction();
        ending.Dispose();
        _kernel.RefuseNext = true;
        transaction.Abort();
        Assert.NotNull(_engine.Policy.FindFilter(id));

        holder.BeginTransaction().Abort();

        Assert.Null(_engine.Policy.FindFilter(id));
    }

    [Fact]
    public void Dynamic_objects_belong_to_their_session()
    {
        using var first = _engine.OpenSession(s_dynamic);
        using var second = _engine.OpenSession(s_dynamic);
        using var plain = _engine.OpenSession();
        var firsts = first.AddSubLayer(Make.SubLayer());
        var plains = plain.AddSubLayer(Make.SubLayer());
        var filter = first.AddFilter(Make.Filter(subLayer: firsts));

        Refused(FwpError.LifetimeMismatch, () => second.AddFilter(Make.Filter(subLayer: firsts)));
        Refused(FwpError.LifetimeMismatch, () => plain.AddFilter(Make.Filter(subLayer: firsts)));
        Refused(FwpError.WrongSession, () => second.DeleteFilter(filter));
        Refused(FwpError.WrongSession, () => plain.DeleteFilter(filter));
        Refused(FwpError.DynamicSessionInProgress, () => first.DeleteSubLayer(plains));
        first.AddFilter(Make.Filter(subLayer: plains));
        Refused(FwpError.InUse, () => plain.DeleteSubLayer(plains));
        first.DeleteFilter(filter);
        first.DeleteSubLayer(firsts);
    }

    [Fact]
    public void A_sublayer_with_filters_cannot_be_deleted()
    {
        using var session = _engine.OpenSession();
        var subLayer = session.AddSubLayer(Make.SubLayer());
        var filter = session.AddFilter(Make.Filter(layer: LayerId.InboundTransportV6, subLayer: subLayer));

        Refused(FwpError.InUse, () => session.DeleteSubLayer(subLayer));
        session.DeleteFilter(filter);
        session.DeleteSubLayer(subLayer);
        Refused(FwpError.SublayerNotFound, () => session.GetSubLayer(subLayer));
    }

    [Fact]
    public void Keys_are_unique()
    {
        using var session = _engine.OpenSession();
        var filter = Make.Filter() with { Key = Guid.NewGuid() };
        session.AddFilter(filter);

        Refused(FwpError.AlreadyExists, () => session.AddFilter(filter));
        session.AddFilter(filter with { Key = default });
        session.AddFilter(filter with { Key = default });
        Assert.Equal(3, _engine.Policy.Filters.Select(installed => installed.Key).Distinct().Count());
    }

    [Fact]
    public void Sublayers_with_a_taken_weight_move_to_the_next_free_one()
    {
        using var session = _engine.OpenSession();
        using var transaction = session.BeginTransaction();

        // 0 to 7 are those of built-in sublayers, as are 0x7FFF and 0x8000.
        Assert.Equal(8, WeightOfNew(0));
        Assert.Equal(9, WeightOfNew(0));
        Assert.Equal(0x8001, WeightOfNew(0x8000));
        Assert.Equal(0x7FFE, WeightOfNew(0x7FFE));
        Assert.Equal(0x8002, WeightOfNew(0x7FFE));
        Assert.Equal(0xFFFF, WeightOfNew(0xFFFF));
        Assert.Equal(0xFFFE, WeightOfNew(0xFFFF));

        int WeightOfNew(ushort asked) => session.GetSubLayer(session.AddSubLayer(Make.SubLayer(asked))).EffectiveWeight;
    }

    [Fact]
    public void After_the_session_or_the_engine_has_ended_calls_fail()
    {
        var closed = _engine.OpenSession();
        closed.Dispose();
        Assert.Throws<ObjectDisposedException>(() => closed.AddFilter(Make.Filter()));
        Assert.Throws<ObjectDisposedException>(() => closed.Policy);
        Assert.Throws<ObjectDisposedException>(() => closed.BeginTransaction());

        var aborted = _engine.OpenSession(s_dynamic);
        aborted.AddFilter(Make.Filter());
        var transaction = aborted.BeginTransaction();
        _engine.Dispose();
        Refused(FwpError.SessionAborted, () => aborted.AddFilter(Make.Filter()));
        Refused(FwpError.SessionAborted, transaction.Commit);
        Refused(FwpError.SessionAborted, () => _engine.OpenSession());
        aborted.Dispose();
        Assert.Equal(1, _kernel.Enforced.FilterCount);
    }

    [Fact]
    public void Counters_and_events_come_from_the_kernel_engine()
    {
        using var session = _engine.OpenSession();
        var events = new List<NetEvent>();
        _engine.NetEvents += events.Add;
        var happened = new NetEvent { Time = default, Layer = LayerId.InboundTransportV4, Verdict = Verdict.Block, FilterId = 1 };

        _kernel.Raise(happened);
        _engine.NetEvents -= events.Add;
        _kernel.Raise(happened);

        Assert.Same(happened, Assert.Single(events));
        Assert.Equal(default, _engine.GetCounters(session.AddFilter(Make.Filter())));
        Refused(FwpError.FilterNotFound, () => _engine.GetCounters(4711));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(30 * 24 * 3600)]
    public void A_waiting_time_that_no_clock_can_wait_is_refused(int seconds) => Assert.Throws<ArgumentOutOfRangeException>(() =>
        _engine.OpenSession(new SessionOptions { TransactionWaitTimeout = TimeSpan.FromSeconds(seconds) }));

    [Fact]
    public async Task Sessions_on_many_threads_lose_nothing()
    {
        var workers = Enumerable.Range(0, 4).Select(worker => Task.Run(() =>
        {
            using var session = _engine.OpenSession(s_dynamic);
            using var keeper = _engine.OpenSession();
            for (var i = 0; i < 50; i++)
            {
                keeper.AddFilter(Make.Filter());
                var id = session.AddFilter(Make.Filter());
                if (i % 2 == 0)
                {
                    session.DeleteFilter(id);
                }
            }
        }));

        await Task.WhenAll(workers);

        Assert.Equal(200, _engine.Policy.FilterCount);
        Assert.All(_engine.Policy.Filters, filter => Assert.Equal(Lifetime.Static, filter.Lifetime));
        Assert.Same(_kernel.Enforced, _engine.Policy);
    }

    [Fact]
    public void A_session_that_ends_just_as_a_transaction_does_is_cleaned_up()
    {
        using var holder = _engine.OpenSession();
        for (var i = 0; i < 5_000; i++)
        {
            var ending = _engine.OpenSession(s_dynamic with { TransactionWaitTimeout = TimeSpan.FromTicks(1) });
            ending.AddFilter(Make.Filter());
            var transaction = holder.BeginTransaction();

            Parallel.Invoke(transaction.Abort, ending.Dispose);

            Assert.Equal(0, _engine.Policy.FilterCount);
        }
    }

    private static void Refused(FwpError code, Action call) => Assert.Equal(code, Assert.Throws<WfpException>(call).Code);
}
