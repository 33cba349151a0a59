using System.Collections.Concurrent;
using Weir.Engine.Tests.Security;

namespace Weir.Engine.Tests.Subscriptions;

public sealed class ChangeSubscriptionTests : IDisposable
{
    private readonly RecordingKernel _kernel = new();
    private readonly FilterEngine _engine;
    private readonly Session _writer;
    private readonly Session _reader;
    private readonly Inbox<ObjectChange<InstalledFilter>> _filters = new();

    public ChangeSubscriptionTests()
    {
        _engine = new FilterEngine(_kernel);
        _writer = _engine.OpenSession(new SessionOptions { Name = "writer" });
        _reader = _engine.OpenSession(new SessionOptions { Name = "reader" });
    }

    public void Dispose()
    {
        _engine.Dispose();
        _filters.Dispose();
    }

    [Fact]
    public void Changes_of_others_are_told_in_the_order_of_commits()
    {
        using var subscription = _reader.SubscribeFilterChanges(_filters.Receive);

        var ids = Enumerable.Range(0, 100).Select(_ => _writer.AddFilter(Make.Filter())).ToArray();
        foreach (var id in ids)
        {
            _writer.DeleteFilter(id);
        }

        var told = _filters.Next(200);
        Assert.Equal([.. ids, .. ids], told.Select(change => change.Id));
        Assert.All(told[..100], change => Assert.Equal(ChangeType.Add, change.Type));
        Assert.All(told[100..], change => Assert.Equal(ChangeType.Delete, change.Type));
        Assert.Equal(Enumerable.Range(1, 200).Select(version => (ulong)version), told.Select(change => change.PolicyVersion));
        Assert.Equal(0UL, subscription.DroppedCount);
    }

    [Fact]
    public void A_commit_is_told_once_and_whole_deletions_first()
    {
        var old = _writer.AddFilter(Make.Filter() with { Key = Guid.NewGuid() });
        var key = _writer.GetFilter(old).Key;
        using var subscription = _reader.SubscribeFilterChanges(_filters.Receive);

        ulong replacement;
        using (var transaction = _writer.BeginTransaction())
        {
            _writer.DeleteFilter(_writer.AddFilter(Make.Filter()));
            _writer.DeleteFilter(old);
            replacement = _writer.AddFilter(Make.Filter() with { Key = key });
            transaction.Commit();
        }

        var told = _filters.Next(2);
        Assert.Equal([(ChangeType.Delete, old), (ChangeType.Add, replacement)], told.Select(change => (change.Type, change.Id)));
        Assert.All(told, change => Assert.Equal(key, change.Key));
        Assert.All(told, change => Assert.Equal(ObjectKind.Filter, change.Kind));
        Assert.All(told, change => Assert.Equal(_engine.Policy.Version, change.PolicyVersion));
        Assert.Same(_writer.GetFilter(key), told[1].Target);
        Assert.Empty(AfterAnotherCommit());
    }

    [Fact]
    public void What_is_not_committed_is_not_told()
    {
        using var subscription = _reader.SubscribeFilterChanges(_filters.Receive);

        using (_writer.BeginTransaction())
        {
            _writer.AddFilter(Make.Filter());
        }

        using (var transaction = _writer.BeginTransaction())
        {
            _writer.AddFilter(Make.Filter());
            _kernel.RefuseNext = true;
            Assert.Throws<RecordingKernel.RefusedException>(transaction.Commit);
        }

        Assert.Throws<WfpException>(() => _writer.AddFilter(Make.Filter() with { Name = "" }));
        Assert.Empty(AfterAnotherCommit());
    }

    [Fact]
    public void A_session_never_hears_of_its_own_changes()
    {
        using var subscription = _writer.SubscribeFilterChanges(_filters.Receive);
        using var readers = new Inbox<ObjectChange<InstalledFilter>>();
        using var other = _reader.SubscribeFilterChanges(readers.Receive);

        _writer.DeleteFilter(_writer.AddFilter(Make.Filter()));
        using (var transaction = _writer.BeginTransaction())
        {
            _writer.AddFilter(Make.Filter());
            transaction.Commit();
        }

        var byReader = _reader.AddFilter(Make.Filter());

        Assert.Equal(byReader, _filters.Next().Id);
        Assert.Empty(_filters.Rest());
        Assert.Equal(3, readers.Next(3).Length);
        Assert.Empty(readers.Rest());
    }

    [Fact]
    public void A_template_says_of_which_objects()
    {
        var provider = Guid.NewGuid();
        using var inbox = new Inbox<string>();
        using var filters = _reader.SubscribeFilterChanges(
            change => inbox.Receive($"{change}"),
            template: new FilterTemplate
            {
                Layer = LayerId.OutboundTransportV4,
                Type = FilterEnumerationType.Overlapping,
                Conditions = [FilterCondition.RemotePort(53)],
                ActionMask = (uint)FilterAction.Permit & 0xF,
            });
        using var subLayers = _reader.SubscribeSubLayerChanges(
            change => inbox.Receive($"{change}"), template: new SubLayerTemplate { Provider = provider });
        using var callouts = _reader.SubscribeCalloutChanges(
            change => inbox.Receive($"{change}"), template: new CalloutTemplate { Layer = LayerId.OutboundTransportV6 });
        using var contexts = _reader.SubscribeProviderContextChanges(
            change => inbox.Receive($"{change}"), template: new ProviderContextTemplate { Type = ProviderContextType.ClassifyOptions });

        _writer.AddProvider(Make.Provider(provider));
        _writer.AddSubLayer(Make.SubLayer());
        _writer.AddSubLayer(Make.SubLayer() with { Name = "owned", Provider = provider });
        _writer.AddCallout(Make.Callout());
        _writer.AddCallout(Make.Callout(layer: LayerId.OutboundTransportV6) with { Name = "for v6" });
        _writer.AddProviderContext(Make.ProviderContext());
        _writer.AddProviderContext(Make.ProviderContext() with { Name = "options", ClassifyOptions = new ClassifyOptions { LocalOnlyMapping = true } });
        _writer.AddFilter(Make.Filter(FilterAction.Permit, LayerId.InboundTransportV4));
        _writer.AddFilter(Make.Filter(FilterAction.Permit, conditions: [FilterCondition.RemotePort(54)]));
        _writer.AddFilter(Make.Filter(conditions: [FilterCondition.RemotePort(53)]));
        _writer.DeleteFilter(_writer.AddFilter(
            Make.Filter(FilterAction.Permit, conditions: [FilterCondition.RemotePort(50, 60)]) with { Name = "wanted" }));

        var told = inbox.Next(5);
        Assert.Empty(inbox.Rest());
        Assert.Equal(
            ["Add callout 'for v6'", "Add filter 'wanted'", "Add provider context 'options'", "Add sublayer 'owned'", "Delete filter 'wanted'"],
            told.Select(text => text[..(text.LastIndexOf('\'') + 1)]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_template_that_makes_no_sense_is_refused() =>
        Refused(
            FwpError.DuplicateCondition,
            "Use one for each field",
            () => _reader.SubscribeFilterChanges(_filters.Receive, template: new FilterTemplate
            {
                Layer = LayerId.OutboundTransportV4,
                Conditions = [FilterCondition.RemotePort(53), FilterCondition.RemotePort(54)],
            }));

    [Theory]
    [InlineData(SubscriptionFlags.NotifyOnAdd, ChangeType.Add)]
    [InlineData(SubscriptionFlags.NotifyOnDelete, ChangeType.Delete)]
    public void Only_the_changes_that_were_asked_for_are_told(SubscriptionFlags flags, ChangeType type)
    {
        using var subscription = _reader.SubscribeFilterChanges(_filters.Receive, flags);

        for (var i = 0; i < 3; i++)
        {
            _writer.DeleteFilter(_writer.AddFilter(Make.Filter()));
        }

        Assert.All(_filters.Next(3), change => Assert.Equal(type, change.Type));
        Assert.Empty(_filters.Rest());
    }

    [Fact]
    public void Every_kind_of_object_has_its_subscription()
    {
        using var inbox = new Inbox<string>();
        _reader.SubscribeProviderChanges(change => inbox.Receive($"{change} {change.Kind} {change.Id} {change.Key}"));
        _reader.SubscribeProviderContextChanges(change => inbox.Receive($"{change} {change.Kind} {change.Id} {change.Key}"));
        _reader.SubscribeSubLayerChanges(change => inbox.Receive($"{change} {change.Kind} {change.Id} {change.Key}"));
        _reader.SubscribeCalloutChanges(change => inbox.Receive($"{change} {change.Kind} {change.Id} {change.Key}"));
        _reader.SubscribeFilterChanges(change => inbox.Receive($"{change} {change.Kind} {change.Id} {change.Key}"));

        var provider = _writer.GetProvider(_writer.AddProvider(Make.Provider()));
        Assert.Equal($"Add {provider} Provider {provider.Id} {provider.Key}", inbox.Next());
        var context = _writer.GetProviderContext(_writer.AddProviderContext(Make.ProviderContext()));
        Assert.Equal($"Add {context} ProviderContext {context.Id} {context.Key}", inbox.Next());
        var subLayer = _writer.GetSubLayer(_writer.AddSubLayer(Make.SubLayer()));
        Assert.Equal($"Add {subLayer} SubLayer {subLayer.Id} {subLayer.Key}", inbox.Next());
        var callout = _writer.GetCallout(_writer.AddCallout(Make.Callout()));
        Assert.Equal($"Add {callout} Callout {callout.Id} {callout.Key}", inbox.Next());
        var filter = _writer.GetFilter(_writer.AddFilter(Make.Filter()));
        Assert.Equal($"Add {filter} Filter {filter.Id} {filter.Key}", inbox.Next());
        _writer.DeleteProvider(provider.Key);
        Assert.Equal($"Delete {provider} Provider {provider.Id} {provider.Key}", inbox.Next());
        _writer.DeleteProviderContext(context.Key);
        Assert.Equal($"Delete {context} ProviderContext {context.Id} {context.Key}", inbox.Next());
        _writer.DeleteSubLayer(subLayer.Key);
        Assert.Equal($"Delete {subLayer} SubLayer {subLayer.Id} {subLayer.Key}", inbox.Next());
        _writer.DeleteCallout(callout.Key);
        Assert.Equal($"Delete {callout} Callout {callout.Id} {callout.Key}", inbox.Next());
        Assert.Empty(inbox.Rest());
    }

    [Fact]
    public void The_end_of_a_dynamic_session_is_told_as_one_commit()
    {
        var dynamic = _engine.OpenSession(new SessionOptions { Dynamic = true });
        var ids = new[] { dynamic.AddFilter(Make.Filter()), dynamic.AddFilter(Make.Filter()) };
        using var subscription = _reader.SubscribeFilterChanges(_filters.Receive);

        dynamic.Dispose();

        var told = _filters.Next(2);
        Assert.Equal(ids, told.Select(change => change.Id));
        Assert.All(told, change => Assert.Equal((ChangeType.Delete, _engine.Policy.Version), (change.Type, change.PolicyVersion)));
    }

    [Fact]
    public void A_replaced_security_descriptor_is_no_change()
    {
        var id = _writer.AddFilter(Make.Filter());
        using var subscription = _reader.SubscribeFilterChanges(_filters.Receive);

        _writer.SetSecurity(ObjectKind.Filter, _writer.GetFilter(id).Key, new SecurityDescriptor(Principal.Root));

        Assert.Empty(AfterAnotherCommit());
    }

    [Fact]
    public void A_caller_hears_of_objects_that_it_may_read()
    {
        using var world = new AccessWorld();
        using var session = world.OpenAs(AccessWorld.Alice);
        using var subscription = session.SubscribeFilterChanges(_filters.Receive);
        var secret = new SecurityDescriptor(Principal.Root, AccessControlEntry.Deny(Principal.Everyone, AccessRights.Read));

        world.Owner.DeleteFilter(world.Owner.AddFilter(Make.Filter() with { Security = secret }));
        var open = world.Owner.AddFilter(Make.Filter());
        world.Owner.SetSecurity(ObjectKind.Filter, world.Owner.GetFilter(open).Key, secret);
        world.Owner.DeleteFilter(open);
        var last = world.Owner.AddFilter(Make.Filter());

        Assert.Equal([(ChangeType.Add, open), (ChangeType.Add, last)], _filters.Next(2).Select(change => (change.Type, change.Id)));
    }

    [Fact]
    public async Task A_subscriber_that_subscribes_first_and_then_enumerates_misses_nothing()
    {
        var isOver = false;
        var last = _writer.AddFilter(Make.Filter());
        var writing = Task.Run(
            () =>
            {
                while (!Volatile.Read(ref isOver))
                {
                    var next = _writer.AddFilter(Make.Filter());
                    _writer.DeleteFilter(last);
                    last = next;
                }
            },
            TestContext.Current.CancellationToken);
        for (var round = 0; round < 100; round++)
        {
            var told = new ConcurrentQueue<ulong>();
            ulong newest;
            using (_reader.SubscribeFilterChanges(change => told.Enqueue(change.Id), SubscriptionFlags.NotifyOnAdd))
            {
                newest = _reader.Policy.Filters.Max(filter => filter.Id);
                Assert.True(SpinWait.SpinUntil(() => !told.IsEmpty, TimeSpan.FromSeconds(20)));
            }

            // Ids count up, so the first that is told follows at the latest on the newest that was enumerated.
            Assert.InRange(told.First(), 1UL, newest + 1);
        }

        Volatile.Write(ref isOver, true);
        await writing;
    }

    [Fact]
    public void Wrong_arguments_are_refused_with_the_way_out()
    {
        Refused(FwpError.InvalidFlags, "Use NotifyOnAdd, NotifyOnDelete or both", () =>
            _reader.SubscribeFilterChanges(_filters.Receive, (SubscriptionFlags)4));
        Refused(FwpError.NeverMatch, "Set NotifyOnAdd, NotifyOnDelete or both", () =>
            _reader.SubscribeFilterChanges(_filters.Receive, SubscriptionFlags.None));
        foreach (var length in new[] { 0, -1, 1_000_001 })
        {
            Refused(FwpError.OutOfBounds, $"QueueLength is {length}. Use a number from 1 to 1,000,000", () =>
                _reader.SubscribeFilterChanges(_filters.Receive, options: new SubscriptionOptions { QueueLength = length }));
        }

        Assert.Throws<ArgumentNullException>(() => _reader.SubscribeFilterChanges(null!));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_transaction_takes_no_subscription(bool readOnly)
    {
        using (_reader.BeginTransaction(readOnly))
        {
            Refused(FwpError.TxnInProgress, "Commit or abort", () => _reader.SubscribeFilterChanges(_filters.Receive));
        }

        _reader.SubscribeFilterChanges(_filters.Receive).Dispose();
    }

    [Fact]
    public void Subscriptions_end_with_their_session_and_with_the_engine()
    {
        _reader.SubscribeFilterChanges(_filters.Receive);
        _reader.Dispose();
        _writer.AddFilter(Make.Filter());
        Assert.Throws<ObjectDisposedException>(() => _reader.SubscribeFilterChanges(_filters.Receive));

        _engine.Dispose();
        Assert.Empty(_filters.Rest());
        Refused(FwpError.SessionAborted, "open a new one", () => _writer.SubscribeFilterChanges(_filters.Receive));
    }

    /// <summary>What was told before the commit that this makes: one that is certainly told.</summary>
    private ObjectChange<InstalledFilter>[] AfterAnotherCommit()
    {
        var last = _writer.AddFilter(Make.Filter());
        var told = new List<ObjectChange<InstalledFilter>>();
        for (var next = _filters.Next(); next.Id != last; next = _filters.Next())
        {
            told.Add(next);
        }

        return [.. told];
    }

    private static void Refused(FwpError code, string advice, Action call)
    {
        var thrown = Assert.Throws<WfpException>(call);
        Assert.Equal(code, thrown.Code);
        Assert.Contains(advice, thrown.Message, StringComparison.Ordinal);
    }
}
