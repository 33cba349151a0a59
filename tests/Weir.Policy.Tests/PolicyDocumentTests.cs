using Weir.Engine;

namespace Weir.Policy.Tests;

public sealed class PolicyDocumentTests
{
    [Fact]
    public void Keys_follow_from_names_and_outlive_edits()
    {
        var before = PolicyText.Lower(PolicyText.WithExpression("remote.port == 80"));
        var after = PolicyText.Lower(PolicyText.WithExpression("remote.port == 80 or remote.address == 192.0.2.1"));

        Assert.Equal(before.Filters[0].Spec.Key, after.Filters[0].Spec.Key);
        Assert.Equal(before.Provider!.Key, after.Provider!.Key);
        Assert.Equal(after.Filters.Length, after.Filters.Select(f => f.Spec.Key).Distinct().Count());
    }

    [Fact]
    public void Keys_never_change_between_versions_of_Weir()
    {
        var objects = PolicyText.Lower(
            "provider: office\nsublayers: [{name: s, weight: 1}]\nfilters: [{name: f, layer: outbound-transport-v4, action: block}]");

        // Counters and adoption after an upgrade hang on these: RFC 9562 version 8 over FNV-1a 128.
        Assert.Equal(PolicyKeyVectors.Provider, objects.Provider!.Key);
        Assert.Equal(PolicyKeyVectors.SubLayer, objects.SubLayers[0].Key);
        Assert.Equal(PolicyKeyVectors.Filter, objects.Filters[0].Spec.Key);
        Assert.Equal(8, objects.Filters[0].Spec.Key.Version);
    }

    [Theory]
    [InlineData("provider: a", "provider: b")]
    [InlineData("name: f", "name: g")]
    [InlineData("outbound-transport-v4", "inbound-transport-v4")]
    public void Another_name_makes_another_key(string old, string replacement)
    {
        const string text = "provider: a\nfilters: [{name: f, layer: outbound-transport-v4, action: block}]";
        var key = PolicyText.Lower(text).Filters[0].Spec.Key;
        Assert.NotEqual(key, PolicyText.Lower(text.Replace(old, replacement)).Filters[0].Spec.Key);
    }

    [Fact]
    public void A_given_key_is_used_as_it_is_when_one_filter_is_enough()
    {
        var key = new Guid("6f2c7d0e-52c3-4c8e-9f5b-0a1b2c3d4e5f");
        var single = PolicyText.Lower($"provider: a\nfilters: [{{name: f, key: {key}, layer: outbound-transport-v4, action: block}}]");
        var both = PolicyText.Lower($"provider: a\nfilters: [{{name: f, key: {key}, layer: outbound-transport, action: block}}]");

        Assert.Equal(key, single.Filters[0].Spec.Key);
        Assert.Equal(2, both.Filters.Select(f => f.Spec.Key).Append(key).Distinct().Count() - 1);
    }

    [Fact]
    public void A_callout_has_an_object_for_each_layer_and_filters_name_that_of_theirs()
    {
        var key = new Guid("6f2c7d0e-52c3-4c8e-9f5b-0a1b2c3d4e5f");
        var single = PolicyText.Lower($"provider: a\ncallouts: [{{name: c, key: {key}, layer: outbound-transport-v4}}]");
        var both = PolicyText.Lower(
            $$"""
            provider: a
            callouts: [{name: c, key: {{key}}, layer: outbound-transport}]
            filters: [{name: f, layer: outbound-transport, action: callout-terminating, callout: c}]
            """);

        Assert.Equal(key, single.Callouts.Single().Spec.Key);
        Assert.Equal(2, both.Callouts.Select(callout => callout.Spec.Key).Append(key).Distinct().Count() - 1);
        Assert.Equal(
            both.Callouts.Select(callout => (callout.Spec.ApplicableLayer, callout.Spec.Key)),
            both.Filters.Select(filter => (filter.Spec.Layer, filter.Spec.Callout)));
    }

    [Fact]
    public void A_callout_without_a_key_derives_it_from_its_name()
    {
        const string text = "provider: a\ncallouts: [{name: c, class: C, layer: outbound-transport-v4}]";
        var key = PolicyText.Lower(text).Callouts.Single().Spec.Key;

        Assert.Equal(key, PolicyText.Lower(text.Replace("class: C", "class: D")).Callouts.Single().Spec.Key);
        Assert.NotEqual(key, PolicyText.Lower(text.Replace("name: c", "name: d")).Callouts.Single().Spec.Key);
    }

    [Fact]
    public void Interfaces_are_looked_up_when_the_policy_is_lowered()
    {
        var document = PolicyDocument.Parse(PolicyText.WithExpression("interface == wan0", "outbound-transport-v4"));
        var here = new PlaceholderInterfaces();
        var condition = document.Lower(here).Filters[0].Spec.Conditions[0];

        Assert.Equal(Fields.InterfaceIndex, condition.Field);
        Assert.Equal("wan0", here.NameOf((uint)condition.Value.Number));
        Assert.Equal("interface == wan0", ConditionText.Describe([condition], here.NameOf));
    }

    [Fact]
    public void An_interface_that_is_not_there_is_reported_where_it_is_written()
    {
        var fault = PolicyText.Fault(PolicyText.WithExpression("remote.port == 80 and interface == eth1"));
        Assert.Equal("there is no interface eth1 in this network namespace", fault.Message);
        Assert.Equal("did you mean eth0?", fault.Advice);
        Assert.Equal(6, fault.Span.Line);
    }

    [Fact]
    public void What_the_engine_refuses_is_reported_where_it_is_written()
    {
        var objects = PolicyText.Lower(PolicyText.WithExpression("remote.port == 80", "outbound-transport-v4"));
        using var engine = new FilterEngine(new ManagedEngine());
        using var session = engine.OpenSession();
        objects.Install(session);

        var exception = Assert.Throws<PolicyException>(() => objects.Install(session));
        var fault = Assert.Single(exception.Diagnostics);
        Assert.Contains($"the key {objects.Filters[0].Spec.Key}", fault.Message);
        Assert.Equal(new SourceSpan(3, 11, 1), fault.Span);
        Assert.Equal("    - name: f", "  " + fault.SourceLine);
    }

    [Theory]
    [InlineData("block-wire-server.yaml")]
    [InlineData("web-server.yaml")]
    [InlineData("deny-by-default.yaml")]
    [InlineData("wire-server-callout.yaml")]
    [InlineData("two-layers.yaml")]
    public void The_ranks_are_those_of_an_engine(string sample)
    {
        var objects = PolicyDocument.Load(Path.Combine(SamplesFolder(), sample)).Lower(new PlaceholderInterfaces());
        using var engine = new FilterEngine(new ManagedEngine());
        using var session = engine.OpenSession();
        objects.Install(session);

        var expected =
            from layer in Layers.All
            from subLayer in engine.Policy.SubLayersByWeight
            from filter in engine.Policy.FiltersInOrder(layer.Id, subLayer.Key)
            select (layer.Id, subLayer.EffectiveWeight, filter.Key, filter.EffectiveWeight);
        var actual =
            from ranked in objects.Rank()
            select (ranked.Filter.Spec.Layer, ranked.SubLayerWeight, ranked.Filter.Spec.Key, ranked.EffectiveWeight);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void A_failed_installation_leaves_nothing_behind()
    {
        var objects = PolicyText.Lower(
            "provider: a\nsublayers: [{name: s, weight: 1}]\nfilters:\n  - {name: f, layer: outbound-transport-v4, action: block}\n  - {name: g, layer: outbound-transport-v4, action: block}\n");
        using var engine = new FilterEngine(new ManagedEngine());
        using var session = engine.OpenSession();
        session.AddProvider(objects.Providers[0]);
        session.AddFilter(objects.Filters[1].Spec with { SubLayer = SubLayers.Universal });

        Assert.Throws<PolicyException>(() => objects.Install(session));
        Assert.Equal(1, engine.Policy.FilterCount);
        Assert.Null(engine.Policy.FindSubLayer(objects.SubLayers[0].Key));
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_input_output_error() =>
        Assert.Throws<FileNotFoundException>(() => PolicyDocument.Load("/nonexistent-policy.yaml"));

    [Fact]
    public void A_directory_is_no_policy_file() =>
        Assert.Equal("/tmp is a directory; name a policy file in it", Assert.Throws<IOException>(() => PolicyDocument.Load("/tmp")).Message);

    [Fact]
    public void A_byte_order_mark_is_no_fault()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "provider: a\n", new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
            Assert.Equal("a", PolicyDocument.Load(path).Provider!.Name);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("block-wire-server.yaml")]
    [InlineData("web-server.yaml")]
    [InlineData("deny-by-default.yaml")]
    [InlineData("wire-server-callout.yaml")]
    [InlineData("two-layers.yaml")]
    public void The_samples_are_sound_and_leave_no_doubts(string name)
    {
        var document = PolicyDocument.Load(Path.Combine(SamplesFolder(), name));
        Assert.Empty(document.Lower(new PlaceholderInterfaces()).Warnings);
    }

    private static string SamplesFolder([System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "../../samples/policies");
}
