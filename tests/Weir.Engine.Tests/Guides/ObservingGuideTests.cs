using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Weir.Engine.Tests.Guides;

public sealed partial class ObservingGuideTests
{
    [Fact]
    public void The_examples_run()
    {
        using var engine = new FilterEngine(new ManagedEngine());
        ObservingGuide.Run(engine);
    }

    [Fact]
    public void The_guide_shows_the_program_that_runs()
    {
        var program = WithoutIndentation(Read("ObservingGuide.cs"));
        var blocks = CodeBlock().Matches(Read("../../../docs/guides/13-observing-and-access.md")).ToList();

        Assert.Equal(6, blocks.Count);
        Assert.All(blocks, block => Assert.Contains(WithoutIndentation(block.Groups["text"].Value), program, StringComparison.Ordinal));
    }

    private static string WithoutIndentation(string text) => Indentation().Replace(text, "");

    private static string Read(string path, [CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, path));

    [GeneratedRegex("^```csharp\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("^ +", RegexOptions.Multiline)]
    private static partial Regex Indentation();
}
