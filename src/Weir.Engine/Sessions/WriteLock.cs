namespace Weir.Engine;

/// <summary>
/// The engine's one write lock. It belongs to no thread. Those who wait get it in the order in which they came: whoever leaves hands it to
/// the first of them.
/// </summary>
/// <param name="clock">Measures the waiting.</param>
internal sealed class WriteLock(TimeProvider clock)
{
    private static readonly TimeSpan s_shortestWait = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource<Outcome>> _waiters = new();
    private bool _isHeld;
    private bool _isClosed;

    /// <summary>How an attempt ended.</summary>
    public enum Outcome
    {
        /// <summary>The lock is the caller's, who has to leave it.</summary>
        Entered,

        /// <summary>Others had it for too long.</summary>
        TimedOut,

        /// <summary>The caller has lost interest.</summary>
        Cancelled,

        /// <summary>The engine has stopped.</summary>
        Closed,
    }

    /// <summary>Takes the lock if nobody has it.</summary>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_isHeld)
            {
                return false;
            }

            return _isHeld = true;
        }
    }

    /// <summary>Takes the lock, waiting for it if need be.</summary>
    /// <param name="timeout">The longest wait; less than a millisecond is none.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Outcome Enter(TimeSpan timeout, CancellationToken cancellation)
    {
        TaskCompletionSource<Outcome> waiter;
        lock (_gate)
        {
            if (_isClosed)
            {
                return Outcome.Closed;
            }

            if (!_isHeld)
            {
                _isHeld = true;
                return Outcome.Entered;
            }

            if (timeout != Timeout.InfiniteTimeSpan && timeout < s_shortestWait)
            {
                return Outcome.TimedOut;
            }

            waiter = new TaskCompletionSource<Outcome>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.AddLast(waiter);
        }

        using var timer = clock.CreateTimer(_ => waiter.TrySetResult(Outcome.TimedOut), state: null, timeout, Timeout.InfiniteTimeSpan);
        using var registration = cancellation.UnsafeRegister(_ => waiter.TrySetResult(Outcome.Cancelled), state: null);
        var outcome = waiter.Task.GetAwaiter().GetResult();
        if (outcome != Outcome.Entered)
        {
            lock (_gate)
            {
                _waiters.Remove(waiter);
            }
        }

        return outcome;
    }

    /// <summary>Gives the lock to the one who has waited longest, or to nobody.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            while (_waiters.First is { } first)
            {
                _waiters.RemoveFirst();
                if (first.Value.TrySetResult(Outcome.Entered))
                {
                    return;
                }
            }

            _isHeld = false;
        }
    }

    /// <summary>Sends away all who wait and all who come. Whoever has the lock still leaves it.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            foreach (var waiter in _waiters)
            {
                waiter.TrySetResult(Outcome.Closed);
            }
        }
    }
}
