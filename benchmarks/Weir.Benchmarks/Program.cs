using Weir.Benchmarks.Callouts;
using Weir.Benchmarks.Classify;
using Weir.Benchmarks.Commits;
using Weir.Benchmarks.Compiler;
using Weir.Benchmarks.Engine;
using Weir.Benchmarks.Interfaces;
using Weir.Benchmarks.Limits;
using Weir.Benchmarks.Store;
using Weir.Benchmarks.Throughput;
using Weir.Benchmarks.Transport;

// Each benchmark is a verb, and none is all of them: dotnet run -c Release --project benchmarks/Weir.Benchmarks [-- VERB]
Dictionary<string, Func<int>> verbs = new()
{
    ["transport"] = TransportBenchmark.Run,
    ["commits"] = CommitBenchmark.Run,
    ["callouts"] = CalloutBenchmark.Run,
    ["limits"] = LimitBenchmark.Run,
    ["throughput"] = ThroughputBenchmark.Run,
    ["swaps"] = SwapBenchmark.Run,
    ["interfaces"] = InterfaceBenchmark.Run,
    ["compiler"] = CompilerBenchmark.Run,
    ["engine"] = EngineBenchmark.Run,
    ["image"] = ImageBenchmark.Run,
    ["store"] = StoreBenchmark.Run,
    ["flowcache"] = FlowCacheBenchmark.Run,
    ["classify"] = () => ClassifyBenchmark.Run([]),
};

switch (args)
{
    case []:
        return verbs.Values.Select(run => run()).ToList().Max();
    case ["classify", .. var arguments]:
        return ClassifyBenchmark.Run(arguments);
    case [var verb] when verbs.TryGetValue(verb, out var run):
        return run();
    default:
        Console.Error.WriteLine($"Usage: Weir.Benchmarks [VERB], where VERB is one of: {string.Join(", ", verbs.Keys)}; without it all run.");
        return 2;
}
