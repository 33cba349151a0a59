namespace Weir.Engine.Tests;

/// <summary>Callout objects in sessions and transactions, and filters that name them.</summary>
public sealed class CalloutObjectTests : IDisposable
{
    private static readonly SessionOptions s_dynamic = new() { Dynamic = true };
    private static readonly Guid s_key = Guid.NewGuid();

    private readonly RecordingKernel _kernel = new();
    private readonly FilterEngine _engine;
    private readonly Session _session;

    public CalloutObjectTests()
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
    public void A_callout_object_is_added_found_and_deleted()
    {
        var id = _session.AddCallout(Make.Callout(s_key));

        var callout = _session.GetCallout(s_key);
        Assert.Same(callout, _session.GetCallout(id));
        Assert.Same(callout, Assert.Single(_engine.Policy.Callouts));
        Assert.Equal((id, s_key, Lifetime.Static, "test callout"), (callout.Id, callout.Key, callout.Lifetime, callout.Spec.Name));
        Assert.Equal([callout], _kernel.LastChange!.AddedCallouts);
        Assert.Empty(_kernel.LastChange.AffectedLayers);

        _session.DeleteCallout(s_key);

        Assert.Empty(_engine.Policy.Callouts);
        Assert.Equal([callout], _kernel.LastChange.DeletedCallouts);
        Assert.Equal(id, _session.AddCallout(Make.Callout(s_key)));
        _session.DeleteCallout(id);
        Assert.Null(_engine.Policy.FindCallout(s_key));
    }

    [Fact]
    public void Without_a_key_the_engine_makes_one()
    {
        var first = _session.AddCallout(Make.Callout());
        var second = _session.AddCallout(Make.Callout());

        Assert.NotEqual(Guid.Empty, _session.GetCallout(first).Key);
        Assert.NotEqual(_session.GetCallout(first).Key, _session.GetCallout(second).Key);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void A_transaction_takes_callout_and_filter_together()
    {
        var before = _engine.Policy;
        using (var transaction = _session.BeginTransaction())
        {
            _session.AddCallout(Make.Callout(s_key));
            _session.AddFilter(Make.CalloutFilter(s_key));
            Assert.Null(_engine.Policy.FindCallout(s_key));
            Assert.NotNull(_session.Policy.FindCallout(s_key));
            transaction.Commit();
        }

        Assert.Empty(before.Callouts);
        Assert.Equal(1, _kernel.ApplyCount);
        Assert.Equal(s_key, Assert.Single(_engine.Policy.Filters).Spec.Callout);
    }

    [Fact]
    public void What_cancels_out_does_not_reach_the_kernel()
    {
        using var transaction = _session.BeginTransaction();
        _session.AddCallout(Make.Callout(s_key));
        _session.DeleteCallout(s_key);

        transaction.Commit();

        Assert.Equal(0, _kernel.ApplyCount);
    }

    [Fact]
    public void A_dynamic_session_takes_its_callouts_with_it()
    {
        using (var session = _engine.OpenSession(s_dynamic))
        {
            session.AddCallout(Make.Callout(s_key));
            session.AddFilter(Make.CalloutFilter(s_key));
            Assert.Equal(Lifetime.Dynamic, _engine.Policy.FindCallout(s_key)!.Lifetime);
        }

        Assert.Empty(_engine.Policy.Callouts);
        Assert.Equal(0, _engine.Policy.FilterCount);
    }

    [Fact]
    public void A_filter_knows_the_weight_of_its_sublayer_and_shows_itself_to_the_callout()
    {
        _session.AddCallout(Make.Callout(s_key));
        var subLayer = _session.AddSubLayer(Make.SubLayer(weight: 0x1234));
        var id = _session.AddFilter(Make.CalloutFilter(s_key) with
        {
            SubLayer = subLayer,
            Weight = FilterWeight.Exact(77),
            Context = 99,
            Flags = FilterFlags.ClearActionRight | FilterFlags.PermitIfCalloutUnregistered,
        });

        var shown = _session.GetFilter(id).ToCalloutFilter();

        Assert.Equal((id, 99UL, 77UL, 0x1234, 0x18U), (shown.FilterId, shown.Context, shown.Weight, shown.SubLayerWeight, shown.Flags));
        Assert.True(shown.ClearsActionRight);
    }

    [Fact]
    public void Callout_objects_are_refused()
    {
        _session.AddCallout(Make.Callout(s_key));

        Refused(FwpError.NullDisplayName, () => _session.AddCallout(Make.Callout() with { Name = "" }));
        Refused(FwpError.InvalidParameter, () => _session.AddCallout(Make.Callout() with { Description = "\0" }));
        Refused(FwpError.LayerNotFound, () => _session.AddCallout(Make.Callout() with { ApplicableLayer = (LayerId)99 }));
        Refused(FwpError.AlreadyExists, () => _session.AddCallout(Make.Callout(s_key)));
        Refused(FwpError.CalloutNotFound, () => _session.GetCallout(Guid.NewGuid()));
        Refused(FwpError.CalloutNotFound, () => _session.GetCallout(4711));
        Refused(FwpError.CalloutNotFound, () => _session.DeleteCallout(Guid.NewGuid()));
        Refused(FwpError.CalloutNotFound, () => _session.DeleteCallout(4711));
        using var reading = _session.BeginTransaction(readOnly: true);
        Refused(FwpError.IncompatibleTxn, () => _session.AddCallout(Make.Callout()));
    }

    [Fact]
    public void A_callout_that_filters_name_cannot_be_deleted()
    {
        _session.AddCallout(Make.Callout(s_key));
        var filter = _session.AddFilter(Make.CalloutFilter(s_key));

        var refusal = Refused(FwpError.InUse, () => _session.DeleteCallout(s_key));
        Assert.Contains("'test filter'", refusal.Message, StringComparison.Ordinal);

        _session.DeleteFilter(filter);
        _session.DeleteCallout(s_key);
    }

    [Fact]
    public void Filters_that_name_callouts_are_refused()
    {
        _session.AddCallout(Make.Callout(s_key));
        var valid = Make.CalloutFilter(s_key);

        Refused(FwpError.CalloutNotFound, () => _session.AddFilter(valid with { Callout = Guid.NewGuid() }));
        Refused(FwpError.CalloutNotFound, () => _session.AddFilter(valid with { Callout = Guid.Empty }));
        Refused(FwpError.InvalidActionType, () => _session.AddFilter(valid with { Action = FilterAction.Permit }));
        Refused(FwpError.InvalidActionType, () => _session.AddFilter(valid with { Action = (FilterAction)0x4000 }));
        var refusal = Refused(FwpError.ActionIncompatibleWithLayer, () => _session.AddFilter(valid with { Layer = LayerId.OutboundTransportV6 }));
        Assert.Contains("OUTBOUND_TRANSPORT_V4, the filter is at OUTBOUND_TRANSPORT_V6", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FilterAction.Block)]
    [InlineData(FilterAction.Permit)]
    [InlineData(FilterAction.CalloutInspection)]
    public void The_flag_for_unregistered_callouts_needs_a_callout_that_decides(FilterAction action)
    {
        _session.AddCallout(Make.Callout(s_key));
        var filter = Make.CalloutFilter(s_key, action) with { Flags = FilterFlags.PermitIfCalloutUnregistered };

        Refused(FwpError.InvalidFlags, () => _session.AddFilter(action.CallsCallout() ? filter : filter with { Callout = Guid.Empty }));
    }

    [Fact]
    public void A_filter_must_not_outlive_its_callout()
    {
        using var owner = _engine.OpenSession(s_dynamic);
        using var other = _engine.OpenSession(s_dynamic);
        owner.AddCallout(Make.Callout(s_key));

        Refused(FwpError.LifetimeMismatch, () => _session.AddFilter(Make.CalloutFilter(s_key)));
        Refused(FwpError.LifetimeMismatch, () => other.AddFilter(Make.CalloutFilter(s_key)));
        Refused(FwpError.WrongSession, () => _session.DeleteCallout(s_key));
        owner.AddFilter(Make.CalloutFilter(s_key));
        var plain = _session.AddCallout(Make.Callout());
        Refused(FwpError.DynamicSessionInProgress, () => owner.DeleteCallout(plain));
    }

    [Fact]
    public void There_are_at_most_100000_callout_objects()
    {
        using var transaction = _session.BeginTransaction();
        for (var i = 0; i < 100_000; i++)
        {
            _session.AddCallout(Make.Callout());
        }

        Refused(FwpError.TooManyCallouts, () => _session.AddCallout(Make.Callout()));
    }

    private static WfpException Refused(FwpError code, Action call)
    {
        var refusal = Assert.Throws<WfpException>(call);
        Assert.Equal(code, refusal.Code);
        return refusal;
    }
}
