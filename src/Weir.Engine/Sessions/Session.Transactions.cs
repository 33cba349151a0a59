namespace Weir.Engine;

public sealed partial class Session
{
    /// <summary>
    /// Begins a transaction. A write transaction waits for the engine's one write lock and holds it until it ends, for as long as
    /// <see cref="FilterEngineOptions.TransactionLimit"/> allows; a read-only one sees the policy as it is now, unmoved by later commits, and
    /// blocks nobody.
    /// </summary>
    /// <exception cref="WfpException">
    /// <see cref="FwpError.TxnInProgress"/>, <see cref="FwpError.TxnAborted"/>, <see cref="FwpError.AccessDenied"/>,
    /// <see cref="FwpError.Timeout"/>, <see cref="FwpError.SessionAborted"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public Transaction BeginTransaction(bool readOnly = false)
    {
        lock (_gate)
        {
            ThrowIfEnded();
            if (OpenTransaction() is not null)
            {
                throw Errors.TxnInProgress();
            }

            DemandOnEngine(readOnly ? AccessRights.BeginReadTransaction : AccessRights.BeginWriteTransaction);
            if (readOnly)
            {
                return _transaction = new Transaction(this, _engine.Policy);
            }

            EnterWriter();
            var now = _engine.Clock.GetUtcNow();
            var transaction = new Transaction(this, new PolicyDraft(_engine.Policy) { Author = this }, now)
            {
                Watchdog = _engine.WatchOver(this, now),
            };
            if (_engine.TransactionLimit != Timeout.InfiniteTimeSpan)
            {
                transaction.Limit = _engine.Clock.CreateTimer(
                    _ => AbortForcibly(transaction), state: null, _engine.TransactionLimit, Timeout.InfiniteTimeSpan);
            }

            return _transaction = transaction;
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
            ThrowIfAborted(transaction);
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

    /// <summary>Ends the transaction without effect.</summary>
    internal void Abort(Transaction transaction)
    {
        lock (_gate)
        {
            if (!TryAbort(transaction))
            {
                throw Errors.NoTxnInProgress();
            }

            ThrowIfAborted(transaction);
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

    /// <summary>The session's transaction, or null.</summary>
    /// <exception cref="WfpException"><see cref="FwpError.TxnAborted"/>: it was aborted forcibly, and its owner has not ended it yet.</exception>
    private Transaction? OpenTransaction()
    {
        if (_transaction is { } transaction)
        {
            ThrowIfAborted(transaction);
        }

        return _transaction;
    }

    private void ThrowIfAborted(Transaction transaction)
    {
        if (transaction.IsAborted)
        {
            throw Errors.TxnAborted(_engine.TransactionLimit);
        }
    }

    /// <summary>
    /// The transaction has held the write lock for too long: it loses the lock and its changes. It stays the session's, so that the calls
    /// which were meant for it do not take effect one by one.
    /// </summary>
    private void AbortForcibly(Transaction transaction)
    {
        lock (_gate)
        {
            if (_transaction == transaction)
            {
                transaction.IsAborted = true;
                Release(transaction);
            }
        }
    }

    private void Release(Transaction transaction)
    {
        if (transaction.Draft is { } draft)
        {
            transaction.Draft = null;
            transaction.Limit?.Dispose();
            transaction.Watchdog?.Dispose();
            draft.Notifications.RollBack();
            _engine.LeaveWriter();
        }
    }
}
