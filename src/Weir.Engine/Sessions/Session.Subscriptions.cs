namespace Weir.Engine;

public sealed partial class Session
{
    private readonly Lock _subscriptionGate = new();
    private readonly List<Subscription> _subscriptions = [];

    /// <summary>Hears of filters that other sessions add and delete (WFP: <c>FwpmFilterSubscribeChanges</c>).</summary>
    /// <param name="deliver">
    /// Called for each change, in the order of commits, on a thread of the thread pool, never twice at a time. Within a commit deletions come
    /// first.
    /// </param>
    /// <param name="flags">Which changes.</param>
    /// <param name="template">Of which objects; null for all. What a template of filters says of order has no meaning here.</param>
    /// <param name="options">How notifications wait; null for the defaults.</param>
    /// <returns>The subscription: disposing it ends it. It ends with the session, too.</returns>
    /// <exception cref="WfpException">
    /// <see cref="FwpError.InvalidFlags"/>; <see cref="FwpError.NeverMatch"/>: no flag is set; <see cref="FwpError.OutOfBounds"/>: the
    /// queue length; <see cref="FwpError.AccessDenied"/>: no <see cref="AccessRights.Subscribe"/> on the container of the kind;
    /// <see cref="FwpError.TxnInProgress"/>: not inside a transaction; <see cref="FwpError.SessionAborted"/>. Of the template: the codes of
    /// <see cref="EnumerateFilters"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    /// <remarks>
    /// What was committed before the call is not told: subscribe first, then enumerate, and nothing is missed. The session's own changes are
    /// never told, and changes of objects only that its caller may read.
    /// </remarks>
    public Subscription SubscribeFilterChanges(
        Action<ObjectChange<InstalledFilter>> deliver,
        SubscriptionFlags flags = SubscriptionFlags.NotifyOnChange,
        FilterTemplate? template = null,
        SubscriptionOptions? options = null) =>
        Subscribe(_engine.FilterSubscribers, ObjectKind.Filter, deliver, flags, template is null ? null : new FilterMatcher(template).Fits, options);

    /// <summary>Hears of providers that other sessions add and delete (WFP: <c>FwpmProviderSubscribeChanges</c>).</summary>
    /// <inheritdoc cref="SubscribeFilterChanges"/>
    public Subscription SubscribeProviderChanges(
        Action<ObjectChange<InstalledProvider>> deliver,
        SubscriptionFlags flags = SubscriptionFlags.NotifyOnChange,
        SubscriptionOptions? options = null) =>
        Subscribe(_engine.ProviderSubscribers, ObjectKind.Provider, deliver, flags, template: null, options);

    /// <summary>Hears of provider contexts that other sessions add and delete (WFP: <c>FwpmProviderContextSubscribeChanges</c>).</summary>
    /// <inheritdoc cref="SubscribeFilterChanges"/>
    public Subscription SubscribeProviderContextChanges(
        Action<ObjectChange<InstalledProviderContext>> deliver,
        SubscriptionFlags flags = SubscriptionFlags.NotifyOnChange,
        ProviderContextTemplate? template = null,
        SubscriptionOptions? options = null) =>
        Subscribe(_engine.ProviderContextSubscribers, ObjectKind.ProviderContext, deliver, flags, template is null ? null : template.Fits, options);

    /// <summary>Hears of sublayers that other sessions add and delete (WFP: <c>FwpmSubLayerSubscribeChanges</c>).</summary>
    /// <inheritdoc cref="SubscribeFilterChanges"/>
    public Subscription SubscribeSubLayerChanges(
        Action<ObjectChange<InstalledSubLayer>> deliver,
        SubscriptionFlags flags = SubscriptionFlags.NotifyOnChange,
        SubLayerTemplate? template = null,
        SubscriptionOptions? options = null) =>
        Subscribe(_engine.SubLayerSubscribers, ObjectKind.SubLayer, deliver, flags, template is null ? null : template.Fits, options);

    /// <summary>Hears of callout objects that other sessions add and delete (WFP: <c>FwpmCalloutSubscribeChanges</c>).</summary>
    /// <inheritdoc cref="SubscribeFilterChanges"/>
    public Subscription SubscribeCalloutChanges(
        Action<ObjectChange<InstalledCallout>> deliver,
        SubscriptionFlags flags = SubscriptionFlags.NotifyOnChange,
        CalloutTemplate? template = null,
        SubscriptionOptions? options = null) =>
        Subscribe(_engine.CalloutSubscribers, ObjectKind.Callout, deliver, flags, template is null ? null : template.Fits, options);

    private Subscription Subscribe<T>(
        ChangeSubscribers<T> subscribers,
        ObjectKind kind,
        Action<ObjectChange<T>> deliver,
        SubscriptionFlags flags,
        Predicate<T>? template,
        SubscriptionOptions? options)
        where T : class, IInstalledObject
    {
        ArgumentNullException.ThrowIfNull(deliver);
        var subject = $"Subscription of {Errors.Plural(kind)} in session '{Options.Name}'";
        if ((flags & ~SubscriptionFlags.NotifyOnChange) != 0)
        {
            throw Errors.InvalidSubscriptionFlags(subject, flags);
        }

        if (flags == SubscriptionFlags.None)
        {
            throw Errors.NeverMatch(subject, $"no flag is set. Set {SubscriptionFlags.NotifyOnAdd}, {SubscriptionFlags.NotifyOnDelete} or both.");
        }

        return Subscribe(subject, kind, options, checkedOptions =>
            subscribers.Add(this, deliver, flags, template, checkedOptions, subject, Forget));
    }

    private Subscription Subscribe(
        string subject, ObjectKind container, SubscriptionOptions? options, Func<SubscriptionOptions, Subscription> add)
    {
        options ??= new SubscriptionOptions();
        if (options.QueueLength is < 1 or > 1_000_000)
        {
            throw Errors.OutOfBounds(
                subject, nameof(SubscriptionOptions.QueueLength), options.QueueLength, "Use a number from 1 to 1,000,000.");
        }

        lock (_gate)
        {
            ThrowIfEnded();
            ThrowIfInTransaction();
            Demand(AccessRights.Subscribe, container);
            var subscription = add(options);
            lock (_subscriptionGate)
            {
                _subscriptions.Add(subscription);
            }

            return subscription;
        }
    }

    private void Forget(Subscription subscription)
    {
        lock (_subscriptionGate)
        {
            _subscriptions.Remove(subscription);
        }
    }

    /// <summary>Outside of the session's lock, which a subscriber's code may want.</summary>
    private void EndSubscriptions()
    {
        Subscription[] subscriptions;
        lock (_subscriptionGate)
        {
            subscriptions = [.. _subscriptions];
        }

        foreach (var subscription in subscriptions)
        {
            subscription.Dispose();
        }
    }
}
