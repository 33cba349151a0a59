namespace Weir.Engine.Tests;

/// <summary>
/// A kernel-mode engine that remembers what it was told, checks that each change leads from the last policy to the next, and can be
/// made to refuse.
/// </summary>
internal sealed class RecordingKernel : IKernelModeEngine
{
    public PolicySnapshot Enforced { get; private set; } = PolicySnapshot.Initial;

    public PolicyChange? LastChange { get; private set; }

    public int ApplyCount { get; private set; }

    public bool RefuseNext { get; set; }

    /// <summary>Runs after each policy that it takes.</summary>
    public Action<PolicySnapshot> AfterApply { get; set; } = _ => { };

    public event Action<NetEvent>? NetEventRaised;

    public void Apply(PolicyChange change, PolicySnapshot after)
    {
        if (RefuseNext)
        {
            RefuseNext = false;
            throw new RefusedException();
        }

        Assert.False(change.IsEmpty);
        Assert.Equal(Enforced.Version + 1, after.Version);
        Assert.Equal(
            after.Filters.OrderBy(filter => filter.Id),
            Enforced.Filters.Except(change.DeletedFilters).Concat(change.AddedFilters).OrderBy(filter => filter.Id));
        Assert.Equal(
            after.Providers.ToHashSet(),
            Enforced.Providers.Except(change.DeletedProviders).Concat(change.AddedProviders).ToHashSet());
        Assert.Equal(
            after.ProviderContexts,
            Enforced.ProviderContexts.Except(change.DeletedProviderContexts).Concat(change.AddedProviderContexts)
                .OrderBy(context => context.Id));
        Assert.Equal(
            after.SubLayersByWeight,
            Enforced.SubLayersByWeight.Except(change.DeletedSubLayers).Concat(change.AddedSubLayers)
                .OrderByDescending(subLayer => subLayer.EffectiveWeight));
        Assert.Equal(
            after.Callouts,
            Enforced.Callouts.Except(change.DeletedCallouts).Concat(change.AddedCallouts).OrderBy(callout => callout.Id));
        Enforced = after;
        LastChange = change;
        ApplyCount++;
        AfterApply(after);
    }

    /// <summary>Every call that callouts made it do, in order: "register NAME", "link NAME LAYER", "dispose NAME".</summary>
    public List<string> CalloutCalls { get; } = [];

    /// <summary>Linking at this layer fails.</summary>
    public LayerId? FullLayer { get; set; }

    /// <summary>Runs while a callout is being registered.</summary>
    public Action WhileRegistering { get; set; } = () => { };

    public IKernelModeCallout RegisterCallout(CalloutRegistration registration)
    {
        WhileRegistering();
        CalloutCalls.Add($"register {registration.Name}");
        return new RecordedCallout(this, registration);
    }

    /// <summary>Runs when it is asked to tell of permits, or not to.</summary>
    public Action<bool> WhenAskedForPermits { get; set; } = _ => { };

    public void ReportPermits(bool wanted) => WhenAskedForPermits(wanted);

    public string? WhyNotLimited(Layer layer) => null;

    public FilterCounters GetCounters(ulong filterId) => default;

    public void Raise(NetEvent happened) => NetEventRaised?.Invoke(happened);

    internal sealed class RefusedException : Exception;

    private sealed class RecordedCallout(RecordingKernel kernel, CalloutRegistration registration) : IKernelModeCallout
    {
        public ICalloutMaps Maps => throw new InvalidOperationException("The recording kernel has no maps.");

        public void Link(LayerId layer)
        {
            if (layer == kernel.FullLayer)
            {
                throw new WfpException(FwpError.TooManyCallouts, $"Layer {layer} is full. Unregister a callout.", registration.Name);
            }

            kernel.CalloutCalls.Add($"link {registration.Name} {layer}");
        }

        public CalloutCounters ReadCounters() => new(Classifications: 7, Faults: 1);

        public void Dispose() => kernel.CalloutCalls.Add($"dispose {registration.Name}");
    }
}
