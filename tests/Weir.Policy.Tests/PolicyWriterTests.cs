using CsCheck;
using Weir.Engine;

namespace Weir.Policy.Tests;

/// <summary>What is written reads back as the same, and is written as the same bytes again.</summary>
public sealed class PolicyWriterTests
{
    public static TheoryData<string> Accepted => GoldenTests.Accepted;

    [Fact]
    public void Random_policies_of_all_layers_and_match_types_come_back_the_same() =>
        RandomPolicy.Specs.Sample(
            specs =>
            {
                var text = PolicyWriter.Write(specs);
                var read = PolicyDocument.Parse(text, "p.yaml");
                AssertSame(specs, read.Lower(new PlaceholderInterfaces()).ToSpecs());
                Assert.Equal(text, PolicyWriter.Write(read));
            },
            iter: 100);

    [Fact]
    public void Every_field_of_every_layer_with_every_match_type_comes_back_the_same()
    {
        // Not left to chance: each field with each match type that it takes, several times.
        var seen = 0;
        foreach (var layer in Layers.All)
        {
            foreach (var field in layer.Fields)
            {
                var conditions = RandomPolicy.Condition(field).Array[8].Single(_ => true, "0N0XIzNsQ0O2");
                var filters = conditions.Select((condition, i) => new FilterSpec
                {
                    Key = PolicyKeys.Part(Guid.Empty, field.Name, i),
                    Name = $"{field.Name} {i}",
                    Layer = layer.Id,
                    Action = FilterAction.Block,
                    Conditions = [condition],
                });
                PolicySpecs specs = new() { Filters = [.. filters] };
                AssertSame(specs, PolicyDocument.Parse(PolicyWriter.Write(specs)).Lower(new PlaceholderInterfaces()).ToSpecs());
                seen += conditions.Length;
            }
        }

        Assert.True(seen > 10_000, $"{seen} conditions");
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    public void A_file_in_canonical_form_means_the_same_and_stays_as_it_is(string name)
    {
        var document = PolicyDocument.Parse(GoldenTests.Read("Accepted", name), "p.yaml");
        var text = PolicyWriter.Write(document);
        var again = PolicyDocument.Parse(text, "p.yaml");

        Assert.Equal(text, PolicyWriter.Write(again));
        AssertSame(PolicyText.Lower(document).ToSpecs(), PolicyText.Lower(again).ToSpecs());
    }

    [Fact]
    public void An_engine_is_written_with_the_weights_that_its_sublayers_got()
    {
        using var engine = new FilterEngine(new ManagedEngine());
        using var session = engine.OpenSession();
        PolicyText.Lower(
            """
            provider: office
            sublayers: [{name: low, weight: 0}]
            filters: [{name: f, layer: outbound-transport, when: remote.port == 80, action: block}]
            """).Install(session);

        var written = PolicyDocument.Parse(PolicyWriter.Write(engine.Policy));
        Assert.Equal("office", written.Provider!.Name);
        Assert.Equal(engine.Policy.SubLayersByWeight.Single(one => one.Lifetime != Lifetime.BuiltIn).EffectiveWeight, written.SubLayers.Single().Weight);
        Assert.NotEqual(0, written.SubLayers.Single().Weight);
        Assert.Equal(engine.Policy.Filters.Select(filter => filter.Spec), written.Lower(new PlaceholderInterfaces()).ToSpecs().Filters);
    }

    [Fact]
    public void A_written_policy_reads_well()
    {
        PolicySpecs specs = new()
        {
            Providers = [new() { Name = "office", Key = PolicyKeys.Provider("office") }],
            SubLayers = [new() { Name = "office firewall", Key = new("11111111-0000-0000-0000-000000000000"), Provider = PolicyKeys.Provider("office"), Weight = 0x2000 }],
            Filters =
            [
                new()
                {
                    Name = "web: allowed", Key = new("22222222-0000-0000-0000-000000000000"), Provider = PolicyKeys.Provider("office"), Layer = LayerId.AleAuthConnectV4,
                    SubLayer = new("11111111-0000-0000-0000-000000000000"), Action = FilterAction.Permit, Weight = FilterWeight.Range(8),
                    Conditions =
                    [
                        FilterCondition.RemoteAddress(System.Net.IPNetwork.Parse("10.0.0.0/8")), FilterCondition.RemotePort(80), FilterCondition.RemotePort(443),
                        FilterCondition.RemotePort(8000, 8080), FilterCondition.Application("/usr/bin/curl"), FilterCondition.FlagsNoneSet(ConditionFlags.IsLoopback),
                    ],
                },
            ],
        };

        Assert.Equal(
            """
            provider: office

            sublayers:
              - name: office firewall
                key: 11111111-0000-0000-0000-000000000000
                weight: 0x2000

            filters:
              - name: "web: allowed"
                key: 22222222-0000-0000-0000-000000000000
                layer: ale-auth-connect-v4
                conditions:
                  - {field: remote.address, value: 10.0.0.0/8}
                  - {field: remote.port, value: [80, 443]}
                  - {field: remote.port, match: range, value: 8000-8080}
                  - {field: app, value: /usr/bin/curl}
                  - {field: flags, match: flags-none-set, value: loopback}
                action: permit
                weight: 8

            """.ReplaceLineEndings("\n"),
            PolicyWriter.Write(specs));
    }

    private static void AssertSame(PolicySpecs expected, PolicySpecs actual)
    {
        Assert.Equal(expected.Providers, actual.Providers);
        Assert.Equal(expected.SubLayers, actual.SubLayers);
        Assert.Equal(expected.Callouts, actual.Callouts);
        Assert.Equal(expected.ProviderContexts, actual.ProviderContexts);
        Assert.Equal(expected.Filters, actual.Filters);
    }
}
