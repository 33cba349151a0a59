using Weir.Bpf.Language;

namespace Weir.Engine.Tests;

/// <summary>What a callout hears of filters, and when.</summary>
public sealed class CalloutNotificationTests : IDisposable
{
    private readonly RecordingKernel _kernel = new();
    private readonly FilterEngine _engine;
    private readonly Session _session;
    private readonly Listener _listener = new();

    public CalloutNotificationTests()
    {
        _engine = new FilterEngine(_kernel);
        _session = _engine.OpenSession();
        _session.AddCallout(Make.Callout(SilentCallout.Key));
        _engine.RegisterCallout(_listener, SilentCallout.Key);
        _listener.OnNotify = notification => _listener.Heard.Add($"{notification.Type} {notification.Filter.Id}");
    }

    public void Dispose()
    {
        _session.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void An_added_filter_is_heard_of_in_the_call_and_after_the_commit()
    {
        var transaction = _session.BeginTransaction();
        var first = _session.AddFilter(Filter());
        var second = _session.AddFilter(Filter());
        Assert.Equal([$"AddFilter {first}", $"AddFilter {second}"], _listener.Take());

        _listener.OnNotify = notification =>
        {
            Assert.NotNull(_kernel.Enforced.FindFilter(notification.Filter.Id));
            _listener.Heard.Add($"{notification.Type} {notification.Filter.Id}");
        };
        transaction.Commit();

        Assert.Equal([$"AddFilterPostCommit {first}", $"AddFilterPostCommit {second}"], _listener.Take());
    }

    [Fact]
    public void A_call_outside_of_a_transaction_has_both()
    {
        var id = _session.AddFilter(Filter());
        Assert.Equal([$"AddFilter {id}", $"AddFilterPostCommit {id}"], _listener.Take());

        _session.DeleteFilter(id);
        Assert.Equal([$"DeleteFilter {id}"], _listener.Take());
    }

    [Fact]
    public void Deletion_is_heard_of_after_the_commit_and_before_additions()
    {
        var old = _session.AddFilter(Filter());
        _listener.Take();
        var transaction = _session.BeginTransaction();
        var replacement = _session.AddFilter(Filter());
        _session.DeleteFilter(old);
        Assert.Equal([$"AddFilter {replacement}"], _listener.Take());

        transaction.Commit();

        Assert.Equal([$"DeleteFilter {old}", $"AddFilterPostCommit {replacement}"], _listener.Take());
    }

    [Fact]
    public void A_filter_that_is_rolled_back_is_deleted()
    {
        ulong id;
        using (_session.BeginTransaction())
        {
            id = _session.AddFilter(Filter());
            _listener.Take();
        }

        Assert.Equal([$"DeleteFilter {id}"], _listener.Take());
    }

    [Fact]
    public void A_filter_that_the_kernel_refuses_is_deleted()
    {
        _kernel.RefuseNext = true;
        Assert.Throws<RecordingKernel.RefusedException>(() => _session.AddFilter(Filter()));
        Assert.Equal(["AddFilter 1", "DeleteFilter 1"], _listener.Take());

        var transaction = _session.BeginTransaction();
        _session.AddFilter(Filter());
        _kernel.RefuseNext = true;
        Assert.Throws<RecordingKernel.RefusedException>(transaction.Commit);
        Assert.Equal(["AddFilter 2", "DeleteFilter 2"], _listener.Take());
    }

    [Fact]
    public void A_filter_that_comes_and_goes_in_one_transaction_is_deleted_at_its_end()
    {
        using var transaction = _session.BeginTransaction();
        var id = _session.AddFilter(Filter());
        _session.DeleteFilter(id);
        Assert.Equal([$"AddFilter {id}"], _listener.Take());

        transaction.Commit();

        Assert.Equal([$"DeleteFilter {id}"], _listener.Take());
    }

    [Fact]
    public void A_deletion_that_is_rolled_back_is_not_heard_of()
    {
        var id = _session.AddFilter(Filter());
        _listener.Take();
        using (_session.BeginTransaction())
        {
            _session.DeleteFilter(id);
        }

        Assert.Empty(_listener.Take());
    }

    [Fact]
    public void The_end_of_a_dynamic_session_deletes_its_filters()
    {
        ulong id;
        using (var session = _engine.OpenSession(new SessionOptions { Dynamic = true }))
        {
            id = session.AddFilter(Filter());
            session.BeginTransaction();
            session.AddFilter(Filter());
            _listener.Take();
        }

        Assert.Equal([$"DeleteFilter {id + 1}", $"DeleteFilter {id}"], _listener.Take());
    }

    [Fact]
    public void A_refusal_fails_the_call_and_the_transaction_goes_on()
    {
        using var transaction = _session.BeginTransaction();
        _listener.OnNotify = notification => notification.Refuse("Only TCP, please.");
        var refusal = Assert.Throws<WfpException>(() => _session.AddFilter(Filter()));
        Assert.Equal((FwpError.CalloutNotificationFailed, "test filter"), (refusal.Code, refusal.ObjectName));
        Assert.Contains("Only TCP, please.", refusal.Message, StringComparison.Ordinal);

        var failure = new InvalidOperationException("out of slots");
        _listener.OnNotify = _ => throw failure;
        refusal = Assert.Throws<WfpException>(() => _session.AddFilter(Filter()));
        Assert.Equal(FwpError.CalloutNotificationFailed, refusal.Code);
        Assert.Contains("out of slots", refusal.Message, StringComparison.Ordinal);
        Assert.Same(failure, refusal.InnerException);

        _listener.OnNotify = notification => _listener.Heard.Add(notification.Type.ToString());
        var id = _session.AddFilter(Filter());
        transaction.Commit();

        Assert.Equal(id, Assert.Single(_engine.Policy.Filters).Id);
        Assert.Equal(["AddFilter", "AddFilterPostCommit"], _listener.Take());
    }

    [Fact]
    public void Failures_after_the_fact_change_nothing()
    {
        _listener.OnNotify = notification =>
        {
            _listener.Heard.Add(notification.Type.ToString());
            if (notification.Type == CalloutNotificationType.AddFilterPostCommit)
            {
                notification.Refuse("too late");
            }
            else if (notification.Type == CalloutNotificationType.DeleteFilter)
            {
                throw new InvalidOperationException("too late");
            }
        };

        _session.DeleteFilter(_session.AddFilter(Filter()));

        Assert.Equal(["AddFilter", "AddFilterPostCommit", "DeleteFilter"], _listener.Take());
        Assert.Equal(0, _engine.Policy.FilterCount);
    }

    [Fact]
    public void The_context_set_at_the_addition_is_what_the_callout_gets()
    {
        var seen = new List<(CalloutNotificationType, ulong)>();
        _listener.OnNotify = notification =>
        {
            seen.Add((notification.Type, notification.Context));
            notification.Context = 1_000 + (ulong)notification.Type;
        };

        var id = _session.AddFilter(Filter() with { Context = 5 });
        var filter = _session.GetFilter(id);
        _session.DeleteFilter(id);

        Assert.Equal((5UL, 1_000UL, 1_000UL), (filter.Spec.Context, filter.CalloutContext, filter.ToCalloutFilter().Context));
        Assert.Equal(
            [(CalloutNotificationType.AddFilter, 5UL), (CalloutNotificationType.AddFilterPostCommit, 1_000UL), (CalloutNotificationType.DeleteFilter, 1_000UL)],
            seen);
    }

    [Fact]
    public void Only_filters_whose_addition_was_heard_of_are_heard_of_again()
    {
        _engine.FindRegistration(SilentCallout.Key)!.Dispose();
        var before = _session.AddFilter(Filter());
        var transaction = _session.BeginTransaction();
        var inside = _session.AddFilter(Filter());
        _engine.RegisterCallout(_listener, SilentCallout.Key);
        transaction.Commit();
        _session.DeleteFilter(before);
        _session.DeleteFilter(inside);
        Assert.Empty(_listener.Take());

        var told = _session.AddFilter(Filter());
        _listener.Take();
        _engine.FindRegistration(SilentCallout.Key)!.Dispose();
        _engine.RegisterCallout(_listener, SilentCallout.Key);
        _session.DeleteFilter(told);
        Assert.Empty(_listener.Take());
    }

    [Fact]
    public void A_callout_that_is_unregistered_inside_the_transaction_hears_no_more()
    {
        using var transaction = _session.BeginTransaction();
        _session.AddFilter(Filter());
        _listener.Take();
        _engine.FindRegistration(SilentCallout.Key)!.Dispose();

        transaction.Commit();

        Assert.Empty(_listener.Take());
    }

    [Fact]
    public void A_callout_hears_of_its_own_filters_only()
    {
        var other = Guid.NewGuid();
        _session.AddCallout(Make.Callout(other));
        _engine.RegisterCallout(new SilentCallout(), other);
        _session.AddFilter(Make.Filter());
        _session.AddFilter(Make.CalloutFilter(other));

        Assert.Empty(_listener.Take());
    }

    private static FilterSpec Filter() => Make.CalloutFilter(SilentCallout.Key, FilterAction.CalloutUnknown);

    private sealed class Listener : ICallout
    {
        public List<string> Heard { get; } = [];

        public Action<CalloutNotification> OnNotify { get; set; } = _ => { };

        public static void Classify(
            in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut)
        {
        }

        public void Notify(CalloutNotification notification) => OnNotify(notification);

        public string[] Take()
        {
            string[] heard = [.. Heard];
            Heard.Clear();
            return heard;
        }
    }
}
