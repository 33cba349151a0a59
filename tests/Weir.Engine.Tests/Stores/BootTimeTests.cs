using Weir.Bpf.Language;

namespace Weir.Engine.Tests.Stores;

/// <summary>Boot-time filters: enforced while an engine starts, until the persistent ones take over.</summary>
public sealed class BootTimeTests : IDisposable
{
    private static readonly FieldValues s_traffic = new(LayerId.OutboundTransportV4);

    private readonly UnreliableStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public void A_boot_time_filter_is_not_enforced_by_the_engine_it_is_added_to()
    {
        var kernel = new ManagedEngine();
        using var engine = Start(kernel);
        using var session = engine.OpenSession();
        session.AddFilter(Lasting.BootTimeFilter());

        Assert.Equal(Verdict.Permit, kernel.Classify(s_traffic).Verdict);
        Assert.Equal(Lifetime.BootTime, Assert.Single(engine.Policy.Filters).Lifetime);
        Assert.False(engine.Policy.IsBootTime);
    }

    [Fact]
    public void The_next_engine_enforces_it_until_the_phase_ends()
    {
        AddWhatBlocksEverything(bootTime: true, persistent: true);
        var kernel = new ManagedEngine();
        using var engine = Start(kernel, startInBootTime: true);
        var bootTime = Assert.Single(engine.Policy.Filters);

        Assert.True(engine.IsInBootTime);
        Assert.True(engine.Policy.IsBootTime);
        Assert.Equal(bootTime.Id, Make.Classify(engine.Policy, s_traffic).FilterId);
        Assert.Equal(bootTime.Id, kernel.Classify(s_traffic).FilterId);
        Assert.Throws<InvalidOperationException>(() => engine.OpenSession());

        engine.EndBootTime();
        engine.EndBootTime();

        Assert.False(engine.IsInBootTime);
        Assert.False(engine.Policy.IsBootTime);
        Assert.Equal(2, engine.Policy.FilterCount);
        var persistent = engine.Policy.Filters.Single(filter => filter.Lifetime == Lifetime.Persistent);
        Assert.Equal(persistent.Id, Make.Classify(engine.Policy, s_traffic).FilterId);
        Assert.Equal(persistent.Id, kernel.Classify(s_traffic).FilterId);
        engine.OpenSession().Dispose();
    }

    [Fact]
    public void The_persistent_filters_take_over_in_one_step_without_a_gap()
    {
        AddWhatBlocksEverything(bootTime: true, persistent: true);
        var verdicts = new List<ulong>();
        var kernel = new RecordingKernel();
        kernel.AfterApply = after => verdicts.Add(Make.Classify(after, s_traffic).FilterId);
        using var engine = Start(kernel);

        var filters = engine.Policy.Filters.ToLookup(filter => filter.Lifetime);
        Assert.Equal([filters[Lifetime.BootTime].Single().Id, filters[Lifetime.Persistent].Single().Id], verdicts);
    }

    [Theory]
    [InlineData(true, false, 2)]
    [InlineData(false, true, 1)]
    [InlineData(false, false, 0)]
    public void Without_filters_of_one_kind_the_engine_starts_as_well(bool bootTime, bool persistent, int applies)
    {
        AddWhatBlocksEverything(bootTime, persistent);
        var kernel = new RecordingKernel();
        using var engine = Start(kernel);

        Assert.Equal(applies, kernel.ApplyCount);
        Assert.Same(kernel.Enforced, engine.Policy);
        Assert.False(engine.Policy.IsBootTime);
        Assert.Equal(persistent ? Verdict.Block : Verdict.Permit, Make.Classify(engine.Policy, s_traffic).Verdict);
    }

    [Fact]
    public void A_boot_time_filter_can_be_deleted_at_any_later_time()
    {
        AddWhatBlocksEverything(bootTime: true, persistent: false);
        using (var engine = Start(new RecordingKernel()))
        {
            using var session = engine.OpenSession();
            session.DeleteFilter(Assert.Single(engine.Policy.Filters).Key);
        }

        using var next = Start(new RecordingKernel());
        Assert.Equal(0, next.Policy.FilterCount);
    }

    [Fact]
    public void When_the_kernel_refuses_the_persistent_filters_the_boot_time_phase_goes_on()
    {
        AddWhatBlocksEverything(bootTime: true, persistent: true);
        var kernel = new RecordingKernel();
        using var engine = Start(kernel, startInBootTime: true);
        kernel.RefuseNext = true;

        Assert.Throws<RecordingKernel.RefusedException>(engine.EndBootTime);
        Assert.True(engine.IsInBootTime);
        Assert.Same(kernel.Enforced, engine.Policy);
        Assert.Equal(Verdict.Block, Make.Classify(kernel.Enforced, s_traffic).Verdict);

        engine.EndBootTime();
        Assert.Equal(2, engine.Policy.FilterCount);
    }

    [Fact]
    public void The_phase_can_be_asked_for_when_the_store_has_nothing()
    {
        using var engine = Start(new RecordingKernel(), startInBootTime: true);

        Assert.Throws<InvalidOperationException>(() => engine.OpenSession());
        engine.EndBootTime();
        engine.OpenSession().Dispose();
    }

    [Fact]
    public void Callouts_that_register_in_the_phase_hear_of_their_persistent_filters_and_may_refuse_them()
    {
        var key = Guid.NewGuid();
        AddCalloutFilter(key);
        using var engine = Start(new RecordingKernel(), startInBootTime: true);
        var callout = new Choosy { Refuses = true };
        engine.RegisterCallout(callout, key);

        var refusal = Assert.Throws<PolicyNotLoadedException>(engine.EndBootTime);
        Assert.Equal(ObjectKind.Filter, Assert.Single(refusal.Objects).Kind);
        Assert.True(engine.IsInBootTime);

        callout.Refuses = false;
        engine.EndBootTime();
        var filter = Assert.Single(engine.Policy.Filters);
        Assert.Equal(4711UL, filter.CalloutContext);
        Assert.Equal([filter.Id], callout.Committed);
    }

    private void AddWhatBlocksEverything(bool bootTime, bool persistent)
    {
        using var engine = Start(new RecordingKernel());
        using var session = engine.OpenSession();
        if (persistent)
        {
            session.AddFilter(Lasting.Filter());
        }

        if (bootTime)
        {
            session.AddFilter(Lasting.BootTimeFilter());
        }
    }

    private void AddCalloutFilter(Guid key)
    {
        using var engine = Start(new RecordingKernel());
        using var session = engine.OpenSession();
        session.AddCallout(Lasting.Callout(key));
        session.AddFilter(Lasting.Filter() with { Action = FilterAction.CalloutTerminating, Callout = key });
    }

    private FilterEngine Start(IKernelModeEngine kernel, bool startInBootTime = false) =>
        new(kernel, new FilterEngineOptions { Store = _store, StartInBootTime = startInBootTime });

    private sealed class Choosy : ICallout
    {
        public bool Refuses { get; set; }

        public List<ulong> Committed { get; } = [];

        public static void Classify(
            in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut)
        {
        }

        public void Notify(CalloutNotification notification)
        {
            if (notification.Type == CalloutNotificationType.AddFilter && Refuses)
            {
                notification.Refuse("Not now.");
            }
            else if (notification.Type == CalloutNotificationType.AddFilter)
            {
                notification.Context = 4711;
            }
            else if (notification.Type == CalloutNotificationType.AddFilterPostCommit)
            {
                Committed.Add(notification.Filter.Id);
            }
        }
    }
}
