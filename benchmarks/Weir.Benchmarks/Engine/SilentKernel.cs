using Weir.Engine;

namespace Weir.Benchmarks.Engine;

/// <summary>A kernel-mode engine that takes every policy and does nothing, so that what is measured is the engine alone.</summary>
internal sealed class SilentKernel : IKernelModeEngine
{
    public event Action<NetEvent>? NetEventRaised
    {
        add { }
        remove { }
    }

    public void Apply(PolicyChange change, PolicySnapshot after)
    {
    }

    public IKernelModeCallout RegisterCallout(CalloutRegistration registration) => throw new NotSupportedException();

    public FilterCounters GetCounters(ulong filterId) => default;
}
