namespace Weir.Engine.Tests;

/// <summary>WFP's merge table, every cell, with each way that a filter or callout has to make a row or a column.</summary>
public sealed class MergeTableTests
{
    private const string Table =
        """
        before      | soft permit | hard permit | block       | block + clear | callout soft block | callout hard block
        none        | soft permit | hard permit | hard block  | hard block    | soft block         | hard block
        soft permit | soft permit | hard permit | hard block  | hard block    | soft block         | hard block
        soft block  | soft permit | hard permit | hard block  | hard block    | soft block         | hard block
        hard permit | stays       | stays       | stays       | veto          | veto               | veto
        hard block  | stays       | stays       | stays       | stays         | stays              | stays
        """;

    /// <summary>The ways to answer: with a plain filter, or with one that calls a callout.</summary>
    private static readonly Dictionary<string, (FilterAction Action, bool Clear, Answer? Answer)[]> s_ways = new()
    {
        ["none"] = [],
        ["soft permit"] =
        [
            (FilterAction.Permit, false, null),
            (FilterAction.CalloutTerminating, false, Answer.Permit),
            (FilterAction.CalloutUnknown, true, Answer.Permit),
        ],
        ["hard permit"] =
        [
            (FilterAction.Permit, true, null),
            (FilterAction.CalloutTerminating, false, Answer.PermitHard),
            (FilterAction.CalloutUnknown, true, Answer.PermitHard),
        ],
        ["block"] = [(FilterAction.Block, false, null)],
        ["block + clear"] = [(FilterAction.Block, true, null)],
        ["callout soft block"] =
        [
            (FilterAction.CalloutTerminating, false, Answer.Block),
            (FilterAction.CalloutTerminating, true, Answer.Continue),
            (FilterAction.CalloutUnknown, true, Answer.Block),
        ],
        ["callout hard block"] =
        [
            (FilterAction.CalloutTerminating, false, Answer.BlockHard),
            (FilterAction.CalloutTerminating, false, Answer.OnlyClear),
            (FilterAction.CalloutUnknown, true, Answer.BlockHard),
        ],
    };

    public static TheoryData<string, string, string> Cells()
    {
        var rows = Table.Split('\n').Select(line => line.Split('|').Select(cell => cell.Trim()).ToArray()).ToArray();
        var cells = new TheoryData<string, string, string>();
        foreach (var row in rows.Skip(1))
        {
            for (var column = 1; column < row.Length; column++)
            {
                cells.Add(row[0], rows[0][column], row[column]);
            }
        }

        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void A_cell_of_the_table(string before, string answer, string after)
    {
        var rows = before switch
        {
            "soft block" => s_ways["callout soft block"],
            "hard block" => [.. s_ways["block"], .. s_ways["callout hard block"]],
            _ => s_ways[before],
        };
        foreach (var column in s_ways[answer])
        {
            foreach (var row in rows.Select(way => ((FilterAction, bool, Answer?)?)way).DefaultIfEmpty(null))
            {
                using var policy = new CalloutPolicy();
                var first = row is { } way ? Add(policy, weight: 900, way) : 0;
                var second = Add(policy, weight: 800, column);

                var result = policy.Classify();

                Assert.Equal(after == "stays" ? first : second, result.FilterId);
                Assert.Equal(after == "veto", result.IsVeto);
                Assert.Equal(after switch { "stays" => before, "veto" => "hard block", _ => after }, StateOf(policy, result));
            }
        }
    }

    private static ulong Add(CalloutPolicy policy, ushort weight, (FilterAction Action, bool Clear, Answer? Answer) way)
    {
        var filter = way.Answer is { } answer ? policy.Filter(way.Action, answer) : Make.Filter(way.Action);
        return policy.Session.AddFilter(filter with
        {
            SubLayer = policy.Session.AddSubLayer(Make.SubLayer(weight)),
            Flags = way.Clear ? FilterFlags.ClearActionRight : FilterFlags.None,
        });
    }

    /// <summary>Soft is what the opposite action of a lower sublayer overrules.</summary>
    private static string StateOf(CalloutPolicy policy, ClassifyResult result)
    {
        var opposite = result.Verdict == Verdict.Block ? FilterAction.Permit : FilterAction.Block;
        Add(policy, weight: 100, (opposite, Clear: false, Answer: null));
        var softness = policy.Classify().Verdict == result.Verdict ? "hard" : "soft";
        return $"{softness} {(result.Verdict == Verdict.Block ? "block" : "permit")}";
    }
}
