namespace Weir.Engine.Tests.BuiltIn;

/// <summary>A kernel-mode engine that classifies at one layer, and knows the protocol and the ports of a packet.</summary>
internal sealed class PartialKernel : IKernelModeEngine
{
    private readonly ManagedEngine _engine = new();

    public event Action<NetEvent>? NetEventRaised
    {
        add => _engine.NetEventRaised += value;
        remove => _engine.NetEventRaised -= value;
    }

    public string? WhyNotClassified(Layer layer) => layer.Id == LayerId.StreamV4 ? null : "it swims in one stream";

    public string? WhyNotSupplied(Layer layer, LayerField field) =>
        field.Key == Fields.IpLocalPort || field.Key == Fields.IpRemotePort ? null : "it looks at ports only";

    public void Apply(PolicyChange change, PolicySnapshot after) => _engine.Apply(change, after);

    public IKernelModeCallout RegisterCallout(CalloutRegistration registration) => _engine.RegisterCallout(registration);

    public FilterCounters GetCounters(ulong filterId) => _engine.GetCounters(filterId);
}
