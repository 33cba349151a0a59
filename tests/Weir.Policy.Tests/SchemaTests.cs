using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Weir.Policy.Tests;

/// <summary>The schema that editors use knows the names that the reader knows.</summary>
public sealed class SchemaTests
{
    private static readonly JsonElement s_definitions = Load().RootElement.GetProperty("$defs");

    [Fact]
    public void Layers_are_those_of_the_reader() =>
        Assert.Equal(PolicyLayers.Names, Names(s_definitions.GetProperty("layer").GetProperty("enum")));

    [Fact]
    public void Fields_are_those_of_the_reader() =>
        Assert.Equal(PolicyFields.All.Select(field => field.Name), Names(Condition("field").GetProperty("enum")));

    [Fact]
    public void Actions_are_those_of_the_reader() =>
        Assert.Equal(PolicyActions.Names, Names(s_definitions.GetProperty("filter").GetProperty("properties").GetProperty("action").GetProperty("enum")));

    [Fact]
    public void Flags_are_those_of_the_reader()
    {
        // The advice about an unknown flag lists every flag.
        var advice = PolicyText.Fault("provider: p\nfilters:\n  - {name: f, layer: inbound-transport, action: block, flags: x}").Advice!;
        Assert.Equal(advice.Replace("available: ", "").Split(", "), Names(s_definitions.GetProperty("flag").GetProperty("enum")));
    }

    [Theory]
    [InlineData("sublayer", "sublayers:\n  - {colour: red}")]
    [InlineData("callout", "callouts:\n  - {colour: red}")]
    [InlineData("filter", "filters:\n  - {colour: red}")]
    [InlineData("condition", "filters:\n  - {name: f, layer: inbound-transport, action: block, conditions: [{colour: red}]}")]
    public void Keys_are_those_of_the_reader(string definition, string text)
    {
        // The reader's advice about an unknown key lists every key.
        var advice = PolicyText.Faults("provider: p\n" + text).Single(fault => fault.Message == "unknown key 'colour'").Advice!;
        var known = advice.Replace("write one of: ", "").Split(", ").Order();
        Assert.Equal(known, s_definitions.GetProperty(definition).GetProperty("properties").EnumerateObject().Select(p => p.Name).Order());
    }

    [Fact]
    public void Match_types_are_those_of_the_reader()
    {
        var names = Names(Condition("match").GetProperty("enum"));
        Assert.All(names, name => PolicyText.Lower(
            $"provider: p\nfilters: [{{name: f, layer: inbound-transport, action: block, conditions: [{{field: local.port, match: {name}, value: 80}}]}}]"));
        var advice = PolicyText.Fault(
            "provider: p\nfilters: [{name: f, layer: inbound-transport, action: block, conditions: [{field: local.port, match: x, value: 80}]}]").Advice!;
        Assert.Equal(names.Order(), advice.Replace("write one of: ", "").Split(", ").Order());
    }

    private static JsonElement Condition(string property) =>
        s_definitions.GetProperty("condition").GetProperty("properties").GetProperty(property);

    private static IEnumerable<string?> Names(JsonElement list) => list.EnumerateArray().Select(name => name.GetString());

    private static JsonDocument Load([CallerFilePath] string here = "") =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../../docs/policy.schema.json")));
}
