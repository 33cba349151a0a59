namespace Weir.Benchmarks.Classify;

/// <summary>One way to classify the packets of a rule set, ready to be measured.</summary>
internal abstract class ClassifyMethod : IDisposable
{
    private readonly List<double> _rounds = [];

    /// <summary>What the tables call it; the same for all rule sets.</summary>
    public abstract string Name { get; }

    /// <summary>Number of rules that it holds.</summary>
    public abstract int Rules { get; }

    /// <summary>The rules that are left out, or another thing that must be known of the number; null for nothing.</summary>
    public virtual string? Remark => null;

    /// <summary>Whether it is measured with real packets.</summary>
    public virtual bool IsLive => false;

    /// <summary>The median of the rounds, in nanoseconds for a packet.</summary>
    public double Median => Middle(_rounds);

    /// <summary>Half of the rounds are between these.</summary>
    public (double Low, double High) Quartiles
    {
        get
        {
            _rounds.Sort();
            return (_rounds[_rounds.Count / 4], _rounds[_rounds.Count * 3 / 4]);
        }
    }

    /// <summary>Measures once and keeps the result.</summary>
    public void Round() => _rounds.Add(Measure());

    /// <summary>Measures once without keeping it, for caches and the just-in-time compiler.</summary>
    public virtual void WarmUp() => Measure();

    public abstract void Dispose();

    /// <summary>Nanoseconds for a packet over what is taken without any rule.</summary>
    protected abstract double Measure();

    protected static double Middle(List<double> values)
    {
        values.Sort();
        return values.Count == 0 ? double.NaN : values[values.Count / 2];
    }
}
