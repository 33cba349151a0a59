using Weir.Engine;
using Weir.Linux;

namespace Weir.Cli.Replaying;

/// <summary>The layers' programs in the kernel, attached nowhere.</summary>
internal sealed class KernelReplay : ReplayEngine
{
    private readonly LinuxReplay _kernel = LinuxReplay.Open();

    public KernelReplay() => Engine = new FilterEngine(_kernel);

    public override FilterEngine Engine { get; }

    public override int LargestPacket => LinuxReplay.LargestPacket;

    public override ReplayDecision Classify(TransportPacket packet)
    {
        LinuxReplayResult result = _kernel.Classify(packet);
        return new ReplayDecision(result.Verdict, result.FilterId, result.IsVeto, result.IsAbsorbed) { Decisions = result.Decisions };
    }

    public override void Dispose()
    {
        Engine.Dispose();
        _kernel.Dispose();
    }
}
