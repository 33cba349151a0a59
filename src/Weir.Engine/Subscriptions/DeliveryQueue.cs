namespace Weir.Engine;

/// <summary>A subscription's queue, and its delivery. It is in the thread pool's work as long as it has something to deliver.</summary>
/// <param name="subject">What it is about, as the beginning of a sentence.</param>
/// <param name="options">How long the queue is, and who hears of its being full.</param>
/// <param name="deliver">The subscriber's code.</param>
/// <param name="ended">Runs once, when it ends.</param>
internal sealed class DeliveryQueue<T>(string subject, SubscriptionOptions options, Action<T> deliver, Action<Subscription> ended)
    : Subscription, IThreadPoolWorkItem
{
    private readonly object _gate = new();
    private readonly Queue<Entry> _waiting = new();
    private ulong _lost;
    private ulong _droppedCount;
    private ulong _failureCount;
    private Exception? _lastFailure;
    private bool _isAtWork;
    private bool _isCalling;
    private bool _isEnded;

    /// <inheritdoc/>
    public override ulong DroppedCount => Read(ref _droppedCount);

    /// <inheritdoc/>
    public override ulong FailureCount => Read(ref _failureCount);

    /// <inheritdoc/>
    public override Exception? LastFailure => Read(ref _lastFailure);

    /// <summary>Queues notifications, all of them or, when they do not fit, none. Never waits for the subscriber.</summary>
    public void Post(params ReadOnlySpan<T> notifications)
    {
        if (notifications.IsEmpty)
        {
            return;
        }

        lock (_gate)
        {
            if (_isEnded)
            {
                return;
            }

            if (_waiting.Count > 0 && notifications.Length > options.QueueLength - _waiting.Count)
            {
                _lost += (ulong)notifications.Length;
                _droppedCount += (ulong)notifications.Length;
                return;
            }

            foreach (var notification in notifications)
            {
                _waiting.Enqueue(new Entry(notification, _lost));
                _lost = 0;
            }

            if (_isAtWork)
            {
                return;
            }

            _isAtWork = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute()
    {
        while (TryTake(out var entry))
        {
            if (entry.LostBefore > 0 && options.Dropped is { } dropped)
            {
                Call(dropped, Errors.NotificationDropped(subject, entry.LostBefore, options.QueueLength));
            }

            if (entry.HasNotification)
            {
                Call(deliver, entry.Notification);
            }
        }
    }

    private protected override void End()
    {
        bool isFirst;
        lock (_gate)
        {
            isFirst = !_isEnded;
            _isEnded = true;
            _waiting.Clear();
        }

        if (isFirst)
        {
            ended(this);
        }

        lock (_gate)
        {
            // Two subscribers that end each other's subscription would wait for ever.
            while (_isCalling && !t_isDelivering)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    private void Call<TArgument>(Action<TArgument> code, TArgument argument)
    {
        t_isDelivering = true;
        try
        {
            code(argument);
        }
        catch (Exception failure)
        {
            lock (_gate)
            {
                _failureCount++;
                _lastFailure = failure;
            }
        }
        finally
        {
            t_isDelivering = false;
        }
    }

    private bool TryTake(out Entry entry)
    {
        lock (_gate)
        {
            if (_isCalling)
            {
                _isCalling = false;
                Monitor.PulseAll(_gate);
            }

            if (_waiting.TryDequeue(out entry))
            {
                return _isCalling = true;
            }

            if (_lost > 0 && !_isEnded)
            {
                entry = new Entry(_lost);
                _lost = 0;
                return _isCalling = true;
            }

            return _isAtWork = false;
        }
    }

    private TValue Read<TValue>(ref TValue place)
    {
        lock (_gate)
        {
            return place;
        }
    }

    private readonly struct Entry
    {
        public Entry(T notification, ulong lostBefore)
        {
            Notification = notification;
            HasNotification = true;
            LostBefore = lostBefore;
        }

        public Entry(ulong lostBefore)
        {
            Notification = default!;
            LostBefore = lostBefore;
        }

        public T Notification { get; }

        public bool HasNotification { get; }

        public ulong LostBefore { get; }
    }
}
