using System.CommandLine;
using System.Globalization;
using Weir.Cli.Benchmarking;

namespace Weir.Cli.Commands;

/// <summary><c>weir bench classify</c>: how long a classification takes, with rules and packets of one's own.</summary>
internal static class BenchCommand
{
    public static Command Create() => new("bench", "Measure Weir on this machine.") { CreateClassify() };

    private static Command CreateClassify()
    {
        var rules = new Option<string>("--rules") { HelpName = "file", Required = true, Description = "A ClassBench rule file." };
        var trace = new Option<string>("--trace") { HelpName = "file", Required = true, Description = "A ClassBench trace file, the packets." };
        var engine = new Option<string?>("--engine")
        {
            HelpName = "managed|kernel|reference",
            Description = "Who classifies; managed unless told otherwise. Only kernel needs root.",
        };
        var live = new Option<bool>("--live")
        {
            Description = "Send the packets through network namespaces of its own, with the engine attached there and without. Needs root.",
        };
        var matches = new Option<string?>("--matches")
        {
            HelpName = "file",
            Description = "Write the number of the rule that decided each packet, from 0, or -1; one a line.",
        };
        var json = new Option<bool>("--json") { Description = "Write the answer as JSON." };
        var command = new Command("classify", "Measure how long classifying a packet takes.") { rules, trace, engine, live, matches, json };
        command.SetAction(result => Run(
            result.GetRequiredValue(rules),
            result.GetRequiredValue(trace),
            result.GetValue(engine),
            result.GetValue(live),
            result.GetValue(matches),
            result.GetValue(json)));
        return command;
    }

    private static int Run(string rules, string trace, string? engineName, bool live, string? matches, bool json)
    {
        if (ClassifyEngine.Find(engineName ?? "managed") is not { } kind)
            throw new UsageException($"there is no engine '{engineName}'; the engines are: {string.Join(", ", ClassifyEngine.Names)}");
        if (live && engineName is not (null or "kernel"))
            throw new UsageException($"--live is for the kernel's engine; leave --engine {engineName} out");

        var benchmark = ClassifyBenchmark.Load(rules, trace);
        var report = live ? benchmark.RunLive() : benchmark.Run(kind);
        if (matches is not null)
            File.WriteAllLines(matches, report.Matches.Select(number => number.ToString(CultureInfo.InvariantCulture)));
        if (json)
            WriteJson(report);
        else
            WriteText(report);
        return ExitCodes.Ok;
    }

    private static void WriteJson(ClassifyReport report) => JsonOutput.Write(json =>
    {
        json.WriteString("engine", report.Engine);
        json.WriteNumber("filters", report.Filters);
        json.WriteNumber("packets", report.Matches.Length);
        json.WriteNumber("ns_per_packet", Math.Round(report.NanosecondsPerPacket, 2));
        json.WriteNumber("ns_empty", Math.Round(report.NanosecondsEmpty, 2));
        json.WriteNumber("build_ms", Math.Round(report.Build.TotalMilliseconds, 2));
        json.WriteNumber("bytes", report.Bytes);
    });

    private static void WriteText(ClassifyReport report)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Engine}: {report.Filters} filters, {report.Matches.Length} packets, {report.Matches.Count(number => number >= 0)} of them matched"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {report.NanosecondsPerPacket:0.0} ns a packet, {report.NanosecondsEmpty:0.0} ns {(report.Engine == "live" ? "without the engine" : "with no filter")}; median of {report.Rounds} {(report.Rounds == 1 ? "round" : "rounds")}"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  built in {report.Build.TotalMilliseconds:0.0} ms, {report.Bytes} bytes"));
    }
}
