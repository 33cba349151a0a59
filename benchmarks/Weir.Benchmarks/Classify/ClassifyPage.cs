using System.Globalization;
using System.Text;

namespace Weir.Benchmarks.Classify;

/// <summary>The page of one run: tables, plots, and how they were taken.</summary>
internal static class ClassifyPage
{
    public static void Write(string directory, ClassifyOptions options, List<ClassifyResult> results, IEnumerable<string> leftOut)
    {
        Directory.CreateDirectory(directory);
        var page = new StringBuilder();
        page.AppendLine("# Classification by the number of rules");
        page.AppendLine();
        page.AppendLine("Written by `dotnet run -c Release --project benchmarks/Weir.Benchmarks -- classify --output docs/measured`; what the columns mean and");
        page.AppendLine("how they are taken is in [performance.md](../performance.md#classification-by-the-number-of-rules).");
        page.AppendLine();
        page.AppendLine(CultureInfo.InvariantCulture, $"{Processor()}, {Environment.ProcessorCount} processors, Linux {Environment.OSVersion.Version}, .NET {Environment.Version}. Rules: {(options.Rules is null ? "made by the command" : "ClassBench files")}.");
        foreach (var family in results.GroupBy(result => result.Family))
        {
            page.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"## {family.Key}").AppendLine();
            page.AppendLine(CultureInfo.InvariantCulture, $"![{family.Key}](classification-{family.Key}.svg)").AppendLine();
            WriteTable(page, [.. family]);
            File.WriteAllText(Path.Combine(directory, $"classification-{family.Key}.svg"), ScalingPlot.Draw(family.Key, [.. family]));
        }

        page.AppendLine();
        foreach (var reason in leftOut)
            page.AppendLine(CultureInfo.InvariantCulture, $"Left out: {reason}.").AppendLine();
        File.WriteAllText(Path.Combine(directory, "classification.md"), page.ToString().TrimEnd() + Environment.NewLine);
    }

    private static void WriteTable(StringBuilder page, List<ClassifyResult> results)
    {
        var sizes = results.Select(result => (result.Size, result.SetRules)).Distinct().Order().ToList();
        page.AppendLine(CultureInfo.InvariantCulture, $"| ns for a packet, over none | {string.Join(" | ", sizes.Select(size => Number(size.SetRules)))} |");
        page.AppendLine(CultureInfo.InvariantCulture, $"|---|{string.Concat(sizes.Select(_ => "---|"))}");
        foreach (var method in results.GroupBy(result => result.Method))
        {
            page.Append(CultureInfo.InvariantCulture, $"| {method.Key}{(method.First().IsLive ? ", in situ" : "")} |");
            foreach (var (size, _) in sizes)
            {
                var result = method.FirstOrDefault(result => result.Size == size);
                page.Append(result is null ? "  |" : $" {Number(result.Nanoseconds)}{(result.Remark is null ? "" : $" ({result.Remark})")} |");
            }

            page.AppendLine();
        }
    }

    private static string Processor() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown processor";

    private static string Number(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}
