using System.Collections.Concurrent;

namespace Weir.Engine;

public sealed partial class FilterEngine
{
    private readonly WriteLock _writer;
    private readonly ConcurrentDictionary<Guid, Session> _sessions = new();
    private readonly ConcurrentQueue<ulong> _orphanedSessions = new();
    private ulong _lastSessionId;

    /// <summary>Opens a session, through which policy is read and changed.</summary>
    /// <exception cref="WfpException">
    /// <see cref="FwpError.InvalidParameter"/>: the name or the description is not printable; <see cref="FwpError.AlreadyExists"/>: an open
    /// session has the key; <see cref="FwpError.AccessDenied"/>: the caller has no <see cref="AccessRights.Open"/>;
    /// <see cref="FwpError.SessionAborted"/>: the engine was disposed.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The waiting time is negative or longer than 24 days.</exception>
    /// <exception cref="InvalidOperationException">The engine is in its boot-time phase; <see cref="EndBootTime"/> ends it.</exception>
    public Session OpenSession(SessionOptions? options = null)
    {
        options ??= new SessionOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.TransactionWaitTimeout, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.TransactionWaitTimeout.TotalMilliseconds, int.MaxValue, nameof(options));
        ThrowIfStopped();
        ThrowIfInBootTime();
        FilterValidator.Validate(options);
        if (options.Caller is { } caller)
        {
            Access.DemandOnEngine(caller, AccessRights.Open);
        }

        var session = new Session(this, options, Interlocked.Increment(ref _lastSessionId));
        return _sessions.TryAdd(session.Key, session) ? session : throw Errors.SessionAlreadyExists(options.Name, session.Key);
    }

    /// <summary>Gives the time.</summary>
    internal TimeProvider Clock { get; }

    /// <summary>How long a transaction may hold the write lock.</summary>
    internal TimeSpan TransactionLimit { get; }

    /// <summary>The open sessions, the eldest first.</summary>
    internal List<SessionInfo> DescribeSessions() =>
        [.. _sessions.Values.OrderBy(session => session.Id).Select(session => session.Describe())];

    internal void Forget(Session session) => _sessions.TryRemove(session.Key, out _);

    /// <summary>Takes the write lock. Every success is paired with <see cref="LeaveWriter"/>.</summary>
    /// <exception cref="WfpException"><see cref="FwpError.Timeout"/>, <see cref="FwpError.SessionAborted"/>.</exception>
    /// <exception cref="OperationCanceledException">The session has been disposed meanwhile.</exception>
    internal void EnterWriter(TimeSpan timeout, CancellationToken cancellation)
    {
        switch (_writer.Enter(timeout, cancellation))
        {
            case WriteLock.Outcome.TimedOut:
                throw Errors.Timeout(timeout);
            case WriteLock.Outcome.Cancelled:
                throw new OperationCanceledException(cancellation);
            case WriteLock.Outcome.Closed:
                throw Errors.SessionAborted();
        }
    }

    /// <summary>Gives the write lock back, and deletes what sessions left behind that could not get it.</summary>
    internal void LeaveWriter()
    {
        bool done;
        do
        {
            Callouts.ClearStaged();
            done = TryDeleteOrphans();
            _writer.Leave();
        }
        while (done && !_orphanedSessions.IsEmpty && _writer.TryEnter());
    }

    /// <summary>
    /// Deletes a dynamic session's objects in one commit. When others hold the write lock for longer than the timeout, the one who has it
    /// then does it on leaving.
    /// </summary>
    internal void DeleteObjectsOf(ulong sessionId, TimeSpan timeout)
    {
        if (_writer.Enter(timeout, CancellationToken.None) != WriteLock.Outcome.Entered)
        {
            _orphanedSessions.Enqueue(sessionId);
            if (_writer.TryEnter())
            {
                LeaveWriter();
            }

            return;
        }

        try
        {
            CommitDeletionOf(sessionId);
        }
        catch
        {
            _orphanedSessions.Enqueue(sessionId);
            throw;
        }
        finally
        {
            LeaveWriter();
        }
    }

    private static void ThrowIfNoTime(TimeSpan limit)
    {
        if (limit != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero, nameof(FilterEngineOptions.TransactionLimit));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(limit.TotalMilliseconds, int.MaxValue, nameof(FilterEngineOptions.TransactionLimit));
        }
    }

    private void CommitDeletionOf(ulong sessionId)
    {
        var draft = new PolicyDraft(_policy);
        draft.DeleteObjectsOf(sessionId);
        Commit(draft);
    }

    /// <summary>False when the kernel-mode engine refuses or the engine has stopped; the next writer, if any, tries again.</summary>
    private bool TryDeleteOrphans()
    {
        while (_orphanedSessions.TryPeek(out var sessionId))
        {
            try
            {
                CommitDeletionOf(sessionId);
            }
            catch (Exception)
            {
                return false;
            }

            _orphanedSessions.TryDequeue(out _);
        }

        return true;
    }
}
