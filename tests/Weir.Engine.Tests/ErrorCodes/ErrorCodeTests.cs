using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Weir.Engine.Tests.ErrorCodes;

/// <summary>
/// Every code of <see cref="FwpError"/> is either provoked, and its message names the object and says what to do, or is in the list of codes
/// that the engine never returns, with the reason. The guide has both lists.
/// </summary>
public sealed partial class ErrorCodeTests
{
    public static TheoryData<FwpError> Codes => [.. Enum.GetValues<FwpError>()];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_code_is_provoked_or_never_returned(FwpError code)
    {
        var (returned, never) = ReadGuide();
        Assert.True(returned.ContainsKey(code) != never.ContainsKey(code), $"The guide must list {code} once.");
        Assert.Equal(returned.ContainsKey(code), Provocations.All.ContainsKey(code));
        if (!Provocations.All.TryGetValue(code, out var provocation))
        {
            Assert.Matches(@"^\w.{10,}\.$", never[code]);
            return;
        }

        using var world = new ErrorWorld();
        var refusal = Assert.Throws<WfpException>(() => provocation.Provoke(world));

        Assert.Equal(code, refusal.Code);
        Assert.Contains(provocation.Names, refusal.Message, StringComparison.Ordinal);
        Assert.Matches(Advice(), refusal.Message);
        Assert.EndsWith($", 0x{(uint)code:X8})", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_numbers_are_WFPs()
    {
        Assert.Equal(0x80320001, (uint)FwpError.CalloutNotFound);
        Assert.Equal(0x80320044, (uint)FwpError.IkeextNotRunning);
        var numbers = Enum.GetValues<FwpError>().Select(code => (uint)code).Where(number => number >> 16 == 0x8032).ToHashSet();
        Assert.Equal([.. Enumerable.Range(0x01, 0x44), 0x104], numbers.Select(number => (int)(number & 0xFFFF)).Order());
    }

    [Fact]
    public void No_code_of_ours_names_what_is_never_returned()
    {
        var never = ReadGuide().Never.Keys.Select(code => $"{nameof(FwpError)}.{code}").ToList();
        var sources = Directory.EnumerateFiles(Root("src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(sources);
        Assert.All(sources, file =>
        {
            var named = Name().Matches(File.ReadAllText(file)).Select(name => name.Value);
            Assert.Empty(named.Intersect(never));
        });
    }

    /// <summary>The codes of the guide's two tables, with the text beside each.</summary>
    private static (Dictionary<FwpError, string> Returned, Dictionary<FwpError, string> Never) ReadGuide()
    {
        var parts = File.ReadAllText(Root("docs/guides/12-errors.md")).Split("\n## ");
        return (Table(parts, "What the engine returns"), Table(parts, "What the engine never returns"));
    }

    private static Dictionary<FwpError, string> Table(string[] parts, string title)
    {
        var part = Assert.Single(parts, part => part.StartsWith(title, StringComparison.Ordinal));
        return Row().Matches(part).ToDictionary(
            row =>
            {
                var code = Enum.Parse<FwpError>(row.Groups["name"].Value);
                Assert.Equal((uint)code, uint.Parse(row.Groups["number"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                return code;
            },
            row => row.Groups["text"].Value);
    }

    private static string Root(string path, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "../../..", path);

    [GeneratedRegex(@"FwpError\.\w+")]
    private static partial Regex Name();

    [GeneratedRegex(@"^\| `(?<name>\w+)` \| 0x(?<number>[0-9A-F]{8}) \| (?<text>.+) \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Row();

    /// <summary>A sentence that tells somebody to do something.</summary>
    [GeneratedRegex(@"[.:;,] (Abort|Add|Ask|Begin|Commit|Correct|Delete|Dispose|Give|Leave|Name|Open|Put|Register|Retry|Return|Set|Swap|Unregister|Use|Wait)\b")]
    private static partial Regex Advice();
}
