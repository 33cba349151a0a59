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
    private readonly ulong _id;
    private readonly TimeSpan _wait;
    private Transaction? _transaction;
    private bool _isDisposed;

    internal Session(FilterEngine engine, SessionOptions options, ulong id)
    {
        _engine = engine;
        _id = id;
        Options = options;
        _wait = options.TransactionWaitTimeout == TimeSpan.Zero ? s_defaultWait : options.TransactionWaitTimeout;
    }

    /// <summary>How the session was opened.</summary>
    public SessionOptions Options { get; }

    /// <summary>
    /// The policy as this session sees it: the view of a read-only transaction, the state of a write transaction with its own changes,
    /// otherwise the committed policy.
    /// </summary>
    /// <exception cref="WfpException">
    /// <see cref="FwpError.AccessDenied"/>: the session has a <see cref="SessionOptions.Caller"/>, who might not be allowed to read every
    /// object; <see cref="FwpError.SessionAborted"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public PolicySnapshot Policy => Options.Caller is { } caller ? throw Errors.AccessToWholePolicyDenied(caller) : View;

    /// <summary>The policy as this session sees it, objects that its caller may not read among it.</summary>
    private PolicySnapshot View
    {
        get
        {
            lock (_gate)
            {
                ThrowIfEnded();
                return _transaction?.View ?? _engine.Policy;
            }
        }
    }

    /// <summary>
    /// Begins a transaction. A write transaction waits for the engine's one write lock and holds it until it ends; a read-only one
    /// sees the policy as it is now, unmoved by later commits, and blocks nobody.
    /// </summary>
    /// <exception cref="WfpException">
    /// <see cref="FwpError.TxnInProgress"/>, <see cref="FwpError.AccessDenied"/>, <see cref="FwpError.Timeout"/>,
    /// <see cref="FwpError.SessionAborted"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public Transaction BeginTransaction(bool readOnly = false)
    {
        lock (_gate)
        {
            ThrowIfEnded();
            if (_transaction is not null)
            {
                throw Errors.TxnInProgress();
            }

            DemandOnEngine(readOnly ? AccessRights.BeginReadTransaction : AccessRights.BeginWriteTransaction);
            if (readOnly)
            {
                return _transaction = new Transaction(this, _engine.Policy);
            }

            _engine.EnterWriter(_wait);
            return _transaction = new Transaction(this, new PolicyDraft(_engine.Policy));
        }
    }

    /// <summary>
    /// Ends the session: aborts its transaction and, when it is dynamic, deletes all it added in one commit. Should another session's
    /// transaction hold the write lock longer than this session waits, the deletion happens as that transaction ends.
    /// </summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            if (_transaction is { } transaction)
            {
                _transaction = null;
                Release(transaction);
            }
        }

        if (Options.Dynamic && !_engine.IsStopped)
        {
            _engine.DeleteObjectsOf(_id, _wait);
        }
    }

    /// <summary>Ends the transaction if it is still the session's.</summary>
    internal void Commit(Transaction transaction)
    {
        lock (_gate)
        {
            ThrowIfEnded();
            if (_transaction != transaction)
            {
                throw Errors.NoTxnInProgress();
            }

            _transaction = null;
            try
            {
                if (transaction.Draft is { } draft)
                {
                    _engine.Commit(draft);
                }
            }
            finally
            {
                Release(transaction);
            }
        }
    }

    /// <summary>Ends the transaction without effect. False when it has ended before.</summary>
    internal bool TryAbort(Transaction transaction)
    {
        lock (_gate)
        {
            if (_transaction != transaction)
            {
                return false;
            }

            _transaction = null;
            Release(transaction);
            return true;
        }
    }

    /// <summary>Runs a change in the session's transaction, or in one of its own.</summary>
    private T Write<T>(Func<PolicyDraft, T> change)
    {
        lock (_gate)
        {
            ThrowIfEnded();
            if (_transaction is not null)
            {
                return change(_transaction.Draft ?? throw Errors.IncompatibleTxn());
            }

            _engine.EnterWriter(_wait);
            var draft = new PolicyDraft(_engine.Policy);
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

    private void Release(Transaction transaction)
    {
        if (transaction.Draft is { } draft)
        {
            draft.Notifications.RollBack();
            _engine.LeaveWriter();
        }
    }

    private void ThrowIfEnded()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _engine.ThrowIfStopped();
    }
}
