using Weir.Engine.Tests.Stores;

namespace Weir.Engine.Tests.Sessions;

/// <summary>Which object may refer to which, and who may delete what: every cell of both tables.</summary>
public sealed class LifetimeTests : IDisposable
{
    /// <summary>The references there are, as "who names what".</summary>
    private static readonly string[] s_references =
    [
        "sublayer names provider", "context names provider", "callout names provider", "filter names provider",
        "filter names sublayer", "filter names callout", "filter names context",
    ];

    /// <summary>
    /// Rows: what refers. Columns: what is referred to. A persistent object is one without a provider, of the same provider, or of another
    /// one; a provider itself is only ever "without". There is no dynamic object that a static or persistent one's session owns.
    /// </summary>
    private static readonly string[] s_allowed =
    [
        "             own-dynamic other-dynamic static persistent same-provider other-provider",
        "dynamic      yes         no            yes    yes        yes           yes",
        "static       -           no            yes    yes        yes           yes",
        "persistent   -           no            no     yes        yes           no",
        "boot-time    -           no            no     yes        yes           no",
    ];

    private static readonly Guid s_target = Guid.NewGuid();

    private readonly FilterEngine _engine;
    private readonly Session _plain;
    private readonly Session _dynamic;
    private readonly Session _otherDynamic;
    private readonly Guid _provider;
    private readonly Guid _otherProvider;

    public LifetimeTests()
    {
        _engine = new FilterEngine(new RecordingKernel());
        _plain = _engine.OpenSession();
        _dynamic = _engine.OpenSession(new SessionOptions { Dynamic = true });
        _otherDynamic = _engine.OpenSession(new SessionOptions { Dynamic = true });
        _provider = _plain.AddProvider(Lasting.Provider());
        _otherProvider = _plain.AddProvider(Lasting.Provider());
    }

    public void Dispose() => _engine.Dispose();

    public static TheoryData<string, string, string, bool> References()
    {
        var data = new TheoryData<string, string, string, bool>();
        var targets = Split(s_allowed[0]);
        foreach (var reference in s_references)
        {
            foreach (var row in s_allowed.Skip(1).Select(Split))
            {
                for (var i = 0; i < targets.Length; i++)
                {
                    var isOfProvider = targets[i].EndsWith("-provider", StringComparison.Ordinal);
                    var isOnlyForFilters = row[0] == "boot-time";
                    if (row[i + 1] != "-"
                        && !(isOfProvider && reference.EndsWith("provider", StringComparison.Ordinal))
                        && !(isOnlyForFilters && !reference.StartsWith("filter", StringComparison.Ordinal)))
                    {
                        data.Add(reference, row[0], targets[i], row[i + 1] == "yes");
                    }
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(References))]
    public void A_reference_may_not_outlive_its_target(string reference, string referrer, string target, bool isAllowed)
    {
        var targetKind = Split(reference)[2];
        AddTarget(targetKind, target);

        Action add = () => AddReferrer(Split(reference)[0], referrer, targetKind);

        if (isAllowed)
        {
            add();
        }
        else
        {
            Refused(FwpError.LifetimeMismatch, add);
        }
    }

    [Theory]
    [InlineData("dynamic")]
    [InlineData("static")]
    [InlineData("persistent")]
    [InlineData("boot-time")]
    public void Built_in_objects_may_be_named_by_all(string referrer) =>
        SessionOf(referrer).AddFilter(Make.Filter(subLayer: SubLayers.Universal) with { Flags = FlagsOf(referrer) });

    [Fact]
    public void A_persistent_object_without_a_provider_may_not_name_one_that_has_one()
    {
        var subLayer = _plain.AddSubLayer(Lasting.SubLayer() with { Provider = _provider });

        Refused(FwpError.LifetimeMismatch, () => _plain.AddFilter(Lasting.Filter() with { SubLayer = subLayer }));
        _plain.AddFilter(Make.Filter(subLayer: subLayer));
    }

    [Theory]
    [InlineData("provider")]
    [InlineData("context")]
    [InlineData("sublayer")]
    [InlineData("callout")]
    [InlineData("filter")]
    public void A_dynamic_session_adds_nothing_persistent(string kind)
    {
        Refused(FwpError.LifetimeMismatch, () => Add(_dynamic, kind, s_target, isPersistent: true));
        Add(_dynamic, kind, s_target, isPersistent: false);
        Assert.Equal(Lifetime.Dynamic, LifetimeOf(kind));
    }

    [Fact]
    public void A_dynamic_session_adds_no_boot_time_filter() =>
        Refused(FwpError.LifetimeMismatch, () => _dynamic.AddFilter(Lasting.BootTimeFilter()));

    [Fact]
    public void A_filter_is_not_persistent_and_boot_time_at_once() =>
        Refused(FwpError.InvalidFlags, () => _plain.AddFilter(Make.Filter() with { Flags = FilterFlags.Persistent | FilterFlags.BootTime }));

    [Fact]
    public void Boot_time_filters_are_for_layers_of_the_kernel()
    {
        var layer = Layers.All.First(layer => !layer.Flags.HasFlag(LayerFlags.Kernel));
        Refused(FwpError.IncompatibleLayer, () => _plain.AddFilter(Lasting.BootTimeFilter() with { Layer = layer.Id }));
        _plain.AddFilter(Lasting.Filter() with { Layer = layer.Id });
    }

    [Theory]
    [InlineData(FilterFlags.Disabled)]
    [InlineData(FilterFlags.Indexed)]
    public void What_the_engine_says_of_a_filter_cannot_be_asked_for(FilterFlags flag) =>
        Refused(FwpError.InvalidFlags, () => _plain.AddFilter(Make.Filter() with { Flags = flag }));

    [Fact]
    public void A_persistent_provider_context_has_no_payload() => Refused(
        FwpError.InvalidParameter, () => _plain.AddProviderContext(Lasting.ProviderContext() with { Payload = new object() }));

    public static TheoryData<string, string, string, FwpError?> Deletions()
    {
        string[] table =
        [
            "          own-dynamic other-dynamic  static                     persistent",
            "dynamic   ok          WrongSession   DynamicSessionInProgress   DynamicSessionInProgress",
            "static    -           WrongSession   ok                         ok",
        ];
        var data = new TheoryData<string, string, string, FwpError?>();
        foreach (var kind in (string[])["provider", "context", "sublayer", "callout", "filter"])
        {
            foreach (var row in table.Skip(1).Select(Split))
            {
                foreach (var (target, outcome) in Split(table[0]).Zip(row.Skip(1)).Where(cell => cell.Second != "-"))
                {
                    data.Add(kind, row[0], target, outcome == "ok" ? null : Enum.Parse<FwpError>(outcome));
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Deletions))]
    public void Objects_are_deleted_by_those_who_may(string kind, string deleter, string target, FwpError? refusal)
    {
        AddTarget(kind, target);

        Action delete = () => Delete(SessionOf(deleter), kind);

        if (refusal is { } code)
        {
            Refused(code, delete);
            Assert.NotNull(LifetimeOf(kind));
        }
        else
        {
            delete();
            Assert.Null(LifetimeOf(kind));
        }
    }

    [Theory]
    [InlineData("dynamic")]
    [InlineData("static")]
    public void Nobody_deletes_what_is_built_in(string deleter) =>
        Refused(FwpError.BuiltinObject, () => SessionOf(deleter).DeleteSubLayer(SubLayers.Universal));

    [Fact]
    public void When_a_dynamic_session_ends_its_objects_go_though_they_refer_to_each_other()
    {
        using (_dynamic.BeginTransaction())
        {
            Build();
        }

        Assert.Equal(2, _engine.Policy.Providers.Count());
        using (var transaction = _dynamic.BeginTransaction())
        {
            Build();
            transaction.Commit();
        }

        _dynamic.Dispose();

        Assert.Equal(2, _engine.Policy.Providers.Count());
        Assert.Empty(_engine.Policy.ProviderContexts);
        Assert.Empty(_engine.Policy.Callouts);
        Assert.Equal(0, _engine.Policy.FilterCount);
        Assert.All(_engine.Policy.SubLayersByWeight, subLayer => Assert.Equal(Lifetime.BuiltIn, subLayer.Lifetime));

        void Build()
        {
            var provider = _dynamic.AddProvider(Make.Provider());
            var context = Guid.NewGuid();
            var callout = Guid.NewGuid();
            _dynamic.AddProviderContext(Make.ProviderContext(context) with { Provider = provider });
            _dynamic.AddCallout(Make.Callout(callout) with { Provider = provider, UsesProviderContext = true });
            _dynamic.AddFilter(Make.CalloutFilter(callout) with
            {
                Provider = provider,
                SubLayer = _dynamic.AddSubLayer(Make.SubLayer() with { Provider = provider }),
                ProviderContext = context,
            });
        }
    }

    [Fact]
    public void There_are_as_many_sublayers_as_weights()
    {
        using var transaction = _plain.BeginTransaction();
        var free = ushort.MaxValue + 1 - _engine.Policy.SubLayersByWeight.Count();
        for (var i = 0; i < free; i++)
        {
            _plain.AddSubLayer(Make.SubLayer());
        }

        Refused(FwpError.TooManySublayers, () => _plain.AddSubLayer(Make.SubLayer()));
        transaction.Commit();
        Assert.Equal(ushort.MaxValue + 1, _engine.Policy.SubLayersByWeight.Select(subLayer => subLayer.EffectiveWeight).Distinct().Count());
    }

    [Fact]
    public void There_are_at_most_100_000_callouts()
    {
        using var transaction = _plain.BeginTransaction();
        for (var i = 0; i < 100_000; i++)
        {
            _plain.AddCallout(Make.Callout());
        }

        Refused(FwpError.TooManyCallouts, () => _plain.AddCallout(Make.Callout()));
    }

    private static string[] Split(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static FilterFlags FlagsOf(string lifetime) => lifetime switch
    {
        "persistent" => FilterFlags.Persistent,
        "boot-time" => FilterFlags.BootTime,
        _ => FilterFlags.None,
    };

    private Session SessionOf(string lifetime) => lifetime == "dynamic" ? _dynamic : _plain;

    private void AddTarget(string kind, string lifetime)
    {
        var session = lifetime switch
        {
            "own-dynamic" => _dynamic,
            "other-dynamic" => _otherDynamic,
            _ => _plain,
        };
        var provider = lifetime switch
        {
            "same-provider" => _provider,
            "other-provider" => _otherProvider,
            _ => Guid.Empty,
        };
        Add(session, kind, s_target, isPersistent: session == _plain && lifetime != "static", provider);
    }

    private void AddReferrer(string kind, string lifetime, string target)
    {
        var session = SessionOf(lifetime);
        if (kind == "filter")
        {
            session.AddFilter(FilterNaming(target) with { Flags = FlagsOf(lifetime) });
        }
        else
        {
            Add(session, kind, Guid.NewGuid(), isPersistent: lifetime == "persistent", provider: s_target);
        }
    }

    private FilterSpec FilterNaming(string target) => target switch
    {
        "provider" => Make.Filter() with { Provider = s_target },
        "sublayer" => Make.Filter(subLayer: s_target) with { Provider = _provider },
        "callout" => Make.CalloutFilter(s_target) with { Provider = _provider },
        _ => Make.Filter() with { ProviderContext = s_target, Provider = _provider },
    };

    private static void Add(Session session, string kind, Guid key, bool isPersistent, Guid provider = default)
    {
        switch (kind)
        {
            case "provider":
                session.AddProvider(Make.Provider(key) with { Persistent = isPersistent });
                break;
            case "context":
                session.AddProviderContext(Make.ProviderContext(key) with { Persistent = isPersistent, Provider = provider });
                break;
            case "sublayer":
                session.AddSubLayer(Make.SubLayer(key: key) with { Persistent = isPersistent, Provider = provider });
                break;
            case "callout":
                session.AddCallout(Make.Callout(key) with { Persistent = isPersistent, Provider = provider });
                break;
            default:
                session.AddFilter(Make.Filter() with { Key = key, Flags = isPersistent ? FilterFlags.Persistent : FilterFlags.None });
                break;
        }
    }

    private static void Delete(Session session, string kind)
    {
        switch (kind)
        {
            case "provider":
                session.DeleteProvider(s_target);
                break;
            case "context":
                session.DeleteProviderContext(s_target);
                break;
            case "sublayer":
                session.DeleteSubLayer(s_target);
                break;
            case "callout":
                session.DeleteCallout(s_target);
                break;
            default:
                session.DeleteFilter(s_target);
                break;
        }
    }

    private Lifetime? LifetimeOf(string kind) => kind switch
    {
        "provider" => _engine.Policy.FindProvider(s_target)?.Lifetime,
        "context" => _engine.Policy.FindProviderContext(s_target)?.Lifetime,
        "sublayer" => _engine.Policy.FindSubLayer(s_target)?.Lifetime,
        "callout" => _engine.Policy.FindCallout(s_target)?.Lifetime,
        _ => _engine.Policy.FindFilter(s_target)?.Lifetime,
    };

    private static void Refused(FwpError code, Action call) => Assert.Equal(code, Assert.Throws<WfpException>(call).Code);
}
