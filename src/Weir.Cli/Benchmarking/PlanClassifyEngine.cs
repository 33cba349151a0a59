using Weir.Engine;

namespace Weir.Cli.Benchmarking;

/// <summary>The classification plan, evaluated filter by filter.</summary>
internal sealed class PlanClassifyEngine(PolicySnapshot policy, LayerId layer) : ClassifyEngine
{
    private readonly ClassificationPlan _plan = ClassificationPlan.Build(policy, layer);
    private IReadOnlyList<FieldValues> _packets = [];

    public override long Bytes => 0;

    public override void Prepare(IReadOnlyList<FieldValues> packets) => _packets = packets;

    public override void ClassifyAll(ulong[] filterIds)
    {
        for (var i = 0; i < filterIds.Length; i++)
            filterIds[i] = _plan.Classify(_packets[i]).FilterId;
    }
}
