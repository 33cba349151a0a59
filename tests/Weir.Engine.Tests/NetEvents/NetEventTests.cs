using System.Net;
using System.Net.Sockets;
using Weir.Engine.Tests.Security;
using Weir.Engine.Tests.Subscriptions;

namespace Weir.Engine.Tests.NetEvents;

public sealed class NetEventTests : IDisposable
{
    private static readonly DateTimeOffset s_start = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    private readonly RecordingKernel _kernel = new();
    private readonly FilterEngine _engine;
    private readonly Session _session;
    private readonly Inbox<NetEvent> _inbox = new();

    public NetEventTests()
    {
        _engine = new FilterEngine(_kernel, new FilterEngineOptions { NetEventLogLength = 5 });
        _session = _engine.OpenSession(new SessionOptions { Name = "watcher" });
    }

    public void Dispose()
    {
        _engine.Dispose();
        _inbox.Dispose();
    }

    [Fact]
    public void The_log_holds_the_last_events_and_enumeration_is_a_snapshot()
    {
        var events = Enumerable.Range(0, 8).Select(second => Event() with { Time = s_start.AddSeconds(second) }).ToArray();
        Assert.Empty(_session.GetNetEvents());

        Raise(events.AsSpan(..3));
        var first = _session.GetNetEvents();
        Assert.Equal(events[..3], first);

        Raise(events.AsSpan(3));
        Assert.Equal(events[3..], _session.GetNetEvents());
        Assert.Equal(3, first.Count);
    }

    [Fact]
    public void The_window_of_time_includes_both_ends()
    {
        var events = Enumerable.Range(0, 5).Select(second => Event() with { Time = s_start.AddSeconds(second) }).ToArray();
        Raise(events);

        Assert.Equal(events[2..], Find(new() { StartTime = s_start.AddSeconds(2) }));
        Assert.Equal(events[..3], Find(new() { EndTime = s_start.AddSeconds(2) }));
        Assert.Equal(events[1..4], Find(new() { StartTime = s_start.AddSeconds(1), EndTime = s_start.AddSeconds(3) }));
        Assert.Equal(events[..1], Find(new() { StartTime = s_start, EndTime = s_start }));
        Refused(FwpError.InvalidInterval, "Swap them", () => Find(new() { StartTime = s_start.AddTicks(1), EndTime = s_start }));
    }

    public static TheoryData<string, FilterCondition, bool> Conditions => new()
    {
        { "protocol", FilterCondition.Protocol(ProtocolType.Tcp), true },
        { "another protocol", FilterCondition.Protocol(ProtocolType.Udp), false },
        { "not another protocol", new(Fields.IpProtocol, FilterMatchType.NotEqual, FilterValue.UInt8(17)), true },
        { "local network", FilterCondition.LocalAddress(IPNetwork.Parse("192.0.2.0/24")), true },
        { "another local address", FilterCondition.LocalAddress(IPAddress.Parse("192.0.2.2")), false },
        { "remote address", FilterCondition.RemoteAddress(IPAddress.Parse("198.51.100.7")), true },
        { "another remote network", FilterCondition.RemoteAddress(IPNetwork.Parse("203.0.113.0/24")), false },
        { "IPv6 network", FilterCondition.RemoteAddress(IPNetwork.Parse("::/0")), false },
        { "not an IPv6 address", new(Fields.IpRemoteAddress, FilterMatchType.NotEqual, FilterValue.Address(IPAddress.IPv6Loopback)), false },
        { "local port", FilterCondition.LocalPort(40000, 50000), true },
        { "remote port", FilterCondition.RemotePort(443), true },
        { "another remote port", FilterCondition.RemotePort(444), false },
        { "application", FilterCondition.Application("/usr/bin/curl"), true },
        { "another application", FilterCondition.Application("/usr/bin/wget"), false },
        { "user", FilterCondition.User(1000), true },
        { "another user", FilterCondition.User(1001), false },
        { "no user", new(Fields.UserId, FilterMatchType.Equal, FilterValue.Empty), false },
        { "type", new(Fields.NetEventType, FilterMatchType.Equal, FilterValue.UInt32((uint)NetEventType.ClassifyDrop)), true },
        { "another type", new(Fields.NetEventType, FilterMatchType.Equal, FilterValue.UInt32((uint)NetEventType.ClassifyAllow)), false },
    };

    [Theory]
    [MemberData(nameof(Conditions))]
    public void Events_are_chosen_by_condition(string what, FilterCondition condition, bool fits)
    {
        var happened = Event() with
        {
            Protocol = 6,
            LocalAddress = IPAddress.Parse("192.0.2.1"),
            RemoteAddress = IPAddress.Parse("198.51.100.7"),
            LocalPort = 45000,
            RemotePort = 443,
            ApplicationPath = "/usr/bin/curl",
            UserId = 1000,
        };
        Raise(happened, Event());

        var found = Find(new() { Conditions = [condition] });

        Assert.True(found.Contains(happened) == fits, what);
        Assert.Equal(fits, Find(new() { Conditions = [condition, .. AlwaysFits(condition.Field)] }).Contains(happened));
        Assert.DoesNotContain(happened, Find(new() { Conditions = [condition, .. NeverFits(condition.Field)] }));
    }

    [Fact]
    public void Events_without_a_value_fit_only_the_condition_that_asks_for_that()
    {
        Raise(Event());

        Assert.Single(Find(new() { Conditions = [new(Fields.IpProtocol, FilterMatchType.Equal, FilterValue.Empty)] }));
        Assert.Empty(Find(new() { Conditions = [new(Fields.IpProtocol, FilterMatchType.NotEqual, FilterValue.UInt8(6))] }));
        Assert.Empty(Find(new() { ScopeId = 2 }));
        Raise(Event() with { ScopeId = 2 });
        Assert.Single(Find(new() { ScopeId = 2 }));
    }

    [Fact]
    public void Conditions_that_make_no_sense_are_refused()
    {
        Refused(FwpError.ConditionNotFound, "Use one of IP_PROTOCOL", Template(FilterCondition.InterfaceIndex(2)));
        Refused(FwpError.ConditionNotFound, "USER_ID, NET_EVENT_TYPE", Template(FilterCondition.Process(2)));
        Refused(
            FwpError.DuplicateCondition, "Use a range, or two templates", Template(FilterCondition.RemotePort(1), FilterCondition.RemotePort(2)));
        Refused(
            FwpError.DuplicateCondition,
            "Use a range, or two templates",
            Template(FilterCondition.RemoteAddress(IPAddress.Loopback), FilterCondition.RemoteAddress(IPAddress.IPv6Loopback)));
        Refused(
            FwpError.TypeMismatch, "IP_REMOTE_PORT", Template(new FilterCondition(Fields.IpRemotePort, FilterMatchType.Equal, FilterValue.UInt32(1))));
        Refused(
            FwpError.MatchTypeMismatch,
            "IP_PROTOCOL",
            Template(new FilterCondition(Fields.IpProtocol, FilterMatchType.Prefix, FilterValue.UInt8(1))));
        foreach (var type in new uint[] { 0, 1, 2, 4, 5, 7, 8, 10 })
        {
            Refused(
                FwpError.NeverMatch,
                "Use one of ClassifyDrop (3)",
                Template(new FilterCondition(Fields.NetEventType, FilterMatchType.Equal, FilterValue.UInt32(type))));
        }
    }

    [Fact]
    public void Subscribers_are_told_of_what_fits_and_happens_later()
    {
        Raise(Event() with { Protocol = 6 });
        using var subscription = _session.SubscribeNetEvents(
            _inbox.Receive, new NetEventTemplate { Conditions = [FilterCondition.Protocol(ProtocolType.Tcp)] });
        var events = Enumerable.Range(0, 100).Select(number => Event() with { Protocol = (byte)(number % 2 == 0 ? 6 : 17), FilterId = (ulong)number }).ToArray();

        Raise(events);

        Assert.Equal(events.Where(happened => happened.Protocol == 6), _inbox.Next(50));
        Assert.Empty(_inbox.Rest());
        Assert.Equal(0UL, subscription.DroppedCount);
    }

    [Fact]
    public void A_slow_subscriber_loses_events_and_is_told()
    {
        using var losses = new Inbox<WfpException>();
        using var subscription = _session.SubscribeNetEvents(
            _inbox.Receive, options: new SubscriptionOptions { QueueLength = 2, Dropped = losses.Receive });
        _inbox.Hold();
        Raise(Event());
        _inbox.WaitUntilInside();
        Raise([.. Enumerable.Repeat(Event(), 10)]);
        _inbox.Open();

        Assert.Equal(3, _inbox.Next(3).Length);
        var loss = losses.Next();
        Assert.Equal(FwpError.NotificationDropped, loss.Code);
        Assert.StartsWith(
            "Subscription of net events in session 'watcher': 8 notifications were dropped, because 2 were waiting.",
            loss.Message,
            StringComparison.Ordinal);
        Assert.Equal(8UL, subscription.DroppedCount);
        Assert.Equal(5, _session.GetNetEvents().Count);
    }

    [Fact]
    public void What_the_raw_handlers_throw_does_not_keep_events_from_the_log()
    {
        _engine.NetEvents += _ => throw new InvalidOperationException("a test's own");

        Assert.Throws<InvalidOperationException>(() => Raise(Event()));

        Assert.Single(_session.GetNetEvents());
    }

    [Fact]
    public void Nothing_is_collected_while_that_is_off()
    {
        using var subscription = _session.SubscribeNetEvents(_inbox.Receive);
        Raise(Event());
        _session.SetOption(EngineOption.CollectNetEvents, false);
        Raise(Event());

        Refused(FwpError.NetEventsDisabled, "COLLECT_NET_EVENTS", () => _session.GetNetEvents());
        Refused(FwpError.NetEventsDisabled, "COLLECT_NET_EVENTS", () => _session.SubscribeNetEvents(_inbox.Receive));

        _session.SetOption(EngineOption.CollectNetEvents, true);
        Assert.Empty(_session.GetNetEvents());
        var last = Event() with { FilterId = 9 };
        Raise(last);
        Assert.Equal([last], _session.GetNetEvents());
        Assert.Equal([Event(), last], _inbox.Next(2));
    }

    public static TheoryData<string, NetEvent, NetEventKeywords?> Wanted
    {
        get
        {
            var inbound = Event() with { Layer = LayerId.InboundTransportV4, Direction = Direction.Inbound };
            return new()
            {
                { "outbound", Event() with { Direction = Direction.Outbound }, null },
                { "outbound multicast", Event() with { Direction = Direction.Outbound, RemoteAddress = IPAddress.Parse("224.0.0.251") }, null },
                { "inbound unicast", inbound with { LocalAddress = IPAddress.Parse("192.0.2.1") }, null },
                { "inbound, address unknown", inbound, null },
                { "inbound multicast", inbound with { LocalAddress = IPAddress.Parse("224.0.0.251") }, NetEventKeywords.InboundMulticast },
                { "last multicast", inbound with { LocalAddress = IPAddress.Parse("239.255.255.255") }, NetEventKeywords.InboundMulticast },
                { "above multicast", inbound with { LocalAddress = IPAddress.Parse("240.0.0.0") }, null },
                { "IPv6 multicast", inbound with { LocalAddress = IPAddress.Parse("ff02::fb") }, NetEventKeywords.InboundMulticast },
                { "IPv6 unicast", inbound with { LocalAddress = IPAddress.Parse("fe80::1") }, null },
                { "inbound broadcast", inbound with { LocalAddress = IPAddress.Broadcast }, NetEventKeywords.InboundBroadcast },
                { "permit", Event() with { Verdict = Verdict.Permit }, NetEventKeywords.ClassifyAllow },
                {
                    "inbound multicast permit",
                    inbound with { Verdict = Verdict.Permit, LocalAddress = IPAddress.Parse("224.0.0.251") },
                    NetEventKeywords.ClassifyAllow
                },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Wanted))]
    public void Keywords_decide_what_is_collected(string what, NetEvent happened, NetEventKeywords? keyword)
    {
        Raise(happened);
        Assert.Equal(keyword is null ? 1 : 0, _session.GetNetEvents().Count);
        foreach (var other in Enum.GetValues<NetEventKeywords>())
        {
            _session.SetOption(EngineOption.CollectNetEvents, false);
            _session.SetOption(EngineOption.CollectNetEvents, true);
            _session.SetOption(EngineOption.NetEventMatchAnyKeywords, other);
            Raise(happened);
            Assert.True(_session.GetNetEvents().Count == (keyword is null || keyword == other ? 1 : 0), $"{what} with {other}");
        }
    }

    [Fact]
    public void The_kernel_mode_engine_is_asked_for_permits_only_when_they_are_collected()
    {
        var asked = new List<bool>();
        _kernel.WhenAskedForPermits = asked.Add;

        _session.SetOption(EngineOption.NetEventMatchAnyKeywords, NetEventKeywords.InboundMulticast);
        _session.SetOption(EngineOption.NetEventMatchAnyKeywords, NetEventKeywords.ClassifyAllow | NetEventKeywords.InboundBroadcast);
        _session.SetOption(EngineOption.NetEventMatchAnyKeywords, NetEventKeywords.ClassifyAllow);
        _session.SetOption(EngineOption.CollectNetEvents, false);
        _session.SetOption(EngineOption.CollectNetEvents, true);
        _session.SetOption(EngineOption.NetEventMatchAnyKeywords, NetEventKeywords.None);
        Assert.Equal([true, false, true, false], asked);

        _kernel.WhenAskedForPermits = _ => throw new RecordingKernel.RefusedException();
        Assert.Throws<RecordingKernel.RefusedException>(() =>
            _session.SetOption(EngineOption.NetEventMatchAnyKeywords, NetEventKeywords.ClassifyAllow));
        Assert.Equal(NetEventKeywords.None, _session.GetOption(EngineOption.NetEventMatchAnyKeywords));
    }

    [Fact]
    public void Who_may_not_read_events_gets_none()
    {
        using var world = new AccessWorld();
        using var session = world.OpenAs(AccessWorld.Alice);
        using var subscription = session.SubscribeNetEvents(_inbox.Receive);
        var withoutRead = new SecurityDescriptor(
            Principal.Root, AccessControlEntry.Allow(Principal.Everyone, AccessRights.All & ~AccessRights.Read));

        world.Owner.SetSecurity(ObjectKind.NetEvent, withoutRead);
        world.Kernel.Raise(Event());
        Assert.Empty(session.GetNetEvents());
        Assert.Single(world.Owner.GetNetEvents());

        world.Owner.SetSecurity(ObjectKind.NetEvent, null);
        var readable = Event() with { FilterId = 3 };
        world.Kernel.Raise(readable);
        Assert.Equal([Event(), readable], session.GetNetEvents());
        Assert.Equal(readable, _inbox.Next());
    }

    [Fact]
    public void Events_of_the_managed_engine_have_a_decider_of_each_sublayer()
    {
        var kernel = new ManagedEngine();
        using var engine = new FilterEngine(kernel);
        using var session = engine.OpenSession();
        var high = session.AddSubLayer(Make.SubLayer(weight: 0xA000));
        var middle = session.AddSubLayer(Make.SubLayer(weight: 0x9000));
        session.AddSubLayer(Make.SubLayer(weight: 0x8800));
        var soft = session.AddFilter(Make.Filter(FilterAction.Permit, LayerId.AleAuthConnectV4, high));
        var block = session.AddFilter(Make.Filter(FilterAction.Block, LayerId.AleAuthConnectV4, middle, clear: true));
        var late = session.AddFilter(Make.Filter(FilterAction.Block, LayerId.AleAuthConnectV4));

        kernel.Classify(new FieldValues(LayerId.AleAuthConnectV4)
        {
            [Fields.Flags] = FilterValue.UInt32((uint)ConditionFlags.IsLoopback),
            [Fields.ApplicationPath] = FilterValue.UnicodeString("/usr/bin/curl"),
            [Fields.UserId] = FilterValue.UInt32(1000),
            [Fields.ProcessId] = FilterValue.UInt32(77),
            [Fields.IpRemoteAddress] = FilterValue.Address(IPAddress.Loopback),
        });

        var happened = Assert.Single(session.GetNetEvents());
        Assert.Equal(
            [
                new SubLayerDecision(high, soft, FilterAction.Permit, ClearActionRight: false),
                new SubLayerDecision(middle, block, FilterAction.Block, ClearActionRight: true),
                new SubLayerDecision(SubLayers.Universal, late, FilterAction.Block, ClearActionRight: false),
            ],
            happened.TerminatingFilters);
        Assert.Equal((block, true, "/usr/bin/curl"), (happened.FilterId, happened.IsLoopback, happened.ApplicationPath));
        Assert.Equal((1000U, 77U, NetEventType.ClassifyDrop), (happened.UserId, happened.ProcessId, happened.Type));
        Assert.Equal(happened, happened with { TerminatingFilters = [.. happened.TerminatingFilters] });
        Assert.NotEqual(happened, happened with { TerminatingFilters = [] });
    }

    [Fact]
    public void The_managed_engine_tells_of_permits_when_the_keyword_asks_for_them()
    {
        var kernel = new ManagedEngine();
        using var engine = new FilterEngine(kernel);
        using var session = engine.OpenSession();

        kernel.Classify(new FieldValues(LayerId.InboundTransportV4));
        session.SetOption(EngineOption.NetEventMatchAnyKeywords, NetEventKeywords.ClassifyAllow);
        kernel.Classify(new FieldValues(LayerId.InboundTransportV4));

        var happened = Assert.Single(session.GetNetEvents());
        Assert.Equal(
            (NetEventType.ClassifyAllow, Verdict.Permit, 0UL, Direction.Inbound),
            (happened.Type, happened.Verdict, happened.FilterId, happened.Direction));
    }

    [Fact]
    public void Blocked_frames_have_a_type_of_their_own()
    {
        Assert.Equal(NetEventType.ClassifyDropMac, (Event() with { Layer = LayerId.InboundMacFrameEthernet }).Type);
        Assert.Equal(NetEventType.ClassifyDropMac, (Event() with { Layer = LayerId.OutboundMacFrameNativeFast }).Type);
        Assert.Equal(NetEventType.ClassifyAllow, (Event() with { Layer = LayerId.InboundMacFrameEthernet, Verdict = Verdict.Permit }).Type);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000_001)]
    public void The_log_has_a_length_within_bounds(int length) => Assert.Throws<ArgumentOutOfRangeException>(() =>
        new FilterEngine(new RecordingKernel(), new FilterEngineOptions { NetEventLogLength = length }));

    private static NetEvent Event() => new()
    {
        Time = s_start,
        Layer = LayerId.OutboundTransportV4,
        Verdict = Verdict.Block,
        FilterId = 1,
    };

    private static ConditionList AlwaysFits(FieldKey except) => except == Fields.NetEventType ? [] :
        [new(Fields.NetEventType, FilterMatchType.Greater, FilterValue.UInt32(0))];

    private static ConditionList NeverFits(FieldKey except) => except == Fields.NetEventType
        ? [FilterCondition.RemotePort(1)]
        : [new(Fields.NetEventType, FilterMatchType.Equal, FilterValue.UInt32((uint)NetEventType.ClassifyAllow))];

    private Action Template(params FilterCondition[] conditions) => () => Find(new() { Conditions = [.. conditions] });

    private IReadOnlyList<NetEvent> Find(NetEventTemplate template) => _session.GetNetEvents(template);

    private void Raise(params ReadOnlySpan<NetEvent> events)
    {
        foreach (var happened in events)
        {
            _kernel.Raise(happened);
        }
    }

    private static void Refused(FwpError code, string advice, Action call)
    {
        var thrown = Assert.Throws<WfpException>(call);
        Assert.Equal(code, thrown.Code);
        Assert.Contains(advice, thrown.Message, StringComparison.Ordinal);
    }
}
