namespace Weir.Engine.Tests.Stores;

/// <summary>A store with objects that cannot be loaded: an engine does not start, or starts without them and says so.</summary>
public sealed class UnloadableTests : IDisposable
{
    private readonly InMemoryPolicyStore _store = new();
    private readonly RecordingKernel _kernel = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public void An_engine_does_not_start_without_an_object_and_names_it()
    {
        var filter = Stored(Lasting.Filter(Guid.NewGuid()) with { Name = "guard", SubLayer = Guid.NewGuid() }, id: 1);
        Put(new StoredPolicy { Filters = [filter, Stored(Lasting.Filter(Guid.NewGuid()), id: 2)] });

        var refusal = Assert.Throws<PolicyNotLoadedException>(() => Start());

        var notLoaded = Assert.Single(refusal.Objects);
        Assert.Equal((ObjectKind.Filter, filter.Spec.Key, "guard"), (notLoaded.Kind, notLoaded.Key, notLoaded.Name));
        Assert.Contains("guard", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(FilterEngineOptions.StartWithoutUnloadable), refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, _kernel.ApplyCount);
        Assert.Equal(2, _store.Load().Filters.Length);
    }

    public static TheoryData<string> Problems => [.. s_problems.Keys];

    private static readonly Dictionary<string, (StoredPolicy Content, string Reason)> s_problems = new()
    {
        ["layer"] = (Of(Lasting.Filter(Guid.NewGuid()) with { Layer = (LayerId)9999 }), "FWP_E_LAYER_NOT_FOUND"),
        ["sublayer"] = (Of(Lasting.Filter(Guid.NewGuid()) with { SubLayer = Guid.NewGuid() }), "FWP_E_SUBLAYER_NOT_FOUND"),
        ["provider"] = (Of(Lasting.Filter(Guid.NewGuid()) with { Provider = Guid.NewGuid() }), "FWP_E_PROVIDER_NOT_FOUND"),
        ["callout"] = (
            Of(Lasting.Filter(Guid.NewGuid()) with { Action = FilterAction.CalloutUnknown, Callout = Guid.NewGuid() }), "FWP_E_CALLOUT_NOT_FOUND"),
        ["context"] = (Of(Lasting.Filter(Guid.NewGuid()) with { ProviderContext = Guid.NewGuid() }), "FWP_E_PROVIDER_CONTEXT_NOT_FOUND"),
        ["lifetime"] = (Of(Make.Filter() with { Key = Guid.NewGuid() }), "FWP_E_LIFETIME_MISMATCH"),
        ["key"] = (Of(Lasting.Filter()), "FWP_E_INVALID_PARAMETER"),
        ["id"] = (new StoredPolicy { Filters = [Stored(Lasting.Filter(Guid.NewGuid()), id: 0)] }, "FWP_E_INVALID_PARAMETER"),
        ["name"] = (Of(Lasting.Filter(Guid.NewGuid()) with { Name = "" }), "FWP_E_NULL_DISPLAY_NAME"),
        ["sublayer's lifetime"] = (new StoredPolicy { SubLayers = [new StoredSubLayer(Make.SubLayer(key: Guid.NewGuid()), 1)] }, "FWP_E_LIFETIME_MISMATCH"),
        ["built-in sublayer"] = (
            new StoredPolicy { SubLayers = [new StoredSubLayer(Lasting.SubLayer(key: SubLayers.Universal), 1)] }, "FWP_E_ALREADY_EXISTS"),
        ["context's provider"] = (
            new StoredPolicy { ProviderContexts = [new StoredProviderContext(Lasting.ProviderContext(Guid.NewGuid()) with { Provider = Guid.NewGuid() }, 1)] },
            "FWP_E_PROVIDER_NOT_FOUND"),
        ["callout's layer"] = (
            new StoredPolicy { Callouts = [Lasting.Callout(Guid.NewGuid()) with { ApplicableLayer = (LayerId)9999 }] }, "FWP_E_LAYER_NOT_FOUND"),
        ["provider's lifetime"] = (new StoredPolicy { Providers = [Make.Provider(Guid.NewGuid())] }, "FWP_E_LIFETIME_MISMATCH"),
        ["security"] = (
            new StoredPolicy { Security = [new StoredSecurity((ObjectKind)99, new SecurityDescriptor(Principal.Root))] }, "no such kind"),
    };

    [Theory]
    [MemberData(nameof(Problems))]
    public void Every_kind_of_damage_is_found_and_can_be_done_without(string problem)
    {
        var (content, reason) = s_problems[problem];
        Put(content with { Filters = content.Filters.Add(Stored(Lasting.Filter(Guid.NewGuid()) with { Name = "sound" }, id: 77)) });

        var refusal = Assert.Throws<PolicyNotLoadedException>(() => Start());
        Assert.Contains(reason, Assert.Single(refusal.Objects).Reason, StringComparison.Ordinal);

        using (var engine = Start(without: true))
        {
            Assert.Equal(refusal.Objects, engine.NotLoaded);
            Assert.Equal("sound", Assert.Single(engine.Policy.Filters).Spec.Name);
            engine.DeleteNotLoaded();
            Assert.Empty(engine.NotLoaded);
        }

        using var next = new FilterEngine(new RecordingKernel(), new FilterEngineOptions { Store = _store });
        Assert.Equal("sound", Assert.Single(next.Policy.Filters).Spec.Name);
    }

    [Fact]
    public void What_refers_to_an_object_that_is_not_loaded_is_not_loaded_either()
    {
        var provider = Guid.NewGuid();
        var subLayer = Guid.NewGuid();
        Put(new StoredPolicy
        {
            Providers = [Lasting.Provider(provider) with { Name = "\u0001" }],
            SubLayers = [new StoredSubLayer(Lasting.SubLayer(key: subLayer) with { Provider = provider }, 5)],
            Filters = [Stored(Lasting.Filter(Guid.NewGuid()) with { SubLayer = subLayer }, id: 3)],
        });

        using var engine = Start(without: true);

        Assert.Equal([ObjectKind.Provider, ObjectKind.SubLayer, ObjectKind.Filter], engine.NotLoaded.Select(notLoaded => notLoaded.Kind));
        Assert.Equal(0, engine.Policy.FilterCount);
    }

    [Fact]
    public void An_id_of_what_is_not_loaded_is_not_used_again()
    {
        Put(Of(Lasting.Filter(Guid.NewGuid()) with { SubLayer = Guid.NewGuid() }));
        using var engine = Start(without: true);
        using var session = engine.OpenSession();

        Assert.True(session.AddFilter(Make.Filter()) > _store.Load().Filters[0].Id);
    }

    [Fact]
    public void A_new_object_takes_the_place_of_one_that_is_not_loaded()
    {
        var key = Guid.NewGuid();
        Put(Of(Lasting.Filter(key) with { SubLayer = Guid.NewGuid() }));
        using (var engine = Start(without: true))
        {
            using var session = engine.OpenSession();
            session.AddFilter(Lasting.Filter(key) with { Name = "sound" });
            Assert.Empty(engine.NotLoaded);
        }

        using var next = new FilterEngine(new RecordingKernel(), new FilterEngineOptions { Store = _store });
        Assert.Equal("sound", Assert.Single(next.Policy.Filters).Spec.Name);
    }

    [Fact]
    public void A_weight_that_has_become_a_built_in_sublayers_is_moved()
    {
        var key = Guid.NewGuid();
        Put(new StoredPolicy { SubLayers = [new StoredSubLayer(Lasting.SubLayer(key: key), 0x8000)] });
        using var engine = Start();

        Assert.Equal(0x8001, engine.Policy.FindSubLayer(key)!.EffectiveWeight);
    }

    private static StoredFilter Stored(FilterSpec spec, ulong id) => new(spec, id, EffectiveWeight: 0);

    private static StoredPolicy Of(FilterSpec spec) => new() { Filters = [Stored(spec, id: 1)] };

    private void Put(StoredPolicy content)
    {
        using var transaction = _store.Prepare(new StoredPolicyChange { Added = content });
        transaction.Commit();
    }

    private FilterEngine Start(bool without = false) =>
        new(_kernel, new FilterEngineOptions { Store = _store, StartWithoutUnloadable = without });
}
