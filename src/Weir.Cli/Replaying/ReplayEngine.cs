using Weir.Engine;
using Weir.Linux;

namespace Weir.Cli.Replaying;

/// <summary>Classifies the packets of a replay.</summary>
internal abstract class ReplayEngine : IDisposable
{
    /// <summary>The engine that holds the policy.</summary>
    public abstract FilterEngine Engine { get; }

    /// <summary>The time of the packet; the kernel does not hear of it.</summary>
    public ReplayClock Clock { get; } = new();

    /// <summary>Packets longer than this are cut to it.</summary>
    public virtual int LargestPacket => int.MaxValue;

    public static ReplayEngine Open(ReplayEngineKind kind) => kind switch
    {
        ReplayEngineKind.Reference => new ReferenceReplay(),
        ReplayEngineKind.Kernel => new KernelReplay(),
        _ => new ManagedReplay(),
    };

    public abstract ReplayDecision Classify(TransportPacket packet);

    public abstract void Dispose();
}
