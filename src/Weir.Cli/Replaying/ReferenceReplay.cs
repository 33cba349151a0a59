using Weir.Engine;
using Weir.Linux;

namespace Weir.Cli.Replaying;

/// <summary>The reference evaluator over the committed policy; the managed engine lends it the registered callouts.</summary>
internal sealed class ReferenceReplay : ReplayEngine
{
    private readonly ManagedEngine _kernel;

    public ReferenceReplay()
    {
        _kernel = new ManagedEngine(Clock);
        Engine = new FilterEngine(_kernel);
    }

    public override FilterEngine Engine { get; }

    public override ReplayDecision Classify(TransportPacket packet)
    {
        ClassifyResult result = _kernel.ClassifyWithReferenceEvaluator(Engine.Policy, packet.Values, packet.Bytes.Span, packet.Metadata);
        return new ReplayDecision(result.Verdict, result.FilterId, result.IsVeto, result.IsAbsorbed) { Decisions = result.Decisions };
    }

    public override void Dispose() => Engine.Dispose();
}
