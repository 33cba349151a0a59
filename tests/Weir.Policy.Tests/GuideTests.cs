using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Weir.Engine;

namespace Weir.Policy.Tests;

/// <summary>The whole policies of the guide are sound.</summary>
public sealed partial class GuideTests
{
    [Fact]
    public void Every_whole_policy_of_the_guide_is_taken()
    {
        var policies = YamlBlock().Matches(ReadGuide()).Select(block => block.Groups["text"].Value)
            .Where(text => text.StartsWith("provider:", StringComparison.Ordinal)).ToList();

        Assert.Equal(2, policies.Count);
        Assert.All(policies, policy =>
        {
            using var engine = new FilterEngine(new ManagedEngine());
            using var session = engine.OpenSession();
            PolicyText.Lower(policy).Install(session);
            Assert.NotEqual(0, engine.Policy.FilterCount);
        });
    }

    private static string ReadGuide([CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../../docs/guides/02-policy-files.md"));

    [GeneratedRegex("^```yaml\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex YamlBlock();
}
