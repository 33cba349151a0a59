using Weir.Engine;
using Weir.Linux;

namespace Weir.Cli.Replaying;

/// <summary>The managed engine: the classification plan, evaluated on the CLR.</summary>
internal sealed class ManagedReplay : ReplayEngine
{
    private readonly ManagedEngine _kernel;

    public ManagedReplay()
    {
        _kernel = new ManagedEngine(Clock);
        Engine = new FilterEngine(_kernel);
    }

    public override FilterEngine Engine { get; }

    public override ReplayDecision Classify(TransportPacket packet)
    {
        ClassifyResult result = _kernel.Classify(packet.Values, packet.Bytes.Span, packet.Metadata);
        return new ReplayDecision(result.Verdict, result.FilterId, result.IsVeto, result.IsAbsorbed) { Decisions = result.Decisions };
    }

    public override void Dispose() => Engine.Dispose();
}
