namespace Weir.Engine;

/// <summary>
/// An open transaction of a <see cref="Session"/>; the session's calls run inside it. Disposing it without <see cref="Commit"/>
/// aborts it.
/// </summary>
public sealed class Transaction : IDisposable
{
    private readonly Session _session;
    private readonly PolicySnapshot? _readOnlyView;

    internal Transaction(Session session, PolicySnapshot view)
    {
        _session = session;
        _readOnlyView = view;
    }

    internal Transaction(Session session, PolicyDraft draft)
    {
        _session = session;
        Draft = draft;
    }

    /// <summary>True when the transaction can only read.</summary>
    public bool IsReadOnly => Draft is null;

    internal PolicyDraft? Draft { get; }

    internal PolicySnapshot View => Draft?.ToSnapshot() ?? _readOnlyView!;

    /// <summary>
    /// Makes all changes take effect at once, and ends the transaction. When the kernel-mode engine refuses the new policy, its
    /// exception is thrown, the transaction has ended without effect, and the previous policy stays enforced.
    /// </summary>
    /// <exception cref="WfpException"><see cref="FwpError.NoTxnInProgress"/>, <see cref="FwpError.SessionAborted"/>.</exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public void Commit() => _session.Commit(this);

    /// <summary>Ends the transaction without effect.</summary>
    /// <exception cref="WfpException"><see cref="FwpError.NoTxnInProgress"/>.</exception>
    public void Abort()
    {
        if (!_session.TryAbort(this))
        {
            throw Errors.NoTxnInProgress();
        }
    }

    /// <summary>Aborts the transaction if it has not ended.</summary>
    public void Dispose() => _session.TryAbort(this);
}
