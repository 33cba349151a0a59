using System.Text.Json;

namespace Weir.EndToEnd.Tests.Check;

public sealed class CheckTests : IDisposable
{
    private const string Sound =
        """
        provider: office
        sublayers:
          - {name: firewall, weight: 0x2000}
        filters:
          - name: no wire server
            layer: outbound-transport
            when: remote.address == 168.63.129.16
            action: block
          - name: the web
            layer: outbound-transport-v4
            when: remote.port == 80 or interface == wan0
            action: permit
            weight: 15
            hard: true
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("weir-check-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_sound_policy_is_shown_in_the_order_of_evaluation()
    {
        var file = Write(Sound);
        var result = BuiltCommand.Run("check", file);

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        var lines = result.Output.Split('\n');
        Assert.Equal($"{file}: sound; provider office, 1 sublayer, 2 filters written, 3 installed", lines[0]);
        Assert.Equal("outbound-transport-v4, in the order of evaluation:", lines[2]);
        Assert.Matches(@"firewall \(0x2001\) +the web #2 +0xf[0-9a-f]{15} +permit, hard +interface == wan0$", lines[4]);
        Assert.Matches(@"firewall \(0x2001\) +the web +0xf[0-9a-f]{15} +permit, hard +ip\.protocol in \[tcp, udp\] and remote\.port == 80$", lines[5]);
        Assert.Matches(@"firewall \(0x2001\) +no wire server +0x0[0-9a-f]{15} +block +remote\.address == 168\.63\.129\.16$", lines[6]);
    }

    [Fact]
    public void A_filter_may_be_at_any_layer()
    {
        var file = Write("provider: office\nfilters: [{name: everywhere, layer: [ale-auth-connect, stream-v6, inbound-mac-frame-ethernet, rpc-um], action: block}]");

        var result = BuiltCommand.Run("check", file);

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Equal(
            ["stream-v6", "ale-auth-connect-v4", "ale-auth-connect-v6", "inbound-mac-frame-ethernet", "rpc-um"],
            result.Output.Split('\n').Where(line => line.Contains("in the order of evaluation")).Select(line => line.Split(',')[0]));
    }

    [Fact]
    public void Json_has_the_same_answer()
    {
        var result = BuiltCommand.Run("check", Write(Sound), "--json");

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        using var json = JsonDocument.Parse(result.Output);
        Assert.True(json.RootElement.GetProperty("sound").GetBoolean());
        Assert.Equal(8192, json.RootElement.GetProperty("sublayers")[0].GetProperty("weight").GetInt32());
        var filters = json.RootElement.GetProperty("filters").EnumerateArray().ToList();
        Assert.Equal(3, filters.Count);
        Assert.All(filters, filter => Assert.Equal("outbound-transport-v4", filter.GetProperty("layer").GetString()));
        Assert.Equal("block", filters[^1].GetProperty("action").GetString());
    }

    [Fact]
    public void Callouts_and_the_filters_that_ask_them_are_shown()
    {
        var file = Write(
            """
            provider: office
            callouts:
              - {name: watch, class: Samples.Watch, layer: outbound-transport-v4}
            filters:
              - name: ask
                layer: outbound-transport-v4
                action: callout-unknown
                callout: watch
                context: 7
                flags: [clear-action-right, permit-if-callout-unregistered]
            """);

        var text = BuiltCommand.Run("check", file).Output;
        Assert.Matches(@"(?m)^  watch +outbound-transport-v4  [0-9a-f-]{36}  Samples\.Watch$", text);
        Assert.Matches(@"(?m)^  universal \(0x8000\)  ask +0x0{16}  callout-unknown watch \(7\), hard, permit if unregistered  everything$", text);

        using var json = JsonDocument.Parse(BuiltCommand.Run("check", file, "--json").Output);
        Assert.Equal("Samples.Watch", json.RootElement.GetProperty("callouts")[0].GetProperty("class").GetString());
        var filter = json.RootElement.GetProperty("filters")[0];
        Assert.Equal(("callout-unknown", "watch", "0x0000000000000007"), (Text("action"), Text("callout"), Text("context")));

        string? Text(string name) => filter.GetProperty(name).GetString();
    }

    [Fact]
    public void A_wrong_policy_names_the_line_the_field_and_the_fix_of_every_fault()
    {
        var file = Write(Sound.Replace("remote.address", "remote.adress").Replace("permit", "allow"));
        var result = BuiltCommand.Run("check", file);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Equal(
            $"""
            {file}:7:11: error: filters[0].when: unknown field 'remote.adress'
                7 |     when: remote.adress == 168.63.129.16
                  |           ^~~~~~~~~~~~~
                  = did you mean remote.address?
            {file}:12:13: error: filters[1].action: unknown action 'allow'
               12 |     action: allow
                  |             ^~~~~
                  = write permit
            2 errors

            """,
            result.Errors);
    }

    [Fact]
    public void A_wrong_policy_is_described_in_json_too()
    {
        var result = BuiltCommand.Run("check", "--json", Write(Sound.Replace("0x2000", "70000")));

        Assert.Equal((1, ""), (result.ExitCode, result.Errors));
        using var json = JsonDocument.Parse(result.Output);
        Assert.False(json.RootElement.GetProperty("sound").GetBoolean());
        var fault = Assert.Single(json.RootElement.GetProperty("diagnostics").EnumerateArray());
        Assert.Equal("error", fault.GetProperty("severity").GetString());
        Assert.Equal(3, fault.GetProperty("line").GetInt32());
        Assert.Equal("sublayers[0].weight", fault.GetProperty("path").GetString());
    }

    [Fact]
    public void A_doubtful_policy_is_sound_and_warned_about()
    {
        var result = BuiltCommand.Run("check", Write(Sound.Replace("== 168", "!= 168")));

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(":7:11: warning: filters[0].when: the addresses it excludes are of IPv4", result.Errors);
    }

    [Fact]
    public void Standard_input_is_read_for_a_dash()
    {
        Assert.Equal(0, BuiltCommand.RunWithInput(Sound, "check", "-").ExitCode);
        Assert.StartsWith("<stdin>:1:1: error: ", BuiltCommand.RunWithInput("hello", "check", "-").Errors);
    }

    [Fact]
    public void A_policy_in_json_is_read()
    {
        var result = BuiltCommand.RunWithInput("""{"provider": "p", "filters": [{"name": "f", "layer": "inbound-transport", "action": "block"}]}""", "check", "-");
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
    }

    [Fact]
    public void A_missing_file_is_one_sentence()
    {
        var result = BuiltCommand.Run("check", "/nonexistent.yaml");
        Assert.Equal((1, "", "weir: there is no file /nonexistent.yaml\n"), (result.ExitCode, result.Output, result.Errors));
    }

    [Fact]
    public void A_directory_is_one_sentence()
    {
        var result = BuiltCommand.Run("check", _folder);
        Assert.Equal((1, $"weir: {_folder} is a directory; name a policy file in it\n"), (result.ExitCode, result.Errors));
    }

    [Fact]
    public void A_binary_is_refused_without_a_trace()
    {
        var result = BuiltCommand.Run("check", BuiltCommand.Executable);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.DoesNotContain("   at ", result.Errors);
        Assert.DoesNotContain(result.Errors, c => char.IsControl(c) && c != '\n');
    }

    [Theory]
    [InlineData("name a verb")]
    [InlineData("there is no verb 'chek'", "chek", "policy.yaml")]
    [InlineData("Required argument missing for command: 'check'.|Required argument 'POLICY' missing for command: 'check'.", "check")]
    [InlineData("Unrecognized command or argument '--jsn'.", "check", "policy.yaml", "--jsn")]
    [InlineData("Unrecognized command or argument 'other.yaml'.", "check", "policy.yaml", "other.yaml")]
    public void A_wrong_command_line_is_exit_code_2(string message, params string[] arguments)
    {
        var result = BuiltCommand.Run(arguments);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(message.Split('|'), text => result.Errors.StartsWith($"weir: {text}"));
        Assert.Contains("\nsee: weir ", result.Errors);
    }

    [Theory]
    [InlineData("Usage:\n  weir [command]", "--help")]
    [InlineData("Usage:\n  weir check <POLICY>", "check", "--help")]
    public void Help_is_exit_code_0(string text, params string[] arguments)
    {
        var result = BuiltCommand.Run(arguments);
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Contains(text, result.Output);
    }

    [Fact]
    public void No_eBPF_is_even_loaded()
    {
        foreach (var file in Directory.GetFiles(AppContext.BaseDirectory))
        {
            // Without the list of dependencies the host takes what is there.
            var name = Path.GetFileName(file);
            // Weir.Bpf.Language is the vocabulary of callouts, which the engine speaks too.
            if ((name.StartsWith("Weir.Bpf") && name != "Weir.Bpf.Language.dll") || name.StartsWith("Spectre") || name == "Weir.Cli.deps.json")
                continue;
            if (name.StartsWith("Weir.") || name is "Superpower.dll" or "YamlDotNet.dll" or "System.CommandLine.dll")
                File.Copy(file, Path.Combine(_folder, name));
        }

        var result = BuiltCommand.Run(Path.Combine(_folder, "Weir.Cli"), Sound, ["check", "-"]);
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
    }

    private string Write(string policy)
    {
        var path = Path.Combine(_folder, "policy.yaml");
        File.WriteAllText(path, policy);
        return path;
    }
}
