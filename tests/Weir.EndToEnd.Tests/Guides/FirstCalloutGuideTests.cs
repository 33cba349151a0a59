using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Weir.EndToEnd.Tests.Guides;

/// <summary>The guide "Your first kernel callout" is followed to the letter: its files are written, its commands run, its output compared.</summary>
public sealed partial class FirstCalloutGuideTests : IDisposable
{
    private const int MostLinesOfCode = 60;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);

    private readonly string _page = File.ReadAllText(Path.Combine(WeirCommand.RepositoryRoot, "docs", "guides", "07-your-first-kernel-callout.md"));
    private readonly string _folder = Path.GetFullPath(Path.Combine(WeirCommand.RepositoryRoot, "..", "first-callout"));

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }

        // What a failure in the middle may have left.
        Run("for one in first-a first-b; do [ ! -e /run/netns/$one ] || ip netns del $one; done");
    }

    [Fact]
    public void ItWorksAsWritten()
    {
        Assert.False(Directory.Exists(_folder), $"{_folder} exists; the guide would write into it.");
        Block[] blocks = [.. BlockPattern().Matches(_page).Select(match => new Block(match.Groups["file"].Value, match.Groups["kind"].Value, match.Groups["text"].Value))];
        Assert.InRange(blocks.Where(block => block.Kind is "csharp" or "yaml").Sum(block => block.Text.Split('\n').Count(line => line.Trim() != "")), 1, MostLinesOfCode);

        // One script, as the reader's one shell: files appear where the page says to save them.
        string script = "set -e\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n";
        foreach (Block block in blocks)
        {
            script += block.Kind switch
            {
                "sh" => block.Text,
                "csharp" or "yaml" => $"cat > {block.File} <<'END OF FILE'\n{block.Text}END OF FILE\n",
                _ => "",
            };
        }

        (int exitCode, string output) = Run(script);

        Assert.True(exitCode == 0, output);
        string[] printed = output.Split('\n');
        foreach (string line in blocks.Single(block => block.Kind == "text").Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.True(printed.Contains(line), $"The guide promises the line '{line}'; printed was:\n{output}");
        }

        Assert.Contains("the verifier went through", output, StringComparison.Ordinal);
        Assert.Contains("Packets.Update(&port, &one);", output, StringComparison.Ordinal);
    }

    private static (int ExitCode, string Output) Run(string script)
    {
        using Process shell = Process.Start(new ProcessStartInfo("bash", ["-c", $"exec 2>&1\n{script}"])
        {
            WorkingDirectory = WeirCommand.RepositoryRoot,
            RedirectStandardOutput = true,
        })!;
        Task<string> output = shell.StandardOutput.ReadToEndAsync();
        if (!shell.WaitForExit(s_patience))
        {
            shell.Kill(entireProcessTree: true);
            throw new TimeoutException("The guide's commands did not end.");
        }

        return (shell.ExitCode, output.GetAwaiter().GetResult());
    }

    // A fenced block of a kind, and the file that the line before tells to save it as.
    [GeneratedRegex("(Save this as `(?<file>[^`]+)`:\n\n)?^```(?<kind>\\w+)\n(?<text>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex BlockPattern();

    private sealed record Block(string File, string Kind, string Text);
}
