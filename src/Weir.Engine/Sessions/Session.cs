namespace Weir.Engine;

/// <summary>
/// A client's connection to a <see cref="FilterEngine"/>. Every call runs in a transaction: the one begun by
/// <see cref="BeginTransaction"/>, or an implicit one of its own. A call that fails changes nothing and leaves the transaction open.
/// Calls from several threads are taken one after the other.
/// </summary>
/// <remarks>
/// In a session with a <see cref="SessionOptions.Caller"/> every call may be refused with <see cref="FwpError.AccessDenied"/>. Adding needs
/// <see cref="AccessRights.Add"/> on the container of the kind and <see cref="AccessRights.AddLink"/> on each object that is named, the
/// layer too; deleting needs <see cref="AccessRights.Delete"/> on the object, getting it <see cref="AccessRights.Read"/>.
/// </remarks>
public sealed partial class Session : IDisposable
{
    private static readonly TimeSpan s_defaultWait = TimeSpan.FromSeconds(15);

    private readonly FilterEngine _engine;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly TimeSpan _wait;
    private readonly DateTimeOffset _openedAt;
    private Transaction? _transaction;
    private volatile bool _isDisposed;
    private int _isClosing;

    internal Session(FilterEngine engine, SessionOptions options, ulong id)
    {
        _engine = engine;
        Id = id;
        Options = options;
        Key = OrNew(options.Key);
        _wait = options.TransactionWaitTimeout == TimeSpan.Zero ? s_defaultWait : options.TransactionWaitTimeout;
        _openedAt = engine.Clock.GetUtcNow();
    }

    /// <summary>Unique key among the open sessions.</summary>
    public Guid Key { get; }

    /// <summary>How the session was opened.</summary>
    public SessionOptions Options { get; }

    /// <summary>
    /// The policy as this session sees it: the view of a read-only transaction, the state of a write transaction with its own changes,
    /// otherwise the committed policy.
    /// </summary>
    /// <exception cref="WfpException">
    /// <see cref="FwpError.AccessDenied"/>: the session has a <see cref="SessionOptions.Caller"/>, who might not be allowed to read every
    /// object; <see cref="FwpError.TxnAborted"/>, <see cref="FwpError.SessionAborted"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public PolicySnapshot Policy => Options.Caller is { } caller ? throw Errors.AccessToWholePolicyDenied(caller) : View;

    /// <summary>Tells dynamic sessions apart; never used again by the engine.</summary>
    internal ulong Id { get; }

    /// <summary>The policy as this session sees it, objects that its caller may not read among it.</summary>
    private PolicySnapshot View
    {
        get
        {
            lock (_gate)
            {
                ThrowIfEnded();
                return OpenTransaction()?.View ?? _engine.Policy;
            }
        }
    }

    /// <summary>
    /// The open sessions that fit a template, the eldest first (WFP: <c>FwpmSessionEnum</c>). Needs <see cref="AccessRights.Enumerate"/> on
    /// the engine.
    /// </summary>
    /// <param name="template">Which ones; null for all.</param>
    /// <exception cref="WfpException"><see cref="FwpError.AccessDenied"/>, <see cref="FwpError.SessionAborted"/>.</exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public IReadOnlyList<SessionInfo> GetSessions(SessionTemplate? template = null)
    {
        ThrowIfEndedNow();
        DemandOnEngine(AccessRights.Enumerate);
        return [.. _engine.DescribeSessions().Where(session => template?.Fits(session) ?? true)];
    }

    /// <summary>
    /// Ends the session: aborts its transaction, ends its subscriptions and, when it is dynamic, deletes all it added in one commit. Should
    /// other sessions' transactions hold the write lock longer than this session waits, the deletion happens as the one that has it then
    /// ends. A call of this session that is waiting for the write lock stops waiting.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isClosing, 1) != 0)
        {
            return;
        }

        _isDisposed = true;
        _closing.Cancel();
        lock (_gate)
        {
            if (_transaction is { } transaction)
            {
                _transaction = null;
                Release(transaction);
            }
        }

        EndSubscriptions();
        try
        {
            if (Options.Dynamic && !_engine.IsStopped)
            {
                _engine.DeleteObjectsOf(Id, _wait);
            }
        }
        finally
        {
            _engine.Forget(this);
            _closing.Dispose();
        }
    }

    internal SessionInfo Describe() => new()
    {
        Key = Key,
        Name = Options.Name,
        Description = Options.Description,
        IsDynamic = Options.Dynamic,
        Caller = Options.Caller,
        ProcessId = Options.ProcessId,
        TransactionWaitTimeout = _wait,
        OpenedAt = _openedAt,
        WritingSince = Volatile.Read(ref _transaction) is { IsAborted: false } transaction ? transaction.WritingSince : null,
    };

    /// <summary>Runs a change in the session's transaction, or in one of its own.</summary>
    private T Write<T>(Func<PolicyDraft, T> change)
    {
        lock (_gate)
        {
            ThrowIfEnded();
            if (OpenTransaction() is { } transaction)
            {
                return change(transaction.Draft ?? throw Errors.IncompatibleTxn());
            }

            EnterWriter();
            var draft = new PolicyDraft(_engine.Policy) { Author = this };
            try
            {
                var result = change(draft);
                _engine.Commit(draft);
                return result;
            }
            finally
            {
                draft.Notifications.RollBack();
                _engine.LeaveWriter();
            }
        }
    }

    private void EnterWriter()
    {
        try
        {
            _engine.EnterWriter(_wait, _closing.Token);
        }
        catch (OperationCanceledException)
        {
            throw new ObjectDisposedException(nameof(Session));
        }
    }

    private void ThrowIfEnded()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _engine.ThrowIfStopped();
    }
}
