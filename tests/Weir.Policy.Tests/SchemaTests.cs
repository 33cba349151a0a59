using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Yaml = YamlDotNet.RepresentationModel;

namespace Weir.Policy.Tests;

/// <summary>The schema that editors use is made from what the reader knows, and judges files as the reader does, as far as a schema can.</summary>
public sealed class SchemaTests
{
    private static readonly JsonSchema s_schema = JsonSchema.FromText(File.ReadAllText(SchemaPath()));

    public static TheoryData<string> Accepted => GoldenTests.Accepted;

    [Fact]
    public void The_schema_is_what_the_reader_knows()
    {
        // WEIR_UPDATE_GOLDEN=1 writes it anew.
        if (Environment.GetEnvironmentVariable("WEIR_UPDATE_GOLDEN") == "1")
            File.WriteAllText(SchemaPath(), PolicySchema.Text);
        Assert.Equal(File.ReadAllText(SchemaPath()), PolicySchema.Text);
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Sound_files_are_valid(string name) => AssertValid(GoldenTests.Read("Accepted", name));

    [Fact]
    public void Samples_are_valid()
    {
        var samples = Directory.GetFiles(Path.Combine(Path.GetDirectoryName(SchemaPath())!, "../samples/policies"), "*.yaml");
        Assert.NotEmpty(samples);
        Assert.All(samples, sample => AssertValid(File.ReadAllText(sample)));
    }

    [Fact]
    public void Written_policies_are_valid() => CsCheck.Check.Sample(RandomPolicy.Specs, specs => AssertValid(PolicyWriter.Write(specs)), iter: 20);

    [Theory]
    [InlineData("sublayers: []")]
    [InlineData("provider: a\nproviders: []")]
    [InlineData("provider: a\ncolour: red")]
    [InlineData("provider: a\nsublayers: [{name: s}]")]
    [InlineData("provider: a\nsublayers: [{name: s, weight: 1, fail: maybe}]")]
    [InlineData("provider: a\nsublayers: [{name: s, weight: 1, flags: boottime}]")]
    [InlineData("provider: a\nfilters: [{name: f, layer: outbund-transport, action: block}]")]
    [InlineData("provider: a\nfilters: [{name: f, layer: outbound-transport, action: drop}]")]
    [InlineData("provider: a\nfilters: [{name: f, layer: outbound-transport, action: block, weight: 16}]")]
    [InlineData("provider: a\nfilters: [{name: f, layer: outbound-transport, action: block, when: x, conditions: []}]")]
    [InlineData("provider: a\nfilters: [{name: f, layer: outbound-transport, action: block, conditions: [{field: remote.prt, value: 1}]}]")]
    [InlineData("provider: a\nfilters: [{name: f, layer: outbound-transport, action: block, conditions: [{field: remote.port, match: equals, value: 1}]}]")]
    [InlineData("provider: a\nfilters: [{name: f, layer: outbound-transport, action: block, conditions: [{field: remote.port, value: {low: 1}}]}]")]
    [InlineData("provider: a\ncallouts: [{name: c, layer: outbound-transport}]")]
    [InlineData("provider: a\nprovider-contexts: [{name: c, data: cafe}]")]
    public void Wrong_files_are_not(string text)
    {
        Assert.Throws<PolicyException>(() => PolicyText.Lower(text));
        Assert.False(Evaluate(text).IsValid, text);
    }

    private static void AssertValid(string text)
    {
        var results = Evaluate(text);
        Assert.True(results.IsValid, string.Join('\n', results.Details!.Where(detail => detail.Errors is not null).Select(detail => $"{detail.InstanceLocation} {string.Join("; ", detail.Errors!.Values)}")) + "\n" + text);
    }

    private static EvaluationResults Evaluate(string text)
    {
        var yaml = new Yaml.YamlStream();
        yaml.Load(new StringReader(text));
        using var json = JsonDocument.Parse(ToJson(yaml.Documents[0].RootNode)!.ToJsonString());
        return Evaluate(json.RootElement);
    }

    private static EvaluationResults Evaluate(JsonElement element) =>
        s_schema.Evaluate(element, new EvaluationOptions { OutputFormat = OutputFormat.List });

    /// <summary>As editors see YAML: plain scalars are numbers, true, false and null where they look so.</summary>
    private static JsonNode? ToJson(Yaml.YamlNode node) => node switch
    {
        Yaml.YamlMappingNode mapping => new JsonObject(mapping.Children.Select(entry => KeyValuePair.Create(((Yaml.YamlScalarNode)entry.Key).Value!, ToJson(entry.Value)))),
        Yaml.YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(ToJson)]),
        Yaml.YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain, Value: "" or "null" or "~" } => null,
        Yaml.YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain, Value: "true" or "false" } truth => truth.Value == "true",
        Yaml.YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain } number when long.TryParse(number.Value, out var value) => value,
        Yaml.YamlScalarNode scalar => scalar.Value,
        _ => throw new InvalidOperationException(),
    };

    private static string SchemaPath([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "../../docs/policy.schema.json");
}
