namespace Weir.EndToEnd.Tests.Format;

/// <summary><c>weir format POLICY</c>.</summary>
public sealed class FormatTests : IDisposable
{
    private const string Canonical =
        """
        provider: office

        sublayers:
          - name: firewall
            weight: 0x2000

        filters:
          - name: the web
            layer: outbound-transport
            when: "remote.port in [80, 443]"
            action: permit
            weight: 8

          - name: slow
            layer: outbound-transport-v4
            sublayer: universal
            action: limit 16mbit burst 256kB

        """;

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void A_file_is_written_in_its_canonical_form_and_stays_so()
    {
        File.WriteAllText(_file, """
            {provider: office, # the owner
             sublayers: [{weight: 8192, name: firewall}],
             filters: [{action: permit, weight: 0x8, name: the web, when: "remote.port in [80,443]", layer: outbound-transport},
               {name: slow, action: "limit 2MB/s burst 0.256MB", layer: [outbound-transport-v4], sublayer: universal}]}
            """);

        var first = BuiltCommand.Run("format", _file);
        File.WriteAllText(_file, first.Output);
        var second = BuiltCommand.Run("format", _file);

        Assert.Equal((0, Canonical, ""), (first.ExitCode, first.Output, first.Errors));
        Assert.Equal((0, Canonical, ""), (second.ExitCode, second.Output, second.Errors));
    }

    [Fact]
    public void A_wrong_file_is_not_written()
    {
        File.WriteAllText(_file, Canonical.Replace("burst 256kB", "burst 256"));

        var result = BuiltCommand.Run("format", _file);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("'256' is not a number of bytes", result.Errors, StringComparison.Ordinal);
    }
}
