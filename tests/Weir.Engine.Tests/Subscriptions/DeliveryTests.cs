using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Weir.Engine.Tests.Subscriptions;

/// <summary>How notifications get to subscribers, and what subscribers can do meanwhile. Changes of filters stand for all kinds.</summary>
public sealed class DeliveryTests : IDisposable
{
    private readonly FilterEngine _engine = new(new RecordingKernel());
    private readonly Session _writer;
    private readonly Session _reader;
    private readonly Inbox<string> _inbox = new();

    public DeliveryTests()
    {
        _writer = _engine.OpenSession();
        _reader = _engine.OpenSession(new SessionOptions { Name = "reader" });
    }

    public void Dispose()
    {
        _inbox.Open();
        _engine.Dispose();
        _inbox.Dispose();
    }

    [Fact]
    public void What_does_not_fit_is_dropped_counted_and_told_where_it_is_missing()
    {
        using var subscription = Subscribe(queueLength: 3);
        _inbox.Hold();
        Add(1);
        _inbox.WaitUntilInside();

        Add(2, 3, 4);
        Add(5);
        Add(6);
        Assert.Equal(2UL, subscription.DroppedCount);
        _inbox.Open();

        Assert.Equal(
            ["1", "2", "3", "4", "NotificationDropped: Subscription of filters in session 'reader': 2 notifications were dropped, because 3 were waiting."],
            _inbox.Next(5).Select(UpToAdvice));
        Add(7);
        Assert.Equal("7", _inbox.Next());
        Assert.Equal(2UL, subscription.DroppedCount);
    }

    [Fact]
    public void The_loss_is_told_before_what_comes_after_it()
    {
        using var subscription = Subscribe(queueLength: 1);
        _inbox.Hold();
        Add(1);
        _inbox.WaitUntilInside();
        Add(2);
        Add(3);

        // One place becomes free, and is taken again.
        _inbox.Open();
        Assert.Equal("1", _inbox.Next());
        Assert.Equal("2", _inbox.Next());
        Add(4);

        var told = _inbox.Next(2);
        Assert.StartsWith("NotificationDropped", told[0], StringComparison.Ordinal);
        Assert.Equal("4", told[1]);
    }

    [Fact]
    public void A_commit_is_dropped_whole_and_a_large_one_fits_while_nothing_waits()
    {
        using var subscription = Subscribe(queueLength: 10);
        Add([.. Enumerable.Range(1, 500)]);
        Assert.Equal(Enumerable.Range(1, 500).Select(number => $"{number}"), _inbox.Next(500));
        Assert.Equal(0UL, subscription.DroppedCount);

        _inbox.Hold();
        while (_inbox.TryWaitUntilInside(TimeSpan.Zero))
        {
        }

        Add(501);
        _inbox.WaitUntilInside();
        Add(502, 503);
        Add([.. Enumerable.Range(600, 9)]);
        Add(504);
        Assert.Equal(9UL, subscription.DroppedCount);
        _inbox.Open();

        Assert.Equal(["501", "502", "503"], _inbox.Next(3));
        Assert.Contains("9 notifications", _inbox.Next(), StringComparison.Ordinal);
        Assert.Equal("504", _inbox.Next());
    }

    [Fact]
    public void A_subscriber_that_throws_is_told_of_what_comes_next()
    {
        using var subscription = _reader.SubscribeFilterChanges(
            change =>
            {
                _inbox.Receive(change.Target.Spec.Name);
                throw new InvalidOperationException(change.Target.Spec.Name);
            });
        using var other = new Inbox<string>();
        using var others = _reader.SubscribeFilterChanges(change => other.Receive(change.Target.Spec.Name));

        Add(1);
        Add(2, 3);

        Assert.Equal(["1", "2", "3"], _inbox.Next(3));
        Assert.Equal(["1", "2", "3"], other.Next(3));
        subscription.Dispose();
        Assert.Equal(3UL, subscription.FailureCount);
        Assert.Equal("3", Assert.IsType<InvalidOperationException>(subscription.LastFailure).Message);
        Assert.Equal((0UL, null), (others.FailureCount, others.LastFailure));
    }

    [Fact]
    public void A_notification_is_delivered_although_the_handler_of_losses_throws()
    {
        using var subscription = _reader.SubscribeFilterChanges(
            change => _inbox.Receive(change.Target.Spec.Name),
            options: new SubscriptionOptions { QueueLength = 1, Dropped = _ => throw new InvalidOperationException("a test's own") });
        _inbox.Hold();
        Add(1);
        _inbox.WaitUntilInside();
        Add(2);
        Add(3);
        _inbox.Open();
        Assert.Equal(["1", "2"], _inbox.Next(2));
        Add(4);

        Assert.Equal("4", _inbox.Next());
        Assert.Equal(1UL, subscription.FailureCount);
    }

    [Fact]
    public void A_subscriber_that_never_returns_holds_up_nobody()
    {
        using var slow = Subscribe(queueLength: 2);
        using var other = new Inbox<string>();
        using var others = _reader.SubscribeFilterChanges(
            change => other.Receive(change.Target.Spec.Name), options: new SubscriptionOptions { QueueLength = 1000 });
        _inbox.Hold();

        Add(0);
        _inbox.WaitUntilInside();
        foreach (var number in Enumerable.Range(1, 300))
        {
            Add(number);
        }

        Assert.Equal(Enumerable.Range(0, 301).Select(number => $"{number}"), other.Next(301));
        Assert.Equal(298UL, slow.DroppedCount);
        _inbox.Open();
    }

    [Fact]
    public async Task Disposing_waits_for_the_subscribers_code_and_nothing_is_told_afterwards()
    {
        var subscription = Subscribe(queueLength: 100);
        _inbox.Hold();
        Add(1);
        _inbox.WaitUntilInside();
        Add(2, 3);

        var disposal = Task.Run(subscription.Dispose, TestContext.Current.CancellationToken);
        await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.False(disposal.IsCompleted);
        _inbox.Open();
        await disposal;
        Add(4);

        Assert.Equal(["1"], _inbox.Rest());
        subscription.Dispose();
    }

    [Fact]
    public void A_subscriber_can_end_its_subscription_its_session_and_the_engine()
    {
        Subscription? subscription = null;
        subscription = _reader.SubscribeFilterChanges(change =>
        {
            subscription!.Dispose();
            _inbox.Receive(change.Target.Spec.Name);
        });
        Add(1, 2);
        Assert.Equal("1", _inbox.Next());

        _reader.SubscribeFilterChanges(change =>
        {
            _reader.Dispose();
            _inbox.Receive(change.Target.Spec.Name);
        });
        Add(3, 4);
        Assert.Equal("3", _inbox.Next());

        var third = _engine.OpenSession();
        third.SubscribeFilterChanges(change =>
        {
            _engine.Dispose();
            _inbox.Receive(change.Target.Spec.Name);
        });
        Add(5, 6);
        Assert.Equal("5", _inbox.Next());
        third.Dispose();
        Assert.Empty(_inbox.Rest());
    }

    [Fact]
    public void Two_subscribers_that_end_each_others_subscription_do_not_wait_for_ever()
    {
        using var together = new Barrier(2);
        var subscriptions = new Subscription[2];
        for (var i = 0; i < 2; i++)
        {
            var mine = i;
            subscriptions[i] = _reader.SubscribeFilterChanges(_ =>
            {
                together.SignalAndWait();
                subscriptions[1 - mine].Dispose();
                _inbox.Receive($"{mine}");
            });
        }

        Add(1);

        Assert.Equal(["0", "1"], _inbox.Next(2).Order());
    }

    [Fact]
    public async Task Many_subscribers_come_and_go_while_others_commit()
    {
        const int Writers = 2;
        const int Readers = 4;
        var isStopped = false;
        var failures = new ConcurrentQueue<string>();
        var toldAtAll = 0;
        var writers = Enumerable.Range(0, Writers).Select(_ => OnItsOwnThread(() =>
        {
            using var session = _engine.OpenSession();
            while (!Volatile.Read(ref isStopped))
            {
                session.DeleteFilter(session.AddFilter(Make.Filter()));
            }
        })).ToArray();
        var readers = Enumerable.Range(0, Readers).Select(_ => OnItsOwnThread(() =>
        {
            for (var round = 0; round < 150; round++)
            {
                using var session = _engine.OpenSession();
                var versions = ImmutableList<ulong>.Empty;
                var isOver = false;
                var isCalling = 0;
                var subscriptions = Enumerable.Range(0, 5).Select(_ => session.SubscribeFilterChanges(change =>
                {
                    if (Volatile.Read(ref isOver))
                    {
                        failures.Enqueue("told after the end");
                    }
                })).ToList();
                subscriptions.Add(session.SubscribeFilterChanges(change =>
                {
                    if (Interlocked.Increment(ref isCalling) != 1)
                    {
                        failures.Enqueue("told twice at a time");
                    }

                    versions = versions.Add(change.PolicyVersion);
                    Interlocked.Increment(ref toldAtAll);
                    Interlocked.Decrement(ref isCalling);
                }));
                Thread.Sleep(round % 3);
                if (round % 2 == 0)
                {
                    subscriptions.ForEach(subscription => subscription.Dispose());
                }
                else
                {
                    session.Dispose();
                }

                Volatile.Write(ref isOver, true);
                if (!versions.SequenceEqual(versions.Order().Distinct()))
                {
                    failures.Enqueue($"told in the order {string.Join(' ', versions)}");
                }
            }
        })).ToArray();

        await Task.WhenAll(readers);
        Volatile.Write(ref isStopped, true);
        await Task.WhenAll(writers);

        Assert.Empty(failures);
        Assert.True(toldAtAll > 100, $"Only {toldAtAll} changes were told.");
    }

    /// <summary>The thread pool is left to the subscribers.</summary>
    private static Task OnItsOwnThread(Action action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private Subscription Subscribe(int queueLength) => _reader.SubscribeFilterChanges(
        change => _inbox.Receive(change.Target.Spec.Name),
        SubscriptionFlags.NotifyOnAdd,
        options: new SubscriptionOptions { QueueLength = queueLength, Dropped = loss => _inbox.Receive($"{loss.Code}: {loss.Message}") });

    /// <summary>Adds filters, named by numbers, in one commit.</summary>
    private void Add(params ReadOnlySpan<int> numbers)
    {
        using var transaction = _writer.BeginTransaction();
        foreach (var number in numbers)
        {
            _writer.AddFilter(Make.Filter() with { Name = $"{number}" });
        }

        transaction.Commit();
    }

    private static string UpToAdvice(string text) => text.Split(" Return")[0];
}
