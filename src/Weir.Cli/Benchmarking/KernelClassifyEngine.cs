using Weir.Engine;
using Weir.Linux;

namespace Weir.Cli.Benchmarking;

/// <summary>The policy image, searched in the kernel by its test run; attached nowhere. Needs root.</summary>
internal sealed class KernelClassifyEngine : ClassifyEngine
{
    private readonly LinuxImageReplay _kernel;
    private readonly LayerId _layer;
    private readonly List<PacketBatch> _batches = [];

    public KernelClassifyEngine(PolicySnapshot policy, LayerId layer)
    {
        var image = PolicyImage.Build(ClassificationPlan.Build(policy, layer));
        Bytes = image.Size;
        _kernel = LinuxImageReplay.Open(image);
        _layer = layer;
    }

    public override long Bytes { get; }

    public override void Prepare(IReadOnlyList<FieldValues> packets)
    {
        foreach (var packet in packets)
        {
            if (_batches.Count == 0 || _batches[^1].Count == LinuxImageReplay.LargestBatch)
                _batches.Add(new PacketBatch(_layer));
            _batches[^1].Add(packet);
        }

        _kernel.SetPackets(_batches[0]);
    }

    public override void ClassifyAll(ulong[] filterIds) => Time(filterIds);

    public override double Time(ulong[] filterIds)
    {
        var time = 0.0;
        var answers = filterIds.AsSpan();
        foreach (var batch in _batches)
        {
            // One batch stays where it is from run to run.
            if (_batches.Count > 1)
                _kernel.SetPackets(batch);
            var count = Math.Min(batch.Count, answers.Length);
            time += _kernel.Classify(answers[..count]);
            answers = answers[count..];
        }

        return time;
    }

    public override void Dispose()
    {
        _kernel.Dispose();
        base.Dispose();
    }
}
