namespace Weir.Engine;

/// <summary>How a subscription waits for its subscriber.</summary>
public sealed record SubscriptionOptions
{
    /// <summary>
    /// How many notifications may wait to be delivered, from 1 to 1,000,000; 1,024 by default. What does not fit is dropped. The changes of
    /// one commit are dropped together or not at all, and a commit larger than this still fits while nothing else waits.
    /// </summary>
    public int QueueLength { get; init; } = 1024;

    /// <summary>
    /// Told with <see cref="FwpError.NotificationDropped"/> that notifications were dropped, at the place where they are missing and with
    /// their number; null for not being told. <see cref="Subscription.DroppedCount"/> counts them in any case.
    /// </summary>
    public Action<WfpException>? Dropped { get; init; }
}
