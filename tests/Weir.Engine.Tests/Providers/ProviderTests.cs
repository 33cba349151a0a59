namespace Weir.Engine.Tests;

/// <summary>Providers in sessions and transactions, and the objects that name them.</summary>
public sealed class ProviderTests : IDisposable
{
    private static readonly SessionOptions s_dynamic = new() { Dynamic = true };
    private static readonly Guid s_key = Guid.NewGuid();

    private readonly RecordingKernel _kernel = new();
    private readonly FilterEngine _engine;
    private readonly Session _session;

    public ProviderTests()
    {
        _engine = new FilterEngine(_kernel);
        _session = _engine.OpenSession();
    }

    /// <summary>The kinds of objects that can name a provider.</summary>
    public static TheoryData<string> Kinds => ["Sublayer", "Callout", "Provider context", "Filter"];

    public void Dispose()
    {
        _session.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void A_provider_is_added_found_and_deleted()
    {
        var spec = Make.Provider(s_key) with { ServiceName = "office.service", ProviderData = [1, 2, 3] };
        Assert.Equal(s_key, _session.AddProvider(spec));

        var provider = _session.GetProvider(s_key);
        Assert.Same(provider, Assert.Single(_engine.Policy.Providers));
        Assert.Equal((spec, s_key, Lifetime.Static), (provider.Spec, provider.Key, provider.Lifetime));
        Assert.Equal([provider], _kernel.LastChange!.AddedProviders);
        Assert.Empty(_kernel.LastChange.AffectedLayers);

        _session.DeleteProvider(s_key);

        Assert.Empty(_engine.Policy.Providers);
        Assert.Equal([provider], _kernel.LastChange.DeletedProviders);
    }

    [Fact]
    public void Providers_are_listed_by_name()
    {
        string[] names = ["b", "C", "a"];
        foreach (var name in names)
        {
            Assert.NotEqual(Guid.Empty, _session.AddProvider(Make.Provider() with { Name = name }));
        }

        Assert.Equal(["C", "a", "b"], _engine.Policy.Providers.Select(provider => provider.Spec.Name));
    }

    [Fact]
    public void What_cancels_out_does_not_reach_the_kernel()
    {
        using var transaction = _session.BeginTransaction();
        _session.AddProvider(Make.Provider(s_key));
        _session.DeleteProvider(s_key);

        transaction.Commit();

        Assert.Equal(0, _kernel.ApplyCount);
    }

    [Fact]
    public void A_dynamic_session_takes_its_providers_with_it()
    {
        using (var session = _engine.OpenSession(s_dynamic))
        {
            session.AddProvider(Make.Provider(s_key));
            foreach (var kind in Kinds)
            {
                Add(session, kind, s_key);
            }

            Assert.Equal(Lifetime.Dynamic, _engine.Policy.FindProvider(s_key)!.Lifetime);
        }

        Assert.Empty(_engine.Policy.Providers);
        Assert.Empty(_engine.Policy.Callouts);
        Assert.Equal(PolicySnapshot.Initial.SubLayersByWeight, _engine.Policy.SubLayersByWeight);
    }

    [Fact]
    public void Providers_are_refused()
    {
        _session.AddProvider(Make.Provider(s_key));

        Refused(FwpError.NullDisplayName, () => _session.AddProvider(Make.Provider() with { Name = "" }));
        Refused(FwpError.InvalidParameter, () => _session.AddProvider(Make.Provider() with { Description = "\0" }));
        Refused(FwpError.InvalidParameter, () => _session.AddProvider(Make.Provider() with { ServiceName = "bell\a" }));
        Refused(FwpError.AlreadyExists, () => _session.AddProvider(Make.Provider(s_key)));
        Refused(FwpError.ProviderNotFound, () => _session.GetProvider(Guid.NewGuid()));
        Refused(FwpError.ProviderNotFound, () => _session.DeleteProvider(Guid.NewGuid()));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_provider_that_an_object_names_must_exist(string kind)
    {
        var refusal = Refused(FwpError.ProviderNotFound, () => Add(_session, kind, s_key));

        Assert.StartsWith($"{kind} 'test {kind.ToLowerInvariant()}': there is no provider {s_key}. Add it first", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, _kernel.ApplyCount);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_provider_cannot_be_deleted_while_an_object_names_it(string kind)
    {
        _session.AddProvider(Make.Provider(s_key));
        var delete = Add(_session, kind, s_key);

        var refusal = Refused(FwpError.InUse, () => _session.DeleteProvider(s_key));
        Assert.Contains($"{kind.ToLowerInvariant()} 'test {kind.ToLowerInvariant()}' (", refusal.Message, StringComparison.Ordinal);

        delete();
        _session.DeleteProvider(s_key);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_object_does_not_outlive_its_provider(string kind)
    {
        using var owner = _engine.OpenSession(s_dynamic);
        using var other = _engine.OpenSession(s_dynamic);
        owner.AddProvider(Make.Provider(s_key));

        var refusal = Refused(FwpError.LifetimeMismatch, () => Add(_session, kind, s_key));
        Assert.StartsWith(
            $"{kind} 'test {kind.ToLowerInvariant()}' would outlive provider 'test provider'", refusal.Message, StringComparison.Ordinal);
        Refused(FwpError.LifetimeMismatch, () => Add(other, kind, s_key));
        Refused(FwpError.WrongSession, () => _session.DeleteProvider(s_key));

        Add(owner, kind, s_key);
        var plain = _session.AddProvider(Make.Provider());
        Add(owner, kind, plain);
        Refused(FwpError.DynamicSessionInProgress, () => owner.DeleteProvider(plain));
    }

    /// <summary>Adds an object of the kind, and returns what deletes it again.</summary>
    private static Action Add(Session session, string kind, Guid provider)
    {
        switch (kind)
        {
            case "Sublayer":
                var subLayer = session.AddSubLayer(Make.SubLayer() with { Provider = provider });
                return () => session.DeleteSubLayer(subLayer);
            case "Callout":
                var callout = session.AddCallout(Make.Callout() with { Provider = provider });
                return () => session.DeleteCallout(callout);
            case "Provider context":
                var context = session.AddProviderContext(Make.ProviderContext() with { Provider = provider });
                return () => session.DeleteProviderContext(context);
            default:
                var filter = session.AddFilter(Make.Filter() with { Provider = provider });
                return () => session.DeleteFilter(filter);
        }
    }

    private static WfpException Refused(FwpError code, Action call)
    {
        var refusal = Assert.Throws<WfpException>(call);
        Assert.Equal(code, refusal.Code);
        return refusal;
    }
}
