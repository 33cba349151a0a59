namespace Weir.Engine.Tests.BuiltIn;

/// <summary>What the kernel-mode engine cannot do is refused when it is asked for, by name.</summary>
public sealed class KernelModeRefusalTests
{
    [Fact]
    public void A_filter_is_refused_at_a_layer_where_nothing_is_classified()
    {
        using var engine = new FilterEngine(new PartialKernel());
        using var session = engine.OpenSession();

        var refusal = Assert.Throws<WfpException>(() => session.AddFilter(Make.Filter(layer: LayerId.AleAuthConnectV6)));

        Assert.Equal((FwpError.IncompatibleLayer, "test filter"), (refusal.Code, refusal.ObjectName));
        Assert.Contains("does not classify at ALE_AUTH_CONNECT_V6: it swims in one stream.", refusal.Message);
        Assert.Empty(engine.Policy.Filters);
        session.AddFilter(Make.Filter(layer: LayerId.StreamV4));
    }

    [Fact]
    public void A_condition_is_refused_on_a_field_that_never_has_a_value_unless_it_asks_for_none()
    {
        using var engine = new FilterEngine(new PartialKernel());
        using var session = engine.OpenSession();

        var refusal = Assert.Throws<WfpException>(() => session.AddFilter(With(
            FilterCondition.RemotePort(80), new FilterCondition(Fields.UserId, FilterMatchType.Equal, FilterValue.UInt32(1000)))));

        Assert.Equal((FwpError.ConditionNotFound, "test filter"), (refusal.Code, refusal.ObjectName));
        Assert.Contains("condition 2", refusal.Message);
        Assert.Contains("never has a value for USER_ID at STREAM_V4: it looks at ports only.", refusal.Message);
        Assert.Empty(engine.Policy.Filters);
        session.AddFilter(With(
            FilterCondition.RemotePort(80), new FilterCondition(Fields.UserId, FilterMatchType.Equal, FilterValue.Empty)));
    }

    [Fact]
    public void A_stored_filter_that_cannot_be_enforced_is_told_when_the_engine_starts()
    {
        var store = new InMemoryPolicyStore();
        using (var engine = new FilterEngine(new ManagedEngine(), new FilterEngineOptions { Store = store }))
        {
            using var session = engine.OpenSession();
            session.AddFilter(Make.Filter(layer: LayerId.AleAuthListenV4) with { Flags = FilterFlags.Persistent });
        }

        var refusal = Assert.Throws<PolicyNotLoadedException>(() =>
            new FilterEngine(new PartialKernel(), new FilterEngineOptions { Store = store }));

        Assert.Contains("ALE_AUTH_LISTEN_V4: it swims in one stream", Assert.Single(refusal.Objects).Reason);
    }

    /// <summary>The managed engine has no packets of its own, so it takes whatever it is given.</summary>
    [Fact]
    public void The_managed_engine_classifies_at_every_layer_and_on_every_field()
    {
        var kernel = new ManagedEngine();
        using var engine = new FilterEngine(kernel);
        using var session = engine.OpenSession();
        foreach (var layer in Layers.All)
        {
            Assert.Null(((IKernelModeEngine)kernel).WhyNotClassified(layer));
            Assert.All(layer.Fields, field => Assert.Null(((IKernelModeEngine)kernel).WhyNotSupplied(layer, field)));
            var id = session.AddFilter(Make.Filter(
                layer: layer.Id,
                conditions: [.. layer.Fields.Select(field => new FilterCondition(field.Key, FilterMatchType.Equal, FilterValue.Empty))]));

            var result = kernel.Classify(new FieldValues(layer.Id));

            Assert.Equal((Verdict.Block, id), (result.Verdict, result.FilterId));
        }
    }

    private static FilterSpec With(params ReadOnlySpan<FilterCondition> conditions) =>
        Make.Filter(layer: LayerId.StreamV4, conditions: ConditionList.Create(conditions));
}
