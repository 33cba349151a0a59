using Weir.Benchmarks.Compiler;
using Weir.Benchmarks.Transport;

// Each benchmark is a verb: dotnet run -c Release --project benchmarks/Weir.Benchmarks -- VERB
Dictionary<string, Func<int>> verbs = new()
{
    ["compiler"] = CompilerBenchmark.Run,
    ["transport"] = TransportBenchmark.Run,
};

if (args is [var verb] && verbs.TryGetValue(verb, out var run))
    return run();

Console.Error.WriteLine($"Usage: Weir.Benchmarks VERB, where VERB is one of: {string.Join(", ", verbs.Keys)}");
return 64;
