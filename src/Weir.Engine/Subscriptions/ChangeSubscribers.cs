using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Weir.Engine;

/// <summary>The subscriptions of changes of one kind of objects.</summary>
internal sealed class ChangeSubscribers<T>
    where T : class, IInstalledObject
{
    private readonly Lock _gate = new();
    private volatile Subscriber[] _subscribers = [];

    public Subscription Add(
        Session session,
        Action<ObjectChange<T>> deliver,
        SubscriptionFlags flags,
        Predicate<T>? template,
        SubscriptionOptions options,
        string subject,
        Action<Subscription> ended)
    {
        Subscriber? subscriber = null;
        var queue = new DeliveryQueue<ObjectChange<T>>(subject, options, deliver, subscription =>
        {
            Remove(subscriber!);
            ended(subscription);
        });
        subscriber = new Subscriber(session, flags, template, queue);
        lock (_gate)
        {
            _subscribers = [.. _subscribers, subscriber];
        }

        return queue;
    }

    /// <summary>Queues what a commit has changed, deletions first: a replacement is told after what it replaces.</summary>
    /// <param name="deleted">What the commit has deleted.</param>
    /// <param name="added">What it has added.</param>
    /// <param name="version">Version of the policy that it made.</param>
    /// <param name="author">The session that changed it, which hears nothing of it.</param>
    public void Publish(ImmutableArray<T> deleted, ImmutableArray<T> added, ulong version, Session? author)
    {
        if (deleted.IsEmpty && added.IsEmpty)
        {
            return;
        }

        foreach (var subscriber in _subscribers)
        {
            if (subscriber.Session == author)
            {
                continue;
            }

            var notifications = new List<ObjectChange<T>>();
            Collect(subscriber, ChangeType.Delete, SubscriptionFlags.NotifyOnDelete, deleted);
            Collect(subscriber, ChangeType.Add, SubscriptionFlags.NotifyOnAdd, added);
            subscriber.Queue.Post(CollectionsMarshal.AsSpan(notifications));

            void Collect(Subscriber to, ChangeType type, SubscriptionFlags flag, ImmutableArray<T> targets)
            {
                if (!to.Flags.HasFlag(flag))
                {
                    return;
                }

                foreach (var target in targets)
                {
                    if (to.Template?.Invoke(target) != false && to.Session.MayRead(target))
                    {
                        notifications.Add(new ObjectChange<T>(type, target, version));
                    }
                }
            }
        }
    }

    /// <summary>Ends the subscriptions.</summary>
    public void Close()
    {
        foreach (var subscriber in _subscribers)
        {
            subscriber.Queue.Dispose();
        }
    }

    private void Remove(Subscriber subscriber)
    {
        lock (_gate)
        {
            _subscribers = [.. _subscribers.Where(other => other != subscriber)];
        }
    }

    private sealed record Subscriber(
        Session Session, SubscriptionFlags Flags, Predicate<T>? Template, DeliveryQueue<ObjectChange<T>> Queue);
}
