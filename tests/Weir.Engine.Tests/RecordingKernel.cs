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
            after.SubLayersByWeight,
            Enforced.SubLayersByWeight.Except(change.DeletedSubLayers).Concat(change.AddedSubLayers)
                .OrderByDescending(subLayer => subLayer.EffectiveWeight));
        Enforced = after;
        LastChange = change;
        ApplyCount++;
    }

    public FilterCounters GetCounters(ulong filterId) => default;

    public void Raise(NetEvent happened) => NetEventRaised?.Invoke(happened);

    internal sealed class RefusedException : Exception;
}
