using Weir.Bpf.Language;

namespace Weir.Engine.Tests.Sessions;

/// <summary>Transactions and time: how long calls wait for the write lock, how long a transaction may hold it, and who is next.</summary>
public sealed class TransactionTimeTests : IDisposable
{
    private static readonly TimeSpan s_tick = TimeSpan.FromTicks(1);

    private readonly ManualClock _clock = new();
    private readonly RecordingKernel _kernel = new();
    private readonly FilterEngine _engine;

    public TransactionTimeTests() => _engine = new FilterEngine(_kernel, new FilterEngineOptions { Clock = _clock });

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData(0, 15)]
    [InlineData(2, 2)]
    public async Task A_call_waits_for_the_write_lock_as_long_as_its_session_says(int asked, int seconds)
    {
        using var holder = _engine.OpenSession();
        using var waiter = _engine.OpenSession(new SessionOptions { TransactionWaitTimeout = TimeSpan.FromSeconds(asked) });
        using var transaction = holder.BeginTransaction();
        foreach (var call in (Action[])[() => waiter.AddFilter(Make.Filter()), () => waiter.BeginTransaction()])
        {
            var waiting = Run(() => Refused(FwpError.Timeout, call));
            _clock.AwaitTimers(2);
            _clock.Advance(TimeSpan.FromSeconds(seconds) - s_tick);
            Assert.False(waiting.IsCompleted);
            _clock.Advance(s_tick);
            await waiting;
        }

        transaction.Commit();
        waiter.AddFilter(Make.Filter());
    }

    [Fact]
    public async Task Writers_get_the_lock_in_the_order_in_which_they_came()
    {
        using var holder = _engine.OpenSession();
        var transaction = holder.BeginTransaction();
        var waiters = new List<Task>();
        foreach (var name in (string[])["first", "second", "third"])
        {
            waiters.Add(Run(() =>
            {
                using var session = _engine.OpenSession();
                session.AddFilter(Make.Filter() with { Name = name });
            }));
            _clock.AwaitTimers(1 + waiters.Count);
        }

        transaction.Commit();
        await Task.WhenAll(waiters);

        Assert.Equal(["first", "second", "third"], _engine.Policy.Filters.Select(filter => filter.Spec.Name));
    }

    [Fact]
    public void A_transaction_that_holds_the_lock_for_an_hour_is_aborted()
    {
        using var session = _engine.OpenSession();
        using var other = _engine.OpenSession(new SessionOptions { TransactionWaitTimeout = s_tick });
        var transaction = session.BeginTransaction();
        session.AddFilter(Make.Filter());
        _clock.Advance(TimeSpan.FromHours(1) - s_tick);
        Refused(FwpError.Timeout, () => other.AddFilter(Make.Filter()));
        session.AddFilter(Make.Filter());

        _clock.Advance(s_tick);

        var mine = other.AddFilter(Make.Filter());
        Refused(FwpError.TxnAborted, () => session.AddFilter(Make.Filter()));
        Refused(FwpError.TxnAborted, () => session.DeleteFilter(mine));
        Refused(FwpError.TxnAborted, () => _ = session.Policy);
        Refused(FwpError.TxnAborted, () => session.GetFilter(mine));
        Refused(FwpError.TxnAborted, () => session.BeginTransaction());
        Refused(FwpError.TxnAborted, () => session.SetSecurity(null));
        Refused(FwpError.TxnAborted, transaction.Commit);
        Refused(FwpError.NoTxnInProgress, transaction.Commit);
        Assert.Equal(mine, Assert.Single(session.Policy.Filters).Id);
        session.AddFilter(Make.Filter());
    }

    [Fact]
    public void Aborting_or_disposing_ends_a_transaction_that_was_aborted()
    {
        using var session = _engine.OpenSession();
        var first = session.BeginTransaction();
        _clock.Advance(TimeSpan.FromHours(1));
        Refused(FwpError.TxnAborted, first.Abort);
        Refused(FwpError.NoTxnInProgress, first.Abort);

        var second = session.BeginTransaction();
        _clock.Advance(TimeSpan.FromHours(1));
        second.Dispose();
        session.AddFilter(Make.Filter());

        session.BeginTransaction();
        _clock.Advance(TimeSpan.FromHours(1));
        session.Dispose();
        Assert.Equal(0, _clock.TimerCount);
    }

    [Fact]
    public void Ended_transactions_and_read_only_ones_have_no_limit()
    {
        using var reader = _engine.OpenSession();
        using var writer = _engine.OpenSession();
        using var view = reader.BeginTransaction(readOnly: true);
        writer.BeginTransaction().Commit();
        writer.BeginTransaction().Abort();
        writer.BeginTransaction().Dispose();
        Assert.Equal(0, _clock.TimerCount);

        _clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal(0, reader.Policy.FilterCount);
        view.Commit();
    }

    [Fact]
    public async Task The_one_who_waits_goes_on_when_a_transaction_is_aborted_for_its_age()
    {
        using var engine = new FilterEngine(_kernel, new FilterEngineOptions { Clock = _clock, TransactionLimit = TimeSpan.FromSeconds(10) });
        using var holder = engine.OpenSession();
        using var waiter = engine.OpenSession();
        holder.BeginTransaction();
        _clock.Advance(TimeSpan.FromSeconds(5));
        var waiting = Run(() => waiter.AddFilter(Make.Filter()));
        _clock.AwaitTimers(2);

        _clock.Advance(TimeSpan.FromSeconds(5));

        await waiting;
        Assert.Equal(1, engine.Policy.FilterCount);
    }

    [Fact]
    public void The_limit_can_be_taken_away()
    {
        using var engine = new FilterEngine(_kernel, new FilterEngineOptions { Clock = _clock, TransactionLimit = Timeout.InfiniteTimeSpan });
        using var session = engine.OpenSession();
        using var transaction = session.BeginTransaction();
        _clock.Advance(TimeSpan.FromDays(1000));

        session.AddFilter(Make.Filter());
        transaction.Commit();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(30 * 24 * 3600)]
    public void A_limit_that_makes_no_sense_is_refused(int seconds) => Assert.Throws<ArgumentOutOfRangeException>(() =>
        new FilterEngine(_kernel, new FilterEngineOptions { TransactionLimit = TimeSpan.FromSeconds(seconds) }));

    [Fact]
    public void Callouts_hear_that_the_filters_of_an_aborted_transaction_are_gone()
    {
        var key = Guid.NewGuid();
        var callout = new Hearing();
        using var registration = _engine.RegisterCallout(callout, key);
        using var session = _engine.OpenSession();
        session.AddCallout(Make.Callout(key));
        using var transaction = session.BeginTransaction();
        session.AddFilter(Make.CalloutFilter(key));
        Assert.Single(callout.Known);

        _clock.Advance(TimeSpan.FromHours(1));

        Assert.Empty(callout.Known);
    }

    [Fact]
    public async Task Disposing_a_session_ends_its_wait()
    {
        using var holder = _engine.OpenSession();
        using var transaction = holder.BeginTransaction();
        var waiter = _engine.OpenSession();
        var waiting = Run(() => Assert.Throws<ObjectDisposedException>(() => waiter.BeginTransaction()));
        _clock.AwaitTimers(2);

        waiter.Dispose();

        await waiting;
        Assert.Equal(1, _clock.TimerCount);
    }

    [Fact]
    public async Task Stopping_the_engine_ends_all_waits()
    {
        var holder = _engine.OpenSession();
        holder.BeginTransaction();
        var waiting = Run(() => Refused(FwpError.SessionAborted, () => _engine.OpenSession().AddFilter(Make.Filter())));
        _clock.AwaitTimers(2);

        _engine.Dispose();

        await waiting;
        holder.Dispose();
    }

    [Fact]
    public async Task A_session_that_ends_takes_its_turn_before_those_who_came_later()
    {
        using var holder = _engine.OpenSession();
        var ending = _engine.OpenSession(new SessionOptions { Dynamic = true });
        var id = ending.AddFilter(Make.Filter());
        var transaction = holder.BeginTransaction();
        var end = Run(ending.Dispose);
        _clock.AwaitTimers(2);
        var seen = new List<bool>();
        using var late = _engine.OpenSession();
        var later = Run(() =>
        {
            using var next = late.BeginTransaction();
            seen.Add(late.Policy.FindFilter(id) is null);
        });
        _clock.AwaitTimers(3);

        transaction.Abort();
        await Task.WhenAll(end, later);

        Assert.Equal([true], seen);
    }

    private static Task Run(Action action) => Task.Run(action, TestContext.Current.CancellationToken);

    private static void Refused(FwpError code, Action call) => Assert.Equal(code, Assert.Throws<WfpException>(call).Code);

    /// <summary>Keeps the ids of the filters that it has heard of and that are not gone.</summary>
    private sealed class Hearing : ICallout
    {
        public HashSet<ulong> Known { get; } = [];

        public static void Classify(
            in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut)
        {
        }

        public void Notify(CalloutNotification notification)
        {
            if (notification.Type == CalloutNotificationType.AddFilter)
            {
                Known.Add(notification.Filter.Id);
            }
            else if (notification.Type == CalloutNotificationType.DeleteFilter)
            {
                Known.Remove(notification.Filter.Id);
            }
        }
    }
}
