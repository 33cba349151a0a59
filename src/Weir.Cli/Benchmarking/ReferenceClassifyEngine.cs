using Weir.Engine;

namespace Weir.Cli.Benchmarking;

/// <summary>The reference evaluator.</summary>
internal sealed class ReferenceClassifyEngine(PolicySnapshot policy, LayerId layer) : ClassifyEngine
{
    private IReadOnlyList<FieldValues> _packets = [];

    public override long Bytes => 0;

    public override void Prepare(IReadOnlyList<FieldValues> packets) => _packets = packets;

    public override void ClassifyAll(ulong[] filterIds)
    {
        for (var i = 0; i < filterIds.Length; i++)
            filterIds[i] = ReferenceEvaluator.Classify(policy, layer, _packets[i]).FilterId;
    }
}
