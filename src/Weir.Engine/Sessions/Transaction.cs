namespace Weir.Engine;

/// <summary>
/// An open transaction of a <see cref="Session"/>; the session's calls run inside it. Disposing it without <see cref="Commit"/>
/// aborts it.
/// </summary>
/// <remarks>
/// A transaction that holds the write lock for longer than <see cref="FilterEngineOptions.TransactionLimit"/> is aborted. From then on every
/// call of its session fails with <see cref="FwpError.TxnAborted"/>, until <see cref="Commit"/> or <see cref="Abort"/>, which fail with it
/// too, or <see cref="Dispose"/> ends the transaction.
/// </remarks>
public sealed class Transaction : IDisposable
{
    private readonly Session _session;
    private readonly PolicySnapshot? _readOnlyView;

    internal Transaction(Session session, PolicySnapshot view)
    {
        _session = session;
        _readOnlyView = view;
    }

    internal Transaction(Session session, PolicyDraft draft, DateTimeOffset begun)
    {
        _session = session;
        Draft = draft;
        WritingSince = begun;
    }

    /// <summary>True when the transaction can only read.</summary>
    public bool IsReadOnly => _readOnlyView is not null;

    /// <summary>The changes; null when it can only read or has ended.</summary>
    internal PolicyDraft? Draft { get; set; }

    /// <summary>When it got the write lock; null when it can only read.</summary>
    internal DateTimeOffset? WritingSince { get; }

    /// <summary>Aborts it in the end, or null.</summary>
    internal ITimer? Limit { get; set; }

    /// <summary>Tells when it takes long, or null.</summary>
    internal ITimer? Watchdog { get; init; }

    /// <summary>Whether it was aborted for holding the write lock too long.</summary>
    internal bool IsAborted { get; set; }

    internal PolicySnapshot View => Draft?.ToSnapshot() ?? _readOnlyView!;

    /// <summary>
    /// Makes all changes take effect at once, and ends the transaction. When the kernel-mode engine or the store refuses the new policy, its
    /// exception is thrown, the transaction has ended without effect, and the previous policy stays enforced.
    /// </summary>
    /// <exception cref="WfpException">
    /// <see cref="FwpError.NoTxnInProgress"/>, <see cref="FwpError.TxnAborted"/>, <see cref="FwpError.SessionAborted"/>.
    /// </exception>
    /// <exception cref="CommitNotStoredException">The changes are in force and not stored.</exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public void Commit() => _session.Commit(this);

    /// <summary>Ends the transaction without effect.</summary>
    /// <exception cref="WfpException"><see cref="FwpError.NoTxnInProgress"/>, <see cref="FwpError.TxnAborted"/>.</exception>
    public void Abort() => _session.Abort(this);

    /// <summary>Aborts the transaction if it has not ended.</summary>
    public void Dispose() => _session.TryAbort(this);
}
