namespace Weir.Engine.Tests.Image;

/// <summary>Hands commits to live images as well as to the managed engine, which has the callouts.</summary>
internal sealed class ImageKernel(ManagedEngine managed, params LivePolicyImage[] images) : IKernelModeEngine
{
    public event Action<NetEvent>? NetEventRaised
    {
        add => managed.NetEventRaised += value;
        remove => managed.NetEventRaised -= value;
    }

    /// <summary>Runs before the images take a policy.</summary>
    public Action<PolicySnapshot> BeforeApply { get; set; } = _ => { };

    public void Apply(PolicyChange change, PolicySnapshot after)
    {
        BeforeApply(after);
        managed.Apply(change, after);
        foreach (var image in images)
        {
            image.Apply(change, after);
        }
    }

    public IKernelModeCallout RegisterCallout(CalloutRegistration registration) => managed.RegisterCallout(registration);

    public FilterCounters GetCounters(ulong filterId) => managed.GetCounters(filterId);

    public void ReportPermits(bool wanted) => managed.ReportPermits(wanted);
}
