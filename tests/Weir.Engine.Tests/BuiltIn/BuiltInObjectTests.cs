using System.Reflection;
using Weir.LayerGenerator;

namespace Weir.Engine.Tests.BuiltIn;

public sealed class BuiltInObjectTests
{
    public static TheoryData<string> SubLayerNames => [.. LayerFile.Data.SubLayers.Select(subLayer => subLayer.Name)];

    [Theory]
    [MemberData(nameof(SubLayerNames))]
    public void A_new_engine_has_the_sublayer_with_its_weight_and_keeps_it(string name)
    {
        var expected = LayerFile.Data.SubLayers.Single(subLayer => subLayer.Name == name);
        using var engine = new FilterEngine(new RecordingKernel());
        using var session = engine.OpenSession();

        var subLayer = session.GetSubLayer(expected.Guid);

        Assert.Equal(name, subLayer.Spec.Name);
        Assert.Equal(expected.Weight, subLayer.EffectiveWeight);
        Assert.Equal(expected.Weight, subLayer.Spec.Weight);
        Assert.Equal(expected.Text, subLayer.Spec.Description);
        Assert.Equal(Lifetime.BuiltIn, subLayer.Lifetime);
        Assert.Equal(expected.Guid, (Guid)typeof(SubLayers).GetField(Names.Of(name))!.GetValue(null)!);
        var refusal = Assert.Throws<WfpException>(() => session.DeleteSubLayer(expected.Guid));
        Assert.Equal((FwpError.BuiltinObject, name), (refusal.Code, refusal.ObjectName));
        Assert.Same(subLayer, engine.Policy.FindSubLayer(expected.Guid));
    }

    [Fact]
    public void They_are_in_the_order_of_their_weights_with_ids_of_their_own()
    {
        var subLayers = PolicySnapshot.Initial.SubLayersByWeight.ToList();

        Assert.Equal(LayerFile.Data.SubLayers.Reverse().Select(subLayer => subLayer.Guid), subLayers.Select(subLayer => subLayer.Key));
        Assert.Equal(subLayers.Count, subLayers.Select(subLayer => subLayer.Id).Distinct().Count());

        using var engine = new FilterEngine(new RecordingKernel());
        using var session = engine.OpenSession();
        var added = session.GetSubLayer(session.AddSubLayer(Make.SubLayer(weight: 100)));
        Assert.DoesNotContain(added.Id, subLayers.Select(subLayer => subLayer.Id));
    }

    /// <summary>The inspection sublayer comes last of all, and a filter in it is arbitrated like any other.</summary>
    [Fact]
    public void Filters_can_be_in_any_of_them()
    {
        using var engine = new FilterEngine(new RecordingKernel());
        using var session = engine.OpenSession();
        var last = session.AddFilter(Make.Filter(FilterAction.Block, subLayer: SubLayers.Inspection));
        var first = session.AddFilter(Make.Filter(FilterAction.Permit, subLayer: SubLayers.RpcAudit));
        var between = session.AddFilter(Make.Filter(FilterAction.Permit));

        var result = Make.Classify(engine.Policy, new FieldValues(LayerId.OutboundTransportV4));

        Assert.Equal([first, between, last], result.Decisions.Select(decision => decision.FilterId));
        Assert.Equal((Verdict.Block, last), (result.Verdict, result.FilterId));
    }

    [Fact]
    public void Windows_objects_have_names()
    {
        AssertNames(typeof(BuiltInCallouts), LayerFile.Data.Callouts, BuiltInCallouts.NameOf);
        AssertNames(typeof(BuiltInProviders), LayerFile.Data.Providers, BuiltInProviders.NameOf);
        AssertNames(typeof(BuiltInProviderContexts), LayerFile.Data.ProviderContexts, BuiltInProviderContexts.NameOf);
    }

    private static void AssertNames(Type type, IReadOnlyList<ObjectEntry> objects, Func<Guid, string?> nameOf)
    {
        var members = type.GetFields(BindingFlags.Public | BindingFlags.Static).ToDictionary(field => field.Name, field => (Guid)field.GetValue(null)!);

        Assert.NotEmpty(objects);
        Assert.Equal(objects.ToDictionary(entry => Names.Of(entry.Name), entry => entry.Guid), members);
        Assert.All(objects, entry => Assert.Equal(entry.Name, nameOf(entry.Guid)));
        Assert.Null(nameOf(Guid.NewGuid()));
    }
}
