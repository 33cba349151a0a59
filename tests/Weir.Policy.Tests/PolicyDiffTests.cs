using System.Collections.Immutable;

namespace Weir.Policy.Tests;

public sealed class PolicyDiffTests
{
    private const string Before =
        """
        provider: office
        sublayers: [{name: s, weight: 100}]
        filters:
          - {name: stays, layer: outbound-transport-v4, when: remote.port == 1, action: block, weight: 14}
          - {name: goes, layer: outbound-transport-v4, when: remote.port == 2, action: block}
          - {name: changes, layer: outbound-transport-v4, when: remote.port == 3, action: block}
          - {name: first, layer: inbound-transport-v4, action: block, weight: 9}
          - {name: second, layer: inbound-transport-v4, when: local.port == 7, action: permit, weight: 8}
          - {name: third, layer: inbound-transport-v4, when: local.port == 8, action: permit, weight: 7}
        """;

    private const string After =
        """
        provider: {name: office, description: the office}
        sublayers: [{name: s, weight: 101, fail: closed}]
        filters:
          - {name: stays, layer: outbound-transport-v4, when: remote.port == 1, action: block, weight: 14}
          - {name: comes, layer: outbound-transport-v4, when: remote.port == 2, action: block}
          - {name: changes, layer: outbound-transport-v4, when: remote.port == 3 and remote.address == 10.0.0.0/8, action: permit, hard: true}
          - {name: first, layer: inbound-transport-v4, action: block, weight: 1}
          - {name: second, layer: inbound-transport-v4, when: local.port == 7, action: permit, weight: 8}
          - {name: third, layer: inbound-transport-v4, when: local.port == 8, action: permit, weight: 7}
        """;

    [Fact]
    public void A_policy_does_not_differ_from_itself_in_another_form()
    {
        var written = PolicyWriter.Write(PolicyDocument.Parse(Before));
        Assert.Empty(Compare(Before, written));
    }

    [Fact]
    public void Differences_are_told_by_object_and_property()
    {
        var differences = Compare(Before, After);
        Assert.Equal(
            """
            Changed provider office: description '' -> 'the office'
            Changed sublayer s: weight '0x0064' -> '0x0065', fail 'open' -> 'closed'
            Removed filter goes at outbound-transport-v4
            Added filter comes at outbound-transport-v4
            """.ReplaceLineEndings("\n"),
            string.Join('\n', differences.Take(4).Select(Describe)));
        var changed = differences.Single(difference => difference.Name == "changes");
        Assert.Equal(["when", "action", "flags", "effective weight"], changed.Properties.Select(property => property.Name));
        Assert.Equal("ip.protocol in [tcp, udp] and remote.port == 3", changed.Properties[0].Before);

        // One filter went behind the two others: it moved, and not they.
        var moved = Assert.Single(differences, difference => difference.Kind == DifferenceKind.Moved);
        Assert.Equal("Moved filter first at inbound-transport-v4: evaluated 'first' -> 'behind 'third''", Describe(moved));
    }

    [Fact]
    public void Whoever_looks_from_the_other_side_sees_the_same_objects()
    {
        var forth = Compare(Before, After).Select(difference => (difference.Key, difference.Kind)).ToHashSet();
        var back = Compare(After, Before).Select(difference => (difference.Key, Opposite(difference.Kind))).ToHashSet();
        Assert.Equal(forth.Order(), back.Order());
    }

    private static DifferenceKind Opposite(DifferenceKind kind) => kind switch
    {
        DifferenceKind.Added => DifferenceKind.Removed,
        DifferenceKind.Removed => DifferenceKind.Added,
        _ => kind,
    };

    private static ImmutableArray<PolicyDifference> Compare(string before, string after)
    {
        var names = new PlaceholderInterfaces();
        return PolicyDiff.Compare(PolicyDocument.Parse(before).Lower(names).ToSpecs(), PolicyDocument.Parse(after).Lower(names).ToSpecs(), names.NameOf);
    }

    private static string Describe(PolicyDifference difference) =>
        $"{difference.Kind} {difference.Object} {difference.Name}{(difference.Layer is { } layer ? $" at {layer}" : "")}"
        + (difference.Kind is DifferenceKind.Added or DifferenceKind.Removed ? "" : $": {string.Join(", ", difference.Properties.Select(property => $"{property.Name} '{property.Before}' -> '{property.After}'"))}");
}
