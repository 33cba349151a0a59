namespace Weir.Engine;

public sealed partial class Session
{
    /// <summary>
    /// The net events of the engine's log that fit a template, the eldest first (WFP: <c>FwpmNetEventEnum</c>). The log holds the last
    /// <see cref="FilterEngineOptions.NetEventLogLength"/>.
    /// </summary>
    /// <param name="template">Which ones; null for all.</param>
    /// <exception cref="WfpException">
    /// <see cref="FwpError.NetEventsDisabled"/>: <see cref="EngineOption.CollectNetEvents"/> is off;
    /// <see cref="FwpError.AccessDenied"/>: no <see cref="AccessRights.Enumerate"/> on the container of net events; the template is not
    /// acceptable (<see cref="FwpError.InvalidInterval"/>, <see cref="FwpError.ConditionNotFound"/>,
    /// <see cref="FwpError.DuplicateCondition"/>, <see cref="FwpError.NeverMatch"/>, or as in <see cref="AddFilter"/>);
    /// <see cref="FwpError.SessionAborted"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    /// <remarks>A caller without <see cref="AccessRights.Read"/> on the container gets none.</remarks>
    public IReadOnlyList<NetEvent> GetNetEvents(NetEventTemplate? template = null)
    {
        ThrowIfEndedNow();
        Demand(AccessRights.Enumerate, ObjectKind.NetEvent);
        return _engine.Events.Find(MatcherOf(template), this);
    }

    /// <summary>Hears of net events as they happen (WFP: <c>FwpmNetEventSubscribe</c>).</summary>
    /// <param name="deliver">Called for each event, in order, on a thread of the thread pool, never twice at a time.</param>
    /// <param name="template">Which ones; null for all.</param>
    /// <param name="options">How notifications wait; null for the defaults.</param>
    /// <returns>The subscription: disposing it ends it. It ends with the session, too.</returns>
    /// <exception cref="WfpException">
    /// <see cref="FwpError.NetEventsDisabled"/>: <see cref="EngineOption.CollectNetEvents"/> is off; the template is not acceptable, as in
    /// <see cref="GetNetEvents"/>; <see cref="FwpError.OutOfBounds"/>: the queue length; <see cref="FwpError.AccessDenied"/>: no
    /// <see cref="AccessRights.Subscribe"/> on the container of net events; <see cref="FwpError.TxnInProgress"/>: not inside a transaction;
    /// <see cref="FwpError.SessionAborted"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    /// <remarks>A caller without <see cref="AccessRights.Read"/> on the container is told of none.</remarks>
    public Subscription SubscribeNetEvents(
        Action<NetEvent> deliver, NetEventTemplate? template = null, SubscriptionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(deliver);
        var subject = $"Subscription of net events in session '{Options.Name}'";
        return Subscribe(subject, ObjectKind.NetEvent, options, checkedOptions =>
            _engine.Events.Subscribe(this, deliver, MatcherOf(template), checkedOptions, subject, Forget));
    }

    private NetEventMatcher MatcherOf(NetEventTemplate? template)
    {
        if (!_engine.Events.IsOn)
        {
            throw Errors.NetEventsDisabled();
        }

        return template is null ? NetEventMatcher.All : NetEventMatcher.Of(template);
    }
}
