using System.Net;
using System.Net.Sockets;

namespace Weir.Engine;

/// <summary>The last net events, in a circular log of bounded length, and those who hear of new ones.</summary>
/// <param name="capacity">How many events the log holds.</param>
/// <param name="access">Says who may read them.</param>
internal sealed class NetEventCollection(int capacity, AccessControl access)
{
    private readonly Lock _gate = new();
    private readonly Queue<NetEvent> _log = new();
    private Subscriber[] _subscribers = [];
    private bool _isOn = true;
    private NetEventKeywords _keywords;

    /// <summary>Whether events are collected.</summary>
    public bool IsOn
    {
        get
        {
            lock (_gate)
            {
                return _isOn;
            }
        }
    }

    /// <summary>What is collected from now on. Off, the log is empty.</summary>
    public void Set(bool isOn, NetEventKeywords keywords)
    {
        lock (_gate)
        {
            _isOn = isOn;
            _keywords = keywords;
            if (!isOn)
            {
                _log.Clear();
            }
        }
    }

    /// <summary>Takes an event, if it is to be collected. Waits for no subscriber.</summary>
    public void Collect(NetEvent happened)
    {
        lock (_gate)
        {
            if (!_isOn || !IsWanted(happened, _keywords))
            {
                return;
            }

            if (_log.Count == capacity)
            {
                _log.Dequeue();
            }

            _log.Enqueue(happened);
            foreach (var subscriber in _subscribers)
            {
                if (subscriber.Matcher.Fits(happened) && MayRead(subscriber.Session))
                {
                    subscriber.Queue.Post(happened);
                }
            }
        }
    }

    /// <summary>The events of the log that fit, the eldest first.</summary>
    public List<NetEvent> Find(NetEventMatcher matcher, Session reader)
    {
        NetEvent[] events;
        lock (_gate)
        {
            events = MayRead(reader) ? [.. _log] : [];
        }

        return [.. events.Where(matcher.Fits)];
    }

    public Subscription Subscribe(
        Session session,
        Action<NetEvent> deliver,
        NetEventMatcher matcher,
        SubscriptionOptions options,
        string subject,
        Action<Subscription> ended)
    {
        Subscriber? subscriber = null;
        var queue = new DeliveryQueue<NetEvent>(subject, options, deliver, subscription =>
        {
            Remove(subscriber!);
            ended(subscription);
        });
        subscriber = new Subscriber(session, matcher, queue);
        lock (_gate)
        {
            _subscribers = [.. _subscribers, subscriber];
        }

        return queue;
    }

    /// <summary>Ends the subscriptions.</summary>
    public void Close()
    {
        Subscriber[] subscribers;
        lock (_gate)
        {
            subscribers = _subscribers;
        }

        foreach (var subscriber in subscribers)
        {
            subscriber.Queue.Dispose();
        }
    }

    /// <summary>WFP's rule: blocks outbound and inbound unicast, and what the keywords add.</summary>
    private static bool IsWanted(NetEvent happened, NetEventKeywords keywords)
    {
        if (happened.Verdict == Verdict.Permit)
        {
            return keywords.HasFlag(NetEventKeywords.ClassifyAllow);
        }

        if (happened.Direction != Direction.Inbound || happened.LocalAddress is not { } address)
        {
            return true;
        }

        return IsMulticast(address) ? keywords.HasFlag(NetEventKeywords.InboundMulticast)
            : !address.Equals(IPAddress.Broadcast) || keywords.HasFlag(NetEventKeywords.InboundBroadcast);
    }

    private static bool IsMulticast(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetwork ? bytes[0] is >= 224 and < 240 : bytes[0] == 0xFF;
    }

    private bool MayRead(Session session) =>
        session.Options.Caller is not { } caller || access.AllowsOnContainer(caller, AccessRights.Read, ObjectKind.NetEvent);

    private void Remove(Subscriber subscriber)
    {
        lock (_gate)
        {
            _subscribers = [.. _subscribers.Where(other => other != subscriber)];
        }
    }

    private sealed record Subscriber(Session Session, NetEventMatcher Matcher, DeliveryQueue<NetEvent> Queue);
}
