using System.Text.RegularExpressions;

namespace Weir.EndToEnd.Tests.Explain;

/// <summary>The commands of docs/guides/15-explain.md answer what the guide shows.</summary>
public sealed partial class ExplainGuideTests
{
    [Fact]
    public void TheCommandsOfTheGuideAnswerWhatItShows()
    {
        string guide = File.ReadAllText(Path.Combine(WeirCommand.RepositoryRoot, "docs/guides/15-explain.md"));
        List<Match> examples = Example().Matches(guide).ToList();
        Assert.True(examples.Count >= 3);
        foreach (Match example in examples)
        {
            List<string> arguments = [.. Word().Matches(example.Groups[1].Value).Select(word => word.Value.Trim('"'))];
            arguments = [.. arguments.Select(word => word.StartsWith("samples/", StringComparison.Ordinal) ? Path.Combine(WeirCommand.RepositoryRoot, word) : word)];

            BuiltCommand result = BuiltCommand.Run([.. arguments]);

            Assert.Equal(example.Groups[2].Value, result.Output + result.Errors);
        }
    }

    [GeneratedRegex(@"```\n\$ \./weir (explain (?:[^\n]|\\\n)*)\n((?:(?!```)[^\n]*\n)*)```")]
    private static partial Regex Example();

    [GeneratedRegex(@"""[^""]*""|[^\s\\]+")]
    private static partial Regex Word();
}
