using Weir.Engine;

namespace Weir.Cli.Benchmarking;

/// <summary>The policy image, searched on the CLR.</summary>
internal sealed class ImageClassifyEngine(PolicySnapshot policy, LayerId layer) : ClassifyEngine
{
    private readonly PolicyImage _image = PolicyImage.Build(ClassificationPlan.Build(policy, layer));
    private readonly PacketBatch _packets = new(layer);

    public override long Bytes => _image.Size;

    public override void Prepare(IReadOnlyList<FieldValues> packets)
    {
        foreach (var packet in packets)
            _packets.Add(packet);
    }

    public override void ClassifyAll(ulong[] filterIds) => _image.Classify(_packets, filterIds);
}
