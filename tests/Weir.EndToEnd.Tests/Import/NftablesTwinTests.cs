using System.Diagnostics;
using System.Globalization;
using System.Text;
using Weir.Engine;
using Weir.Linux;
using Weir.Policy;

namespace Weir.EndToEnd.Tests.Import;

/// <summary>
/// Two namespaces get the same packets. In one, nftables enforces a generated rule set; in the other, Weir enforces what it imported from
/// there. The same packets must get through. <c>WEIR_TWIN_RULE_SETS</c> sets the number of rule sets, <c>WEIR_TWIN_SEED</c> makes others.
/// </summary>
public sealed class NftablesTwinTests(ITestOutputHelper output)
{
    private const int PacketsEachWay = 5_000;

    [Fact]
    public void Weir_lets_through_what_nftables_does()
    {
        if (!HasNftables())
            Assert.Skip("nft is not installed: apt-get install nftables");
        using var nftables = new TwinHost();
        using var weir = new TwinHost();
        using var engine = WeirEngine.Open(new LinuxEngineOptions { NetworkNamespace = weir.Host.Namespace });
        var interfaces = new Interfaces(weir.Host.InterfaceName, weir.InterfaceIndex);
        var (count, seed) = (Setting("WEIR_TWIN_RULE_SETS", 5), Setting("WEIR_TWIN_SEED", 1));
        var (sent, passed, filters) = (0, 0, 0);
        for (var number = 0; number < count; number++)
        {
            var random = new Random((seed * 1000) + number);
            var packets = new TwinPackets(random);
            var rules = new TwinRules(random, packets, nftables.Host.InterfaceName).Next();
            nftables.Nft("-f", "-", rules);
            var imported = Import(nftables, rules, interfaces);
            filters += imported.Filters.Length;
            using (var session = engine.OpenSession(new SessionOptions { Name = "twin", Dynamic = true }))
            {
                imported.Install(session);
                foreach (var outbound in (bool[])[false, true])
                {
                    var batch = Enumerable.Range(1, PacketsEachWay).Select(id => packets.Next(id, outbound)).ToList();
                    var expected = nftables.Filter(batch, outbound);
                    var actual = weir.Filter(batch, outbound);
                    sent += batch.Count;
                    passed += expected.Count;
                    if (!expected.SetEquals(actual))
                        Fail(number, rules, batch, expected, actual, outbound);
                }
            }

            foreach (var table in rules.Split('\n').Where(line => line.StartsWith("table ", StringComparison.Ordinal)))
                nftables.Nft(["delete", .. table.TrimEnd('{', ' ').Split(' ')]);
        }

        output.WriteLine($"{count} rule sets, {filters} filters, {sent} packets, of which {passed} got through");
        Assert.InRange(passed, sent / 20, sent * 19 / 20);
    }

    /// <summary>Without rules every packet gets through, or the comparison says little.</summary>
    [Fact]
    public void Every_packet_reaches_the_hooks()
    {
        if (!HasNftables())
            Assert.Skip("nft is not installed: apt-get install nftables");
        using var host = new TwinHost();
        var packets = new TwinPackets(new Random(7));
        foreach (var outbound in (bool[])[false, true])
        {
            var batch = Enumerable.Range(1, 1000).Select(id => packets.Next(id, outbound)).ToList();
            Assert.Equal(1000, host.Filter(batch, outbound).Count);
        }
    }

    private static ImportResult Import(TwinHost nftables, string rules, Interfaces interfaces)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(nftables.Nft("-j", "list", "ruleset")));
        var imported = new NftablesImporter().Import(Without(stream), new ImportOptions { Interfaces = interfaces });

        // Generated chains may be such that nothing jumps to them.
        var leftOut = imported.Report.Notes.Where(note => note.Kind == ImportNoteKind.LeftOut && note.Text != "no chain that came in leads to it");
        Assert.True(!leftOut.Any(), $"{rules}\n{string.Join('\n', leftOut)}");
        return imported;
    }

    /// <summary>The listing without the observer's own table.</summary>
    private static MemoryStream Without(MemoryStream listing)
    {
        using var json = System.Text.Json.JsonDocument.Parse(listing);
        var kept = json.RootElement.GetProperty("nftables").EnumerateArray().Select(item => item.GetRawText()).Where(item => !item.Contains("\"observer\"", StringComparison.Ordinal));
        return new MemoryStream(Encoding.UTF8.GetBytes($"{{\"nftables\":[{string.Join(',', kept)}]}}"));
    }

    private static void Fail(int number, string rules, List<byte[]> batch, HashSet<int> expected, HashSet<int> actual, bool outbound)
    {
        var first = Enumerable.Range(1, batch.Count).First(id => expected.Contains(id) != actual.Contains(id));
        var different = Enumerable.Range(1, batch.Count).Count(id => expected.Contains(id) != actual.Contains(id));
        Assert.Fail(
            $"rule set {number}: {different} packets differ. {(outbound ? "Sent" : "Received")} packet {first} {(expected.Contains(first) ? "passes" : "is dropped by")} nftables, not so with Weir: "
            + $"{Convert.ToHexStringLower(batch[first - 1])}\n{rules}");
    }

    private static bool HasNftables()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("nft", "--version") { RedirectStandardOutput = true });
            process!.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    private sealed class Interfaces(string name, uint index) : IInterfaceResolver
    {
        public IReadOnlyCollection<string> Names { get; } = ["lo", name];

        public uint? FindIndex(string asked) => asked == "lo" ? 1 : asked == name ? index : null;
    }
}
