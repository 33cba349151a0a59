namespace Weir.Engine.Tests;

/// <summary>Provider contexts in sessions and transactions, and the filters that name them.</summary>
public sealed class ProviderContextTests : IDisposable
{
    private static readonly SessionOptions s_dynamic = new() { Dynamic = true };
    private static readonly Guid s_key = Guid.NewGuid();

    /// <summary>A callout object that uses provider contexts.</summary>
    private static readonly Guid s_callout = Guid.NewGuid();

    private readonly RecordingKernel _kernel = new();
    private readonly FilterEngine _engine;
    private readonly Session _session;

    public ProviderContextTests()
    {
        _engine = new FilterEngine(_kernel);
        _session = _engine.OpenSession();
        _session.AddCallout(Make.Callout(s_callout) with { UsesProviderContext = true });
    }

    /// <summary>What is refused when there is a context <see cref="s_key"/>: the code, what the text advises, and the call.</summary>
    public static TheoryData<FwpError, string, Action<Session>> Refusals()
    {
        var spec = Make.ProviderContext();
        var filter = Make.CalloutFilter(s_callout) with { ProviderContext = s_key };
        return new()
        {
            { FwpError.NullDisplayName, "Set Name", session => session.AddProviderContext(spec with { Name = "" }) },
            { FwpError.InvalidParameter, "printable text", session => session.AddProviderContext(spec with { Description = "\0" }) },
            { FwpError.InvalidParameter, "Set one of them", session => session.AddProviderContext(spec with { Data = [1], Payload = "one" }) },
            { FwpError.AlreadyExists, "Leave the key out", session => session.AddProviderContext(spec with { Key = s_key }) },
            { FwpError.ProviderContextNotFound, $"no provider context with key {s_callout}", session => session.GetProviderContext(s_callout) },
            { FwpError.ProviderContextNotFound, "no provider context with id 4711", session => session.GetProviderContext(4711) },
            { FwpError.ProviderContextNotFound, "no provider context with key", session => session.DeleteProviderContext(Guid.Empty) },
            { FwpError.ProviderContextNotFound, "no provider context with id 0", session => session.DeleteProviderContext(0) },
            {
                FwpError.ProviderContextNotFound, "Add it first with AddProviderContext",
                session => session.AddFilter(filter with { ProviderContext = s_callout })
            },
            { FwpError.InvalidParameter, "Set one of them", session => session.AddFilter(filter with { Context = 1 }) },
            {
                FwpError.InvalidFlags, "Set ProviderContext to its key, or leave the flag out",
                session => session.AddFilter(filter with { ProviderContext = Guid.Empty, Flags = FilterFlags.HasProviderContext })
            },
            {
                FwpError.ContextIncompatibleWithCallout, "UsesProviderContext = true",
                session =>
                {
                    var key = Guid.NewGuid();
                    session.AddCallout(Make.Callout(key));
                    session.AddFilter(filter with { Callout = key });
                }
            },
            {
                FwpError.InUse, "Delete its filters first",
                session =>
                {
                    session.AddFilter(filter);
                    session.DeleteProviderContext(s_key);
                }
            },
        };
    }

    public void Dispose()
    {
        _session.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void A_provider_context_is_added_found_and_deleted()
    {
        var spec = Make.ProviderContext(s_key) with { Data = [1, 2, 3] };
        var id = _session.AddProviderContext(spec);

        var context = _session.GetProviderContext(s_key);
        Assert.Same(context, _session.GetProviderContext(id));
        Assert.Same(context, Assert.Single(_engine.Policy.ProviderContexts));
        Assert.Equal((spec, id, s_key, Lifetime.Static), (context.Spec, context.Id, context.Key, context.Lifetime));
        Assert.Equal([context], _kernel.LastChange!.AddedProviderContexts);
        Assert.Empty(_kernel.LastChange.AffectedLayers);

        _session.DeleteProviderContext(s_key);

        Assert.Empty(_engine.Policy.ProviderContexts);
        Assert.Equal([context], _kernel.LastChange.DeletedProviderContexts);
    }

    [Fact]
    public void Without_a_key_the_engine_makes_one_and_ids_are_not_used_again()
    {
        var first = _session.AddProviderContext(Make.ProviderContext());
        var firstKey = _session.GetProviderContext(first).Key;
        _session.DeleteProviderContext(first);
        var second = _session.AddProviderContext(Make.ProviderContext());

        Assert.NotEqual(Guid.Empty, firstKey);
        Assert.NotEqual(firstKey, _session.GetProviderContext(second).Key);
        Assert.True(second > first);
    }

    [Fact]
    public void What_cancels_out_does_not_reach_the_kernel()
    {
        var commits = _kernel.ApplyCount;
        using var transaction = _session.BeginTransaction();
        _session.DeleteProviderContext(_session.AddProviderContext(Make.ProviderContext()));

        transaction.Commit();

        Assert.Equal(commits, _kernel.ApplyCount);
    }

    [Fact]
    public void A_dynamic_session_takes_its_provider_contexts_with_it()
    {
        using (var session = _engine.OpenSession(s_dynamic))
        {
            session.AddProviderContext(Make.ProviderContext(s_key));
            session.AddFilter(Make.CalloutFilter(s_callout) with { ProviderContext = s_key });
            Assert.Equal(Lifetime.Dynamic, _engine.Policy.FindProviderContext(s_key)!.Lifetime);
        }

        Assert.Empty(_engine.Policy.ProviderContexts);
        Assert.Equal(0, _engine.Policy.FilterCount);
    }

    [Fact]
    public void A_filter_does_not_outlive_its_provider_context()
    {
        using var owner = _engine.OpenSession(s_dynamic);
        using var other = _engine.OpenSession(s_dynamic);
        var filter = Make.CalloutFilter(s_callout) with { ProviderContext = s_key };
        owner.AddProviderContext(Make.ProviderContext(s_key));

        Refused(FwpError.LifetimeMismatch, () => _session.AddFilter(filter));
        Refused(FwpError.LifetimeMismatch, () => other.AddFilter(filter));
        Refused(FwpError.WrongSession, () => _session.DeleteProviderContext(s_key));
        owner.AddFilter(filter);
        var plain = _session.AddProviderContext(Make.ProviderContext());
        Refused(FwpError.DynamicSessionInProgress, () => owner.DeleteProviderContext(plain));
    }

    [Theory]
    [InlineData(FilterFlags.None)]
    [InlineData(FilterFlags.HasProviderContext)]
    public void The_callout_gets_the_id_of_the_provider_context(FilterFlags asked)
    {
        _session.AddProviderContext(Make.ProviderContext());
        var id = _session.AddProviderContext(Make.ProviderContext(s_key));

        var filter = _session.GetFilter(_session.AddFilter(Make.CalloutFilter(s_callout) with { ProviderContext = s_key, Flags = asked }));

        var shown = filter.ToCalloutFilter();
        Assert.Equal((id, 4U, true), (shown.Context, shown.Flags, shown.HasProviderContext));
        Assert.Equal((id, FilterFlags.HasProviderContext), (filter.CalloutContext, filter.Spec.Flags));
        Assert.Same(_session.GetProviderContext(id), filter.ProviderContext);
    }

    [Fact]
    public void A_filter_without_provider_context_shows_its_number()
    {
        var filter = _session.GetFilter(_session.AddFilter(Make.CalloutFilter(s_callout) with { Context = 99 }));

        Assert.Null(filter.ProviderContext);
        Assert.Equal((99UL, false), (filter.ToCalloutFilter().Context, filter.ToCalloutFilter().HasProviderContext));
    }

    [Fact]
    public void A_provider_context_can_be_replaced_under_its_key_with_its_filter_in_one_transaction()
    {
        _session.AddProviderContext(Make.ProviderContext(s_key));
        var old = _session.AddFilter(Make.CalloutFilter(s_callout) with { ProviderContext = s_key });
        using var transaction = _session.BeginTransaction();
        _session.DeleteFilter(old);
        _session.DeleteProviderContext(s_key);
        var replacement = _session.AddProviderContext(Make.ProviderContext(s_key));
        var filter = _session.AddFilter(Make.CalloutFilter(s_callout) with { ProviderContext = s_key });
        transaction.Commit();

        Assert.Equal(replacement, _engine.Policy.FindFilter(filter)!.CalloutContext);
        Assert.Equal([replacement], _kernel.LastChange!.AddedProviderContexts.Select(context => context.Id));
        Assert.Equal(s_key, Assert.Single(_kernel.LastChange.DeletedProviderContexts).Key);
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_call_is_refused_with_a_code_and_advice(FwpError code, string advice, Action<Session> call)
    {
        _session.AddProviderContext(Make.ProviderContext(s_key));

        var refusal = Refused(code, () => call(_session));

        Assert.Contains(advice, refusal.Message, StringComparison.Ordinal);
    }

    private static WfpException Refused(FwpError code, Action call)
    {
        var refusal = Assert.Throws<WfpException>(call);
        Assert.Equal(code, refusal.Code);
        return refusal;
    }
}
