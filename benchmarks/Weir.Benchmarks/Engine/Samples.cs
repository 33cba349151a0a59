using System.Diagnostics;

namespace Weir.Benchmarks.Engine;

/// <summary>Times and allocations of something done over and over by one thread. The first time does not count.</summary>
internal sealed class Samples
{
    private readonly List<double> _microseconds = [];
    private readonly List<long> _bytes = [];
    private long _startBytes;
    private long _start;

    /// <summary>The median, with its unit.</summary>
    public string Time
    {
        get
        {
            double median = _microseconds.Skip(1).Order().ElementAt((_microseconds.Count - 1) / 2);
            return median >= 1000 ? $"{median / 1000:F1} ms" : $"{median:F1} us";
        }
    }

    /// <summary>The median, with its unit.</summary>
    public string Bytes => $"{_bytes.Skip(1).Order().ElementAt((_bytes.Count - 1) / 2):N0} bytes";

    public void Begin()
    {
        _startBytes = GC.GetAllocatedBytesForCurrentThread();
        _start = Stopwatch.GetTimestamp();
    }

    public void End()
    {
        double elapsed = Stopwatch.GetElapsedTime(_start).TotalMicroseconds;
        long bytes = GC.GetAllocatedBytesForCurrentThread() - _startBytes;
        _microseconds.Add(elapsed);
        _bytes.Add(bytes);
    }
}
