using System.Runtime.CompilerServices;
using System.Text;

namespace Weir.Engine.Tests.Guides;

/// <summary>The table of paths in docs/guides/15-explain.md is the one that explanations use.</summary>
public sealed class ExplainGuideTests
{
    [Fact]
    public void The_guide_has_the_table_of_paths()
    {
        var text = new StringBuilder();
        foreach (var path in TrafficPath.All)
        {
            text.Append($"**{path.Kind.ToString().ToLowerInvariant()}**: {path.Description}\n\n| layer | hook | | remark |\n|---|---|---|---|\n");
            foreach (var step in path.Steps)
            {
                text.Append($"| {step.Family} | {step.Hook} | {Traffic(step)} | {step.Remark} |\n".Replace("|  |", "| |", StringComparison.Ordinal));
            }

            text.Append('\n');
        }

        Assert.Contains(text.ToString(), File.ReadAllText(Guide()), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_step_of_a_path_is_a_layer_for_each_IP_version()
    {
        foreach (var family in TrafficPath.All.SelectMany(path => path.Steps).Select(step => step.Family))
        {
            Assert.True(Layers.Find(family) is not null || (Layers.Find($"{family}_V4") is not null && Layers.Find($"{family}_V6") is not null), family);
        }
    }

    private static string Traffic(PathStep step)
    {
        var protocols = step.Protocols switch
        {
            TrafficProtocols.Tcp => "TCP",
            TrafficProtocols.NotTcp => "not TCP",
            TrafficProtocols.IcmpErrors => "ICMP errors",
            _ => "",
        };
        return string.Join(", ", new[] { step.Packet, protocols }.Where(part => part.Length > 0));
    }

    private static string Guide([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/guides/15-explain.md");
}
