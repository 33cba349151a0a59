namespace Weir.Engine;

/// <summary>What the callouts have been told of the filters that one write transaction adds, and still have to be told when it ends.</summary>
internal sealed class CalloutNotifications
{
    private readonly List<(CalloutRegistration Callout, InstalledFilter Filter)> _added = [];

    /// <exception cref="WfpException"><see cref="FwpError.CalloutNotificationFailed"/>: the filter must not be added.</exception>
    public void AddFilter(CalloutRegistration callout, InstalledFilter filter)
    {
        callout.NotifyAdd(filter);
        _added.Add((callout, filter));
    }

    /// <summary>Deletions first, so that a callout which is told of a replacement has already let go of what is replaced.</summary>
    public void Commit(PolicyChange change, PolicySnapshot committed, CalloutRegistry callouts)
    {
        foreach (var filter in change.DeletedFilters.Where(filter => filter.Spec.Action.CallsCallout()))
        {
            callouts.Find(filter.Spec.Callout)?.NotifyDelete(filter);
        }

        foreach (var (callout, filter) in _added.Where(added => committed.FindFilter(added.Filter.Id) is null))
        {
            callout.NotifyDelete(filter);
        }

        foreach (var (callout, filter) in _added.Where(added => committed.FindFilter(added.Filter.Id) is not null))
        {
            callout.NotifyAddPostCommit(filter);
        }

        _added.Clear();
    }

    /// <summary>The transaction has ended without a commit. Nothing is left to do after <see cref="Commit"/>.</summary>
    public void RollBack()
    {
        foreach (var (callout, filter) in _added)
        {
            callout.NotifyDelete(filter);
        }

        _added.Clear();
    }
}
