namespace Weir.Engine.Tests;

/// <summary>Short forms of the specs that tests need over and over.</summary>
internal static class Make
{
    public static FilterSpec Filter(
        FilterAction action = FilterAction.Block,
        LayerId layer = LayerId.OutboundTransportV4,
        Guid subLayer = default,
        FilterWeight weight = default,
        bool clear = false,
        ConditionList? conditions = null) => new()
        {
            Name = "test filter",
            Layer = layer,
            SubLayer = subLayer,
            Weight = weight,
            Conditions = conditions ?? ConditionList.Empty,
            Action = action,
            Flags = clear ? FilterFlags.ClearActionRight : FilterFlags.None,
        };

    public static SubLayerSpec SubLayer(ushort weight = 0, FailMode failMode = FailMode.Open, Guid key = default) => new()
    {
        Key = key,
        Name = "test sublayer",
        Weight = weight,
        FailMode = failMode,
    };

    public static ProviderSpec Provider(Guid key = default) => new()
    {
        Key = key,
        Name = "test provider",
    };

    public static ProviderContextSpec ProviderContext(Guid key = default) => new()
    {
        Key = key,
        Name = "test provider context",
    };

    public static CalloutSpec Callout(Guid key = default, LayerId layer = LayerId.OutboundTransportV4) => new()
    {
        Key = key,
        Name = "test callout",
        ApplicableLayer = layer,
    };

    public static FilterSpec CalloutFilter(
        Guid callout, FilterAction action = FilterAction.CalloutTerminating, LayerId layer = LayerId.OutboundTransportV4) =>
        Filter(action, layer) with { Callout = callout };

    /// <summary>A policy with these filters, each in the universal sublayer unless it says otherwise.</summary>
    public static PolicySnapshot Policy(params FilterSpec[] filters)
    {
        using var engine = new FilterEngine(new RecordingKernel());
        using var session = engine.OpenSession();
        foreach (var filter in filters)
        {
            session.AddFilter(filter);
        }

        return engine.Policy;
    }

    /// <summary>Classifies by every evaluator there is, and insists that they agree.</summary>
    public static ClassifyResult Classify(PolicySnapshot policy, FieldValues values)
    {
        var expected = ReferenceEvaluator.Classify(policy, values.Layer.Id, values);
        var plan = ClassificationPlan.Build(policy, values.Layer.Id);
        Assert.Equal(expected, plan.Classify(values));
        Assert.Equal(expected, PolicyImage.Build(plan).Classify(values));
        return expected;
    }
}
