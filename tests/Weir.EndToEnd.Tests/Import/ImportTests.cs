using System.Text.Json;

namespace Weir.EndToEnd.Tests.Import;

public sealed class ImportTests
{
    private const string State =
        """
        <wfpdiag><filters>
          <item><filterKey>{00000001-0000-0000-0000-000000000001}</filterKey><displayData><name>web</name></displayData>
            <layerKey>FWPM_LAYER_ALE_AUTH_CONNECT_V4</layerKey><subLayerKey>FWPM_SUBLAYER_UNIVERSAL</subLayerKey><weight><type>FWP_EMPTY</type></weight>
            <filterCondition><item><fieldKey>FWPM_CONDITION_CURRENT_PROFILE_ID</fieldKey><matchType>FWP_MATCH_EQUAL</matchType><conditionValue><type>FWP_UINT32</type><uint32>2</uint32></conditionValue></item></filterCondition>
            <action><type>FWP_ACTION_PERMIT</type></action><effectiveWeight><type>FWP_UINT64</type><uint64>1</uint64></effectiveWeight></item>
          <item><filterKey>{00000001-0000-0000-0000-000000000002}</filterKey><displayData><name>lost</name></displayData><layerKey>FWPM_LAYER_NOWHERE</layerKey></item>
        </filters></wfpdiag>
        """;

    [Fact]
    public void The_report_counts_and_names()
    {
        var result = BuiltCommand.RunWithInput(State, "import", "-");
        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"filter +2 +1 +0 +1 +0", result.Output);
        Assert.Contains("filter 'lost' left out: its layer is FWPM_LAYER_NOWHERE, which Weir does not know", result.Errors);
        Assert.Equal(1, BuiltCommand.RunWithInput(State, "import", "-", "--strict").ExitCode);
    }

    [Fact]
    public void Json_has_every_note()
    {
        var result = BuiltCommand.RunWithInput(State, "import", "-", "--json", "--assume", "profile=2");
        using var json = JsonDocument.Parse(result.Output);
        var notes = json.RootElement.GetProperty("notes").EnumerateArray().Select(note => note.GetProperty("kind").GetString()).ToList();
        Assert.Equal(("wfp-xml", false), (json.RootElement.GetProperty("format").GetString(), json.RootElement.GetProperty("complete").GetBoolean()));
        Assert.Contains("left_out", notes);
        Assert.Contains("changed", notes);
    }

    [Fact]
    public void What_comes_in_can_be_written_as_a_policy_file()
    {
        var file = Path.GetTempFileName();
        try
        {
            Assert.Equal(0, BuiltCommand.RunWithInput(State, "import", "-", "--output", file).ExitCode);
            var written = File.ReadAllText(file);
            Assert.Contains("name: web", written);
            Assert.Equal(written, BuiltCommand.Run("format", file).Output);
            Assert.Equal(0, BuiltCommand.Run("check", file).ExitCode);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("is of none of the formats wfp-xml")]
    [InlineData("there is no format 'pf'; the formats are: wfp-xml", "--format", "pf")]
    [InlineData("--assume takes a field and a number", "--assume", "profile")]
    [InlineData("there is no field 'moon'", "--assume", "moon=1")]
    [InlineData("--family takes 4 or 6", "--family", "5")]
    public void Wrong_use_is_told(string message, params string[] options)
    {
        var result = BuiltCommand.RunWithInput("nothing", ["import", "-", .. options]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Errors);
    }
}
