using Weir.Bpf.Language;

namespace Weir.Engine.Tests;

public sealed class CalloutRegistrationTests : IDisposable
{
    private readonly RecordingKernel _kernel = new();
    private readonly FilterEngine _engine;
    private readonly Session _session;

    public CalloutRegistrationTests()
    {
        _engine = new FilterEngine(_kernel);
        _session = _engine.OpenSession();
    }

    public void Dispose()
    {
        _session.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void A_registration_tells_what_the_class_declares()
    {
        var callout = new SilentCallout();
        using var registration = _engine.RegisterCallout(callout);

        Assert.Equal((SilentCallout.Key, "silent", ClassifyAction.Permit), (registration.Key, registration.Name, registration.FaultAction));
        Assert.Same(callout, registration.Callout);
        Assert.Equal(typeof(SilentCallout), registration.CalloutType);
        Assert.Null(registration.License);
        Assert.Equal(new CalloutCounters(Classifications: 7, Faults: 1), registration.ReadCounters());
        Assert.Same(registration, _engine.FindRegistration(SilentCallout.Key));
        Assert.Null(_engine.FindRegistration(Guid.NewGuid()));
    }

    [Fact]
    public void A_class_can_be_registered_under_several_keys_and_needs_no_attribute_then()
    {
        var callout = new Plain();
        using var one = _engine.RegisterCallout(callout, Guid.NewGuid());
        using var other = _engine.RegisterCallout(callout, Guid.NewGuid());

        Assert.NotEqual(one.Id, other.Id);
        Assert.Equal((nameof(Plain), ClassifyAction.Block, "Dual MIT/GPL"), (one.Name, one.FaultAction, one.License));
    }

    [Fact]
    public void A_class_without_a_usable_key_is_refused()
    {
        var refusal = Assert.Throws<ArgumentException>(() => _engine.RegisterCallout(new Plain()));
        Assert.Contains("[Callout(", refusal.Message, StringComparison.Ordinal);

        Assert.Throws<ArgumentException>(() => _engine.RegisterCallout(new Plain(), Guid.Empty));
        refusal = Assert.Throws<ArgumentException>(() => _engine.RegisterCallout(new Misspelt()));
        Assert.Contains("not a GUID", refusal.Message, StringComparison.Ordinal);
        refusal = Assert.Throws<ArgumentException>(() => _engine.RegisterCallout(new FaultsIntoNothing()));
        Assert.Contains("fault action", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(_kernel.CalloutCalls);
    }

    [Fact]
    public void Object_first_then_registration()
    {
        var id = _session.AddCallout(Make.Callout(SilentCallout.Key));
        Assert.Empty(_kernel.CalloutCalls);

        using var registration = _engine.RegisterCallout(new SilentCallout());

        Assert.Equal(id, registration.Id);
        Assert.Equal(["register silent", "link silent OutboundTransportV4"], _kernel.CalloutCalls);
    }

    [Fact]
    public void Registration_first_then_object()
    {
        using var registration = _engine.RegisterCallout(new SilentCallout());
        Assert.Equal(["register silent"], _kernel.CalloutCalls);

        var id = _session.AddCallout(Make.Callout(SilentCallout.Key, LayerId.InboundTransportV6));

        Assert.Equal(id, registration.Id);
        Assert.Equal(["register silent", "link silent InboundTransportV6"], _kernel.CalloutCalls);
    }

    [Fact]
    public void Registration_inside_the_transaction_that_adds_the_object()
    {
        using var transaction = _session.BeginTransaction();
        _session.AddCallout(Make.Callout(SilentCallout.Key));

        using var registration = _engine.RegisterCallout(new SilentCallout());

        Assert.Equal(["register silent", "link silent OutboundTransportV4"], _kernel.CalloutCalls);
        _session.AddFilter(Make.CalloutFilter(SilentCallout.Key));
        transaction.Commit();
        Assert.Equal(2, _kernel.CalloutCalls.Count);
    }

    [Fact]
    public void An_aborted_object_is_not_linked_by_a_later_registration()
    {
        using (_session.BeginTransaction())
        {
            _session.AddCallout(Make.Callout(SilentCallout.Key));
        }

        using var registration = _engine.RegisterCallout(new SilentCallout());

        Assert.Equal(["register silent"], _kernel.CalloutCalls);
    }

    [Fact]
    public void An_object_that_moves_to_another_layer_is_linked_at_both_until_the_commit()
    {
        _session.AddCallout(Make.Callout(SilentCallout.Key));
        using var transaction = _session.BeginTransaction();
        _session.DeleteCallout(SilentCallout.Key);
        _session.AddCallout(Make.Callout(SilentCallout.Key, LayerId.InboundTransportV4));

        using var registration = _engine.RegisterCallout(new SilentCallout());

        Assert.Equal(["register silent", "link silent InboundTransportV4", "link silent OutboundTransportV4"], _kernel.CalloutCalls);
    }

    [Fact]
    public void When_linking_fails_the_registration_fails()
    {
        _session.AddCallout(Make.Callout(SilentCallout.Key));
        _kernel.FullLayer = LayerId.OutboundTransportV4;

        Assert.Equal(FwpError.TooManyCallouts, Assert.Throws<WfpException>(() => _engine.RegisterCallout(new SilentCallout())).Code);

        Assert.Equal(["register silent", "dispose silent"], _kernel.CalloutCalls);
        Assert.Null(_engine.FindRegistration(SilentCallout.Key));
        _kernel.FullLayer = null;
        _engine.RegisterCallout(new SilentCallout()).Dispose();
    }

    [Fact]
    public void When_linking_fails_the_object_is_not_added()
    {
        using var registration = _engine.RegisterCallout(new SilentCallout());
        _kernel.FullLayer = LayerId.OutboundTransportV4;
        using var transaction = _session.BeginTransaction();

        Assert.Equal(FwpError.TooManyCallouts, Assert.Throws<WfpException>(() => _session.AddCallout(Make.Callout(SilentCallout.Key))).Code);

        Assert.Null(_session.Policy.FindCallout(SilentCallout.Key));
        _session.AddCallout(Make.Callout(SilentCallout.Key, LayerId.InboundTransportV4));
        transaction.Commit();
        Assert.True(registration.IsRegistered);
    }

    [Fact]
    public async Task Commits_go_on_while_a_callout_is_compiled()
    {
        _session.AddCallout(Make.Callout(SilentCallout.Key));
        var testEnd = TestContext.Current.CancellationToken;
        using var started = new ManualResetEventSlim();
        using var committed = new ManualResetEventSlim();
        _kernel.WhileRegistering = () =>
        {
            started.Set();
            Assert.True(committed.Wait(TimeSpan.FromSeconds(10), testEnd));
        };

        var registering = Task.Run(() => _engine.RegisterCallout(new SilentCallout()), testEnd);
        started.Wait(testEnd);
        var filter = _session.AddFilter(Make.CalloutFilter(SilentCallout.Key));
        _session.DeleteFilter(filter);
        committed.Set();

        using var registration = await registering;
        Assert.Equal(["register silent", "link silent OutboundTransportV4"], _kernel.CalloutCalls);
    }

    [Fact]
    public void A_key_has_one_registration_at_a_time_and_keeps_its_id()
    {
        var first = _engine.RegisterCallout(new SilentCallout());
        var refusal = Assert.Throws<WfpException>(() => _engine.RegisterCallout(new Plain(), SilentCallout.Key));
        Assert.Equal(FwpError.AlreadyExists, refusal.Code);

        first.Dispose();
        first.Dispose();
        using var second = _engine.RegisterCallout(new SilentCallout());

        Assert.Equal(first.Id, second.Id);
        Assert.Equal(["register silent", "dispose silent", "register silent"], _kernel.CalloutCalls);
        Assert.False(first.IsRegistered);
        Assert.Throws<ObjectDisposedException>(() => first.ReadCounters());
        Assert.Throws<ObjectDisposedException>(() => first.Maps);
    }

    [Fact]
    public void Unregistering_leaves_object_and_filters_alone()
    {
        var registration = _engine.RegisterCallout(new SilentCallout());
        _session.AddCallout(Make.Callout(SilentCallout.Key));
        var filter = _session.AddFilter(Make.CalloutFilter(SilentCallout.Key));

        registration.Unregister();
        registration.Unregister();

        Assert.NotNull(_engine.Policy.FindCallout(SilentCallout.Key));
        Assert.NotNull(_engine.Policy.FindFilter(filter));
        Assert.Null(_engine.FindRegistration(SilentCallout.Key));
    }

    [Fact]
    public void The_end_of_a_session_leaves_the_registration_alone_and_that_of_the_engine_does_not()
    {
        var registration = _engine.RegisterCallout(new SilentCallout());
        using (var session = _engine.OpenSession(new SessionOptions { Dynamic = true }))
        {
            session.AddCallout(Make.Callout(SilentCallout.Key));
        }

        Assert.True(registration.IsRegistered);
        _engine.Dispose();
        Assert.False(registration.IsRegistered);
        Assert.Equal("dispose silent", _kernel.CalloutCalls[^1]);
        Assert.Equal(FwpError.SessionAborted, Assert.Throws<WfpException>(() => _engine.RegisterCallout(new SilentCallout())).Code);
    }

    [KernelLicense("Dual MIT/GPL")]
    private sealed class Plain : ICallout
    {
        public static void Classify(
            in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut)
        {
        }
    }

    [Callout("11111111-2222-3333-4444-55555555555Z")]
    private sealed class Misspelt : ICallout
    {
        public static void Classify(
            in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut)
        {
        }
    }

    [Callout("11111111-2222-3333-4444-555555555556", FaultAction = ClassifyAction.None)]
    private sealed class FaultsIntoNothing : ICallout
    {
        public static void Classify(
            in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut)
        {
        }
    }
}
