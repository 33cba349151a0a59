using System.Diagnostics;
using Weir.Engine;
using Weir.Linux;

namespace Weir.Benchmarks.Classify;

/// <summary>The policy image in the kernel, by its test run, over the same loop with an image of no filter.</summary>
internal sealed class KernelWalkMethod : ClassifyMethod
{
    private readonly LinuxImageReplay _full;
    private readonly LinuxImageReplay _empty;
    private readonly ulong[] _filterIds;

    public KernelWalkMethod(RuleSet set, PolicyImage image)
    {
        Rules = set.Filters.Count;
        var batch = ManagedWalkMethod.BatchOf(set, LinuxImageReplay.LargestBatch);
        _filterIds = new ulong[batch.Count];
        _full = LinuxImageReplay.Open(image);
        _empty = LinuxImageReplay.Open(PolicyImage.Build(ClassificationPlan.Build(PolicySnapshot.Initial, set.Layer)));
        _full.SetPackets(batch);
        _empty.SetPackets(batch);
    }

    public override string Name => "Weir, kernel";

    public override int Rules { get; }

    /// <summary>What the last round found.</summary>
    public ReadOnlySpan<ulong> FilterIds => _filterIds;

    public override void Dispose()
    {
        _full.Dispose();
        _empty.Dispose();
    }

    protected override double Measure()
    {
        var empty = _empty.Classify(_filterIds);
        return (_full.Classify(_filterIds) - empty) / (double)_filterIds.Length;
    }
}

/// <summary>The policy image on the CLR, one packet after the other or in batches, over the same with an image of no filter.</summary>
internal sealed class ManagedWalkMethod : ClassifyMethod
{
    private readonly PolicyImage _image;
    private readonly PolicyImage _empty;
    private readonly PacketBatch _packets;
    private readonly ulong[] _filterIds;

    private readonly bool _isBatched;

    public ManagedWalkMethod(RuleSet set, PolicyImage image, bool isBatched)
    {
        _isBatched = isBatched;
        Rules = set.Filters.Count;
        _image = image;
        _empty = PolicyImage.Build(ClassificationPlan.Build(PolicySnapshot.Initial, set.Layer));
        _packets = BatchOf(set, int.MaxValue);
        _filterIds = new ulong[_packets.Count];
    }

    public override string Name => _isBatched ? "Weir, CLR, batch" : "Weir, CLR";

    public override int Rules { get; }

    /// <summary>What the last round found.</summary>
    public ReadOnlySpan<ulong> FilterIds => _filterIds;

    public static PacketBatch BatchOf(RuleSet set, int most)
    {
        var batch = new PacketBatch(set.Layer);
        foreach (var packet in set.Packets.Take(most))
            batch.Add(packet);
        return batch;
    }

    public override void WarmUp()
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < TimeSpan.FromMilliseconds(300);)
            Measure();
    }

    public override void Dispose()
    {
    }

    protected override double Measure()
    {
        var start = Stopwatch.GetTimestamp();
        ClassifyAll(_empty);
        var middle = Stopwatch.GetTimestamp();
        ClassifyAll(_image);
        return (Stopwatch.GetTimestamp() - middle - (middle - start)) * 1e9 / Stopwatch.Frequency / _filterIds.Length;
    }

    private void ClassifyAll(PolicyImage image)
    {
        if (_isBatched)
        {
            image.Classify(_packets, _filterIds);
            return;
        }

        for (var i = 0; i < _filterIds.Length; i++)
            _filterIds[i] = image.Classify(_packets, i);
    }
}

/// <summary>The reference evaluator: a plain loop over filters and conditions, for sizes at which that ends.</summary>
internal sealed class ReferenceMethod(RuleSet set) : ClassifyMethod
{
    public const int LargestSize = 1000;
    private const int PacketCount = 2000;

    private readonly ulong[] _filterIds = new ulong[Math.Min(PacketCount, set.Packets.Count)];

    public override string Name => "reference, CLR";

    public override int Rules => set.Filters.Count;

    /// <summary>What the last round found, for the first packets.</summary>
    public ReadOnlySpan<ulong> FilterIds => _filterIds;

    public override void Dispose()
    {
    }

    protected override double Measure()
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < _filterIds.Length; i++)
            _filterIds[i] = ReferenceEvaluator.Classify(set.Policy, set.Layer, set.Packets[i]).FilterId;
        return (Stopwatch.GetTimestamp() - start) * 1e9 / Stopwatch.Frequency / _filterIds.Length;
    }
}
