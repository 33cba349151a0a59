namespace Weir.Engine.Tests.Stores;

/// <summary>What persistent objects are when the next engine finds them in its store.</summary>
public sealed class RestartTests : IDisposable
{
    private readonly UnreliableStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Persistent_objects_of_every_kind_come_back_as_they_were()
    {
        var provider = Guid.NewGuid();
        var callout = Guid.NewGuid();
        PolicySnapshot before;
        using (var engine = Start())
        {
            using var session = engine.OpenSession();
            session.AddProvider(Lasting.Provider(provider) with { ServiceName = "guard", ProviderData = [1, 2] });
            session.AddProviderContext(Lasting.ProviderContext() with { Provider = provider, Data = [3] });
            session.AddSubLayer(Lasting.SubLayer(weight: 7));
            var moved = session.AddSubLayer(Lasting.SubLayer(weight: 7) with { FailMode = FailMode.Closed });
            session.AddCallout(Lasting.Callout(callout) with { Provider = provider, UsesProviderContext = true });
            session.AddFilter(Lasting.Filter() with
            {
                SubLayer = moved,
                Weight = FilterWeight.Range(3),
                Conditions = [FilterCondition.RemoteAddress(System.Net.IPAddress.Parse("168.63.129.16"))],
            });
            session.AddFilter(Lasting.Filter() with
            {
                Provider = provider,
                Action = FilterAction.CalloutTerminating,
                Callout = callout,
                ProviderContext = session.Policy.ProviderContexts.Single().Key,
            });
            before = engine.Policy;
        }

        var kernel = new RecordingKernel();
        using var next = Start(kernel);

        Assert.Same(kernel.Enforced, next.Policy);
        Assert.Equal(1, kernel.ApplyCount);
        Assert.Equal(before.Providers.Select(Shown), next.Policy.Providers.Select(Shown));
        Assert.Equal(before.ProviderContexts.Select(Shown), next.Policy.ProviderContexts.Select(Shown));
        Assert.Equal(before.SubLayersByWeight.Select(Shown), next.Policy.SubLayersByWeight.Select(Shown));
        Assert.Equal(before.Callouts.Select(Shown), next.Policy.Callouts.Select(Shown));
        Assert.Equal(before.Filters.Select(Shown), next.Policy.Filters.Select(Shown));
        Assert.All(next.Policy.Filters, filter => Assert.True(filter.IsEnforced));
    }

    [Fact]
    public void Static_and_dynamic_objects_do_not_reach_the_store()
    {
        using (var engine = Start())
        {
            using var session = engine.OpenSession();
            using var dynamic = engine.OpenSession(new SessionOptions { Dynamic = true });
            session.AddFilter(Make.Filter(subLayer: session.AddSubLayer(Make.SubLayer())));
            dynamic.AddFilter(Make.Filter(subLayer: dynamic.AddSubLayer(Make.SubLayer())));
        }

        Assert.Equal(0, _store.CommitCount);
        using var next = Start();
        Assert.Equal(0, next.Policy.FilterCount);
    }

    [Fact]
    public void A_deleted_object_does_not_come_back()
    {
        var key = Guid.NewGuid();
        using (var engine = Start())
        {
            using var session = engine.OpenSession();
            session.AddFilter(Lasting.Filter(key));
            session.AddFilter(Lasting.Filter());
            session.DeleteFilter(key);
        }

        using var next = Start();
        Assert.NotEqual(key, Assert.Single(next.Policy.Filters).Key);
    }

    [Fact]
    public void What_was_replaced_under_its_key_comes_back_as_the_replacement()
    {
        var key = Guid.NewGuid();
        using (var engine = Start())
        {
            using var session = engine.OpenSession();
            session.AddFilter(Lasting.Filter(key));
            using var transaction = session.BeginTransaction();
            session.DeleteFilter(key);
            session.AddFilter(Lasting.Filter(key) with { Action = FilterAction.Permit });
            transaction.Commit();
        }

        using var next = Start();
        Assert.Equal(FilterAction.Permit, Assert.Single(next.Policy.Filters).Spec.Action);
    }

    [Fact]
    public void A_commit_is_one_store_transaction()
    {
        using var engine = Start();
        using var session = engine.OpenSession();
        using var transaction = session.BeginTransaction();
        var subLayer = session.AddSubLayer(Lasting.SubLayer());
        session.AddFilter(Lasting.Filter() with { SubLayer = subLayer });
        session.AddFilter(Make.Filter());

        Assert.Equal(0, _store.CommitCount);
        transaction.Commit();

        Assert.Equal(1, _store.CommitCount);
        Assert.Single(_store.LastChange!.Added.SubLayers);
        Assert.Single(_store.LastChange.Added.Filters);
    }

    [Fact]
    public void Ids_go_on_above_those_of_the_store()
    {
        ulong filter;
        ulong context;
        using (var engine = Start())
        {
            using var session = engine.OpenSession();
            session.AddFilter(Make.Filter());
            filter = session.AddFilter(Lasting.Filter());
            session.AddProviderContext(Make.ProviderContext());
            context = session.AddProviderContext(Lasting.ProviderContext());
        }

        using var next = Start();
        using var later = next.OpenSession();
        Assert.Equal(filter, Assert.Single(next.Policy.Filters).Id);
        Assert.True(later.AddFilter(Make.Filter()) > filter);
        Assert.Equal(context, Assert.Single(next.Policy.ProviderContexts).Id);
        Assert.True(later.AddProviderContext(Make.ProviderContext()) > context);
    }

    [Fact]
    public void Security_descriptors_come_back_whether_set_on_the_engine_a_container_or_an_object()
    {
        var descriptor = new SecurityDescriptor(Principal.User(1000), AccessControlEntry.Allow(Principal.Everyone, AccessRights.Read));
        var key = Guid.NewGuid();
        var provider = Guid.NewGuid();
        using (var engine = Start())
        {
            using var session = engine.OpenSession();
            session.AddProvider(Lasting.Provider(provider));
            session.AddFilter(Lasting.Filter(key) with { Provider = provider });
            session.SetSecurity(descriptor);
            session.SetSecurity(ObjectKind.SubLayer, descriptor);
            session.SetSecurity(ObjectKind.Callout, descriptor);
            session.SetSecurity(ObjectKind.Callout, null);
            session.SetSecurity(ObjectKind.Filter, key, descriptor);
            session.SetSecurity(ObjectKind.Provider, provider, descriptor);
        }

        using (var next = Start())
        {
            using var session = next.OpenSession();
            Assert.Equal(descriptor, session.GetSecurity());
            Assert.Equal(descriptor, session.GetSecurity(ObjectKind.SubLayer));
            Assert.Equal(descriptor, session.GetSecurity(ObjectKind.Filter, key));
            Assert.Equal(descriptor, session.GetSecurity(ObjectKind.Provider, provider));
            session.SetSecurity(null);
            Assert.NotEqual(descriptor, session.GetSecurity(ObjectKind.Callout));
            session.SetSecurity(ObjectKind.Filter, key, null);
        }

        using var last = Start();
        using var reader = last.OpenSession();
        Assert.NotEqual(descriptor, reader.GetSecurity());
        Assert.NotEqual(descriptor, reader.GetSecurity(ObjectKind.Filter, key));
    }

    [Theory]
    [InlineData(true, "guard", true)]
    [InlineData(false, "guard", false)]
    [InlineData(false, "", true)]
    public void Filters_of_a_provider_whose_service_is_not_enabled_are_kept_and_not_enforced(bool isEnabled, string service, bool isEnforced)
    {
        var provider = Guid.NewGuid();
        using (var engine = Start())
        {
            using var session = engine.OpenSession();
            session.AddProvider(Lasting.Provider(provider) with { ServiceName = service });
            var id = session.AddFilter(Lasting.Filter() with { Provider = provider });
            Assert.True(session.GetFilter(id).IsEnforced);
        }

        using (var next = Start(isServiceEnabled: _ => isEnabled))
        {
            using var session = next.OpenSession();
            var filter = Assert.Single(next.Policy.Filters);
            Assert.Equal(isEnforced, filter.IsEnforced);
            Assert.Equal(!isEnforced, filter.Spec.Flags.HasFlag(FilterFlags.Disabled));
            Assert.Equal(!isEnforced, session.GetProvider(provider).IsDisabled);
            Assert.Equal(isEnforced ? 1 : 0, next.Policy.FiltersInOrder(LayerId.OutboundTransportV4, SubLayers.Universal).Count);
            session.SetSecurity(ObjectKind.Filter, filter.Key, new SecurityDescriptor(Principal.Root));
        }

        using var last = Start(isServiceEnabled: _ => true);
        Assert.True(Assert.Single(last.Policy.Filters).IsEnforced);
    }

    private static (object Spec, Lifetime Lifetime) Shown(InstalledProvider provider) => (provider.Spec, provider.Lifetime);

    private static (object Spec, ulong Id, Lifetime Lifetime) Shown(InstalledProviderContext context) => (context.Spec, context.Id, context.Lifetime);

    private static (object Spec, ushort Weight, Lifetime Lifetime) Shown(InstalledSubLayer subLayer) =>
        (subLayer.Spec, subLayer.EffectiveWeight, subLayer.Lifetime);

    private static (object Spec, Lifetime Lifetime) Shown(InstalledCallout callout) => (callout.Spec, callout.Lifetime);

    private static (object Spec, ulong Id, ulong Weight, ushort SubLayerWeight, ulong Context, Lifetime Lifetime) Shown(InstalledFilter filter) =>
        (filter.Spec, filter.Id, filter.EffectiveWeight, filter.SubLayerWeight, filter.CalloutContext, filter.Lifetime);

    private FilterEngine Start(RecordingKernel? kernel = null, Func<string, bool>? isServiceEnabled = null) =>
        new(kernel ?? new RecordingKernel(), new FilterEngineOptions { Store = _store, IsServiceEnabled = isServiceEnabled });
}
