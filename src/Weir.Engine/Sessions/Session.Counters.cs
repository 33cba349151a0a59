namespace Weir.Engine;

public sealed partial class Session
{
    /// <summary>
    /// Traffic whose verdict the filter with this run-time id has decided since it was committed. A filter that one transaction puts in the
    /// place of another with the same key goes on with the counters of that one.
    /// </summary>
    /// <exception cref="WfpException">
    /// <see cref="FwpError.FilterNotFound"/>; <see cref="FwpError.AccessDenied"/>: no <see cref="AccessRights.ReadStatistics"/> on the
    /// filter; <see cref="FwpError.SessionAborted"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public FilterCounters GetCounters(ulong filterId)
    {
        var filter = View.FindFilter(filterId) ?? throw Errors.FilterNotFound(filterId);
        Demand(AccessRights.ReadStatistics, filter);
        return _engine.ReadCounters(filterId);
    }
}
