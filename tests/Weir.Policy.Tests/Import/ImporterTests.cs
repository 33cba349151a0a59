using System.Runtime.CompilerServices;
using System.Text;
using Weir.Engine;

namespace Weir.Policy.Tests.Import;

public sealed class ImporterTests
{
    [Fact]
    public void An_importer_is_a_small_class()
    {
        using var stream = new MemoryStream("deny-list\n192.0.2.0/24\nnowhere\n2001:db8::/32\n"u8.ToArray());
        var result = new DenyListImporter().Import(stream, new ImportOptions());
        Assert.Equal(new ImportCount("network", 3, 2, 0, 1), Assert.Single(result.Report.Counts));
        Assert.Equal(["no 192.0.2.0/24", "no 2001:db8::/32"], result.Filters.Select(filter => filter.Name));
        Assert.Equal("line 3: network 'nowhere' left out: it is no network: write an address and a length, such as 192.0.2.0/24", Assert.Single(result.Report.Notes).ToString());
    }

    [Fact]
    public void The_guide_shows_that_class()
    {
        var code = Read("DenyListImporter.cs");
        var shown = code[code.IndexOf("public sealed class", StringComparison.Ordinal)..].TrimEnd();
        Assert.Contains(shown, Read("../../../docs/guides/17-import.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_object_comes_in_whole_or_not_at_all()
    {
        var builder = new ImportBuilder("test");
        var rule = new ImportSource("rule", "both ways", Guid.Empty, 1);
        builder.Count("rule");
        builder.Add(Filter("there", FilterCondition.RemotePort(1)), rule);
        builder.Add(Filter("and back", FilterCondition.RemotePort(2, 1)), rule);
        var result = builder.Build();
        Assert.Empty(result.Filters);
        Assert.Equal(new ImportCount("rule", 1, 0, 0, 1), Assert.Single(result.Report.Counts));
        Assert.Contains("the low end is above the high end", Assert.Single(result.Report.Notes).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Policy_files_are_no_ones_to_import()
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes("provider: office\nfilters: []\n"));
        Assert.Null(PolicyImporters.Recognize(stream));
        Assert.Equal(PolicyImporters.All.Length, PolicyImporters.All.Select(importer => importer.Name).Distinct().Count());
        Assert.All(PolicyImporters.All, importer => Assert.Same(importer, PolicyImporters.Find(importer.Name)));
    }

    private static FilterSpec Filter(string name, FilterCondition condition) => new()
    {
        Name = name,
        Layer = LayerId.OutboundTransportV4,
        Conditions = [condition],
        Action = FilterAction.Block,
    };

    private static string Read(string path, [CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, path));
}
