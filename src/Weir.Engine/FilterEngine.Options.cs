namespace Weir.Engine;

public sealed partial class FilterEngine
{
    private readonly Lock _settingsGate = new();
    private volatile EngineSettings _settings = new();

    /// <summary>
    /// Raised, on a thread of the thread pool, when a transaction has held the write lock for longer than
    /// <see cref="EngineOption.TransactionWatchdogTimeout"/>. What a handler throws goes no further.
    /// </summary>
    public event Action<LongTransaction>? TransactionIsLong;

    /// <summary>The values of the options.</summary>
    internal EngineSettings Settings => _settings;

    /// <summary>When the kernel-mode engine throws, the options stay as they were.</summary>
    internal void Set<T>(EngineOption<T> option, T value)
    {
        lock (_settingsGate)
        {
            var before = _settings;
            var after = option.Write(before, value);
            if (before.WantsPermits != after.WantsPermits)
            {
                _kernel.ReportPermits(after.WantsPermits);
            }

            Events.Set(after.CollectNetEvents, after.NetEventKeywords);
            _settings = after;
        }
    }

    /// <summary>Watches over a transaction that has got the write lock; null when nobody wants that.</summary>
    internal ITimer? WatchOver(Session session, DateTimeOffset writingSince)
    {
        var timeout = _settings.TransactionWatchdogTimeout;
        if (timeout == TimeSpan.Zero)
        {
            return null;
        }

        var found = new LongTransaction(session.Key, session.Options.Name, writingSince, timeout);
        return Clock.CreateTimer(
            _ =>
            {
                try
                {
                    TransactionIsLong?.Invoke(found);
                }
                catch (Exception)
                {
                    // An exception on a timer's thread would end the process.
                }
            },
            state: null,
            timeout,
            Timeout.InfiniteTimeSpan);
    }
}
