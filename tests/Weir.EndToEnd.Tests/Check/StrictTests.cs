using System.Text.Json;

namespace Weir.EndToEnd.Tests.Check;

/// <summary><c>weir check</c> on policies that are sound and doubtful.</summary>
public sealed class StrictTests : IDisposable
{
    private const string Doubtful =
        """
        provider: office
        filters:
          - {name: all, layer: stream-v4, action: block, weight: 15}
          - {name: one, layer: stream-v4, action: permit, when: remote.port == 80}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("weir-strict-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Warnings_are_faults_only_when_asked_for()
    {
        var file = Write(Doubtful);

        var lenient = BuiltCommand.Run("check", file);
        var strict = BuiltCommand.Run("check", "--strict", file);

        Assert.Equal((0, 1), (lenient.ExitCode, strict.ExitCode));
        Assert.StartsWith($"{file}:4:12: warning: filters[1]: it never wins: 'all' is evaluated before it", lenient.Errors, StringComparison.Ordinal);
        Assert.Equal((lenient.Errors, lenient.Output), (strict.Errors, strict.Output));
        Assert.Equal(0, BuiltCommand.Run("check", "--strict", Write(Doubtful.Replace("weight: 15", "weight: 0"))).ExitCode);
    }

    [Fact]
    public void Json_says_so_too()
    {
        var result = BuiltCommand.Run("check", "--strict", "--json", Write(Doubtful));

        using var json = JsonDocument.Parse(result.Output);
        var warning = Assert.Single(json.RootElement.GetProperty("diagnostics").EnumerateArray());
        Assert.Equal((1, "never-wins", true), (result.ExitCode, warning.GetProperty("rule").GetString(), json.RootElement.GetProperty("sound").GetBoolean()));
    }

    [Fact]
    public void A_limit_and_a_control_group_are_shown_as_written()
    {
        var result = BuiltCommand.Run("check", Write(
            """
            provider: office
            filters:
              - {name: slow, layer: ale-auth-connect-v4, action: limit 0.5MB/s burst 64KiB, when: cgroup == /system.slice/backup.service}
            """));

        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"universal \(0x8000\) +slow +0x0[0-9a-f]{15} +limit 4mbit burst 64KiB +cgroup == /system\.slice/backup\.service\n", result.Output);
    }

    [Fact]
    public void Of_many_errors_a_hundred_are_shown_and_all_are_counted()
    {
        var result = BuiltCommand.Run("check", Write("provider: office\nfilters:\n" + string.Concat(Enumerable.Range(0, 130).Select(i => $"  - {{name: f{i}, layer: nowhere, action: block}}\n"))));

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.EndsWith("\n130 errors, of which the first 100 are shown\n", result.Errors, StringComparison.Ordinal);
    }

    private string Write(string text)
    {
        var file = Path.Combine(_folder, "policy.yaml");
        File.WriteAllText(file, text);
        return file;
    }
}
