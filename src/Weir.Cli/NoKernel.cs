using Weir.Engine;

namespace Weir.Cli;

/// <summary>Takes every policy and applies it to nothing, for verbs that only want the engine's judgement.</summary>
internal sealed class NoKernel : IKernelModeEngine
{
    public event Action<NetEvent>? NetEventRaised
    {
        add { }
        remove { }
    }

    public void Apply(PolicyChange change, PolicySnapshot after)
    {
    }

    public FilterCounters GetCounters(ulong filterId) => default;
}
