namespace Weir.Engine;

/// <summary>
/// What a session wants to hear of. Notifications wait in a queue of bounded length and are delivered one after the other, in order, on
/// threads of the thread pool: a subscriber that is slow or throws holds up neither the engine nor other subscribers. It ends when it is
/// disposed, with its session, and with the engine.
/// </summary>
public abstract class Subscription : IDisposable
{
    /// <summary>True while this thread runs a subscriber's code, whichever subscription it is of.</summary>
    [ThreadStatic]
    private protected static bool t_isDelivering;

    private protected Subscription()
    {
    }

    /// <summary>How many notifications were dropped because the queue was full.</summary>
    public abstract ulong DroppedCount { get; }

    /// <summary>How many times the subscriber's code has thrown. The exception goes no further, and the next notification is delivered.</summary>
    public abstract ulong FailureCount { get; }

    /// <summary>What the subscriber's code threw last, or null.</summary>
    public abstract Exception? LastFailure { get; }

    /// <summary>
    /// Ends the subscription. Notifications that wait are discarded. When it returns, the subscriber's code is not running and will not be
    /// called again. It waits for the code to return, so hold no lock that the code takes; only when it is called by the code of a
    /// subscription does it not wait.
    /// </summary>
    public void Dispose()
    {
        End();
        GC.SuppressFinalize(this);
    }

    private protected abstract void End();
}
