using System.Collections.Immutable;
using System.Diagnostics;
using Weir.Engine;

namespace Weir.Cli.Benchmarking;

/// <summary>Something that classifies packets of one layer by a policy, to be measured.</summary>
internal abstract class ClassifyEngine : IDisposable
{
    private static readonly ImmutableArray<(string Name, Func<PolicySnapshot, LayerId, ClassifyEngine> Build)> s_engines =
    [
        ("managed", (policy, layer) => new ImageClassifyEngine(policy, layer)),
        ("kernel", (policy, layer) => new KernelClassifyEngine(policy, layer)),
        ("reference", (policy, layer) => new ReferenceClassifyEngine(policy, layer)),
    ];

    public static IEnumerable<string> Names => s_engines.Select(engine => engine.Name);

    /// <summary>Size of what it evaluates; 0 when that is the policy itself.</summary>
    public abstract long Bytes { get; }

    /// <summary>Takes the packets over in the form that it classifies.</summary>
    public abstract void Prepare(IReadOnlyList<FieldValues> packets);

    /// <summary>Classifies all packets and writes the id of the filter that decided each, or 0.</summary>
    public abstract void ClassifyAll(ulong[] filterIds);

    /// <summary>Classifies all packets.</summary>
    /// <returns>Nanoseconds that it took, by the clock of whoever classifies.</returns>
    public virtual double Time(ulong[] filterIds)
    {
        var start = Stopwatch.GetTimestamp();
        ClassifyAll(filterIds);

        // Not a TimeSpan, whose ticks of 100 ns are longer than a few packets take.
        return (Stopwatch.GetTimestamp() - start) * 1e9 / Stopwatch.Frequency;
    }

    public virtual void Dispose()
    {
    }

    public static (string Name, Func<PolicySnapshot, LayerId, ClassifyEngine> Build)? Find(string name)
    {
        foreach (var engine in s_engines)
        {
            if (engine.Name == name)
                return engine;
        }

        return null;
    }
}
