namespace Weir.Engine.Tests;

/// <summary>Provider contexts with classify options, and where filters may name them.</summary>
public sealed class ClassifyOptionsTests : IDisposable
{
    private static readonly Guid s_options = Guid.NewGuid();
    private static readonly Guid s_general = Guid.NewGuid();

    private readonly FilterEngine _engine = new(new ManagedEngine());
    private readonly Session _session;

    public ClassifyOptionsTests() => _session = _engine.OpenSession();

    /// <summary>Options that are refused: the code and what the text advises.</summary>
    public static TheoryData<ClassifyOptions, FwpError, string> Refusals() => new()
    {
        { new ClassifyOptions(), FwpError.ZeroLengthArray, "Set at least one option" },
        { new ClassifyOptions { MulticastState = (MulticastState)3 }, FwpError.InvalidEnumerator, "3 is not a value of MulticastState" },
        { new ClassifyOptions { UnicastLifetime = TimeSpan.Zero }, FwpError.OutOfBounds, "UnicastLifetime is 00:00:00. Use a whole number of seconds" },
        { new ClassifyOptions { UnicastLifetime = TimeSpan.FromSeconds(-1) }, FwpError.OutOfBounds, "from 1 to 4294967295" },
        { new ClassifyOptions { UnicastLifetime = TimeSpan.FromSeconds(4294967296) }, FwpError.OutOfBounds, "from 1 to 4294967295" },
        { new ClassifyOptions { MulticastLifetime = TimeSpan.FromMilliseconds(1500) }, FwpError.OutOfBounds, "MulticastLifetime is 00:00:01.5" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Options_that_make_no_sense_are_refused(ClassifyOptions options, FwpError code, string advice)
    {
        var refusal = Assert.Throws<WfpException>(() => _session.AddProviderContext(Make.ProviderContext() with { ClassifyOptions = options }));

        Assert.Equal(code, refusal.Code);
        Assert.Contains(advice, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_context_holds_one_thing()
    {
        var options = new ClassifyOptions { LocalOnlyMapping = true };
        ProviderContextSpec[] specs =
        [
            Make.ProviderContext() with { ClassifyOptions = options, Data = [1] },
            Make.ProviderContext() with { ClassifyOptions = options, Payload = "text" },
        ];
        foreach (var spec in specs)
        {
            var refusal = Assert.Throws<WfpException>(() => _session.AddProviderContext(spec));
            Assert.Equal(FwpError.InvalidParameter, refusal.Code);
            Assert.Contains("Set one of them", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_type_says_what_a_context_holds()
    {
        AddContexts();

        Assert.Equal(ProviderContextType.ClassifyOptions, _session.GetProviderContext(s_options).Spec.Type);
        Assert.Equal(TimeSpan.FromSeconds(30), _session.GetProviderContext(s_options).Spec.ClassifyOptions?.UnicastLifetime);
        Assert.Equal(ProviderContextType.General, _session.GetProviderContext(s_general).Spec.Type);
    }

    /// <summary>Of all layers, only those where flows are authorised take classify options.</summary>
    [Fact]
    public void Options_are_named_where_flows_are_authorised()
    {
        AddContexts();
        List<LayerId> accepted = [];
        foreach (var layer in Layers.All)
        {
            var key = Guid.NewGuid();
            _session.AddCallout(new CalloutSpec { Key = key, Name = "callout", ApplicableLayer = layer.Id, UsesProviderContext = true });
            try
            {
                _session.AddFilter(FilterAt(layer.Id, key, s_options));
                accepted.Add(layer.Id);
            }
            catch (WfpException refusal)
            {
                Assert.Equal(FwpError.ContextIncompatibleWithLayer, refusal.Code);
                Assert.Contains(layer.Name, refusal.Message, StringComparison.Ordinal);
                Assert.Contains("Put the filter at ALE_AUTH_CONNECT", refusal.Message, StringComparison.Ordinal);
            }
        }

        Assert.Equal(
            [LayerId.AleAuthConnectV4, LayerId.AleAuthConnectV6, LayerId.AleAuthRecvAcceptV4, LayerId.AleAuthRecvAcceptV6],
            accepted.OrderBy(layer => layer.ToString(), StringComparer.Ordinal));
    }

    [Fact]
    public void A_callout_that_sets_options_needs_some()
    {
        AddContexts();
        _session.AddCallout(new CalloutSpec
        {
            Key = BuiltInCallouts.SetOptionsAuthConnectLayerV4,
            Name = "set options",
            ApplicableLayer = LayerId.AleAuthConnectV4,
            UsesProviderContext = true,
        });

        var refusal = Assert.Throws<WfpException>(
            () => _session.AddFilter(FilterAt(LayerId.AleAuthConnectV4, BuiltInCallouts.SetOptionsAuthConnectLayerV4, s_general)));
        Assert.Equal(FwpError.ProviderContextMismatch, refusal.Code);
        Assert.Contains("Name a context with ClassifyOptions", refusal.Message, StringComparison.Ordinal);

        _session.AddFilter(FilterAt(LayerId.AleAuthConnectV4, BuiltInCallouts.SetOptionsAuthConnectLayerV4, s_options));
        Assert.Equal(1, _engine.Policy.FilterCount);
    }

    public void Dispose()
    {
        _session.Dispose();
        _engine.Dispose();
    }

    private static FilterSpec FilterAt(LayerId layer, Guid callout, Guid context) => new()
    {
        Name = "filter",
        Layer = layer,
        Action = FilterAction.CalloutInspection,
        Callout = callout,
        ProviderContext = context,
    };

    private void AddContexts()
    {
        _session.AddProviderContext(Make.ProviderContext(s_options) with { ClassifyOptions = new ClassifyOptions { UnicastLifetime = TimeSpan.FromSeconds(30) } });
        _session.AddProviderContext(Make.ProviderContext(s_general) with { Data = [1, 2, 3] });
    }
}
