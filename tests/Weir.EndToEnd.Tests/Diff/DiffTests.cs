using System.Text.Json;

namespace Weir.EndToEnd.Tests.Diff;

/// <summary><c>weir diff BEFORE AFTER</c>.</summary>
public sealed class DiffTests : IDisposable
{
    private const string Before =
        """
        provider: office
        filters:
          - {name: the web, layer: stream-v4, action: permit, when: remote.port == 80}
          - {name: old, layer: stream-v4, action: block}
          - {name: slow, layer: outbound-transport-v4, action: limit 20mbit burst 256kB}
        """;

    private const string After =
        """
        # The same but for a port, a filter that is gone, one that is new, and a rate.
        provider: office
        filters:
          - {name: slow, layer: outbound-transport-v4, action: limit 30mbit burst 256kB}
          - {name: the web, layer: stream-v4, action: permit, when: "remote.port in [80, 443]"}
          - {name: new, layer: outbound-transport-v6, action: block, when: interface == wan0}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("weir-diff-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Differences_are_told_by_object()
    {
        var result = BuiltCommand.Run("diff", Write("before", Before), Write("after", After));

        Assert.Equal((1, ""), (result.ExitCode, result.Errors));
        Assert.Contains("~ filter the web at stream-v4\n    when: remote.port == 80 -> remote.port in [80, 443]\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("- filter old at stream-v4\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("+ filter new at outbound-transport-v6\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("    when: interface == wan0\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("~ filter slow at outbound-transport-v4\n    action: limit 20mbit burst 256kB -> limit 30mbit burst 256kB\n", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("\n4 differences\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_policy_in_other_words_has_no_difference()
    {
        var other = Write("other", "{\"provider\": \"office\", \"filters\": [{\"name\": \"the web\", \"layer\": \"stream-v4\", \"action\": \"permit\", \"when\": \"not remote.port != 80\"}]}");
        var same = Write("same", string.Join('\n', Before.Split('\n')[..3]));

        var result = BuiltCommand.Run("diff", same, other);

        Assert.Equal((0, "no difference\n", ""), (result.ExitCode, result.Output, result.Errors));
    }

    [Fact]
    public void Json_has_the_same_answer()
    {
        var result = BuiltCommand.Run("diff", "--json", Write("before", Before), Write("after", After));

        using var json = JsonDocument.Parse(result.Output);
        var differences = json.RootElement.GetProperty("differences").EnumerateArray().ToList();
        Assert.Equal((1, 4), (result.ExitCode, differences.Count));
        var changed = differences.Single(one => one.GetProperty("name").GetString() == "slow");
        var action = Assert.Single(changed.GetProperty("properties").EnumerateArray());
        Assert.Equal(
            ("changed", "action", "limit 20mbit burst 256kB", "limit 30mbit burst 256kB"),
            (Text(changed, "change"), Text(action, "name"), Text(action, "before"), Text(action, "after")));

        static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
    }

    [Fact]
    public void A_policy_that_is_wrong_or_missing_is_told()
    {
        var before = Write("before", Before);

        var wrong = BuiltCommand.Run("diff", before, Write("after", After.Replace("remote.port", "remote.prt")));
        var missing = BuiltCommand.Run("diff", before, Path.Combine(_folder, "nothing.yaml"));

        Assert.Equal((1, ""), (wrong.ExitCode, wrong.Output));
        Assert.Contains("after.yaml:5:62: error: filters[1].when: unknown field 'remote.prt'", wrong.Errors, StringComparison.Ordinal);
        Assert.Equal((1, $"weir: there is no file {Path.Combine(_folder, "nothing.yaml")}\n"), (missing.ExitCode, missing.Errors));
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder, name + ".yaml");
        File.WriteAllText(file, text);
        return file;
    }
}
