namespace Weir.Engine;

public sealed partial class FilterEngine
{
    /// <summary>The policy that the store has, when a commit is in force that it does not have; otherwise null.</summary>
    private PolicySnapshot? _storedPolicy;

    /// <summary>
    /// Only under the write lock. The order: the store takes the change as far as it can without making it effective, the kernel-mode
    /// engine makes the new policy the enforced one, the store makes the change effective, the engine publishes the policy and tells the
    /// callouts.
    /// </summary>
    /// <exception cref="CommitNotStoredException">The commit is in force and not stored.</exception>
    /// <remarks>
    /// After any other exception, which is what the store or the kernel-mode engine threw, nothing has changed but the number of the
    /// policy's version.
    /// </remarks>
    internal void Commit(PolicyDraft draft)
    {
        var change = draft.Change();
        var stored = draft.SecurityChange?.Stored ?? StoredObjects.Of(change);
        CommitNotStoredException? notStored;
        lock (_commitGate)
        {
            ThrowIfStopped();
            if (stored.IsEmpty)
            {
                _policy = Apply(change, draft);
                notStored = null;
            }
            else
            {
                StoreWhatIsMissing();
                notStored = ApplyAndStore(change, stored, draft);
            }

            draft.SecurityChange?.Publish();
        }

        PublishChange(change, _policy.Version, draft.Author);
        draft.Notifications.Commit(change, _policy, Callouts);
        if (notStored is not null)
        {
            throw notStored;
        }
    }

    /// <summary>Has the draft enforced, if it changes anything, and returns the policy that is to be published.</summary>
    private PolicySnapshot Apply(PolicyChange change, PolicyDraft draft)
    {
        if (change.IsEmpty)
        {
            return _policy;
        }

        var after = draft.ToSnapshot();
        _kernel.Apply(change, after);
        return after;
    }

    /// <summary>Returns null when the commit is stored, and otherwise, when it is in force nevertheless, what to tell the caller.</summary>
    private CommitNotStoredException? ApplyAndStore(PolicyChange change, StoredPolicyChange stored, PolicyDraft draft)
    {
        using var transaction = _store.Prepare(OverNotLoaded(stored));
        var after = Apply(change, draft);
        try
        {
            transaction.Commit();
        }
        catch (Exception storeFailure) when (!change.IsEmpty)
        {
            var back = _policy.AsVersion(after.Version + 1);
            try
            {
                _kernel.Apply(change.Inverse(), back);
            }
            catch (Exception kernelFailure)
            {
                _storedPolicy = _policy;
                _policy = after;
                return new CommitNotStoredException(storeFailure, kernelFailure);
            }

            _policy = back;
            throw;
        }

        _policy = after;
        ForgetNotLoaded(stored);
        return null;
    }

    /// <summary>Stores an earlier commit that is in force and was not stored.</summary>
    private void StoreWhatIsMissing()
    {
        if (_storedPolicy is not { } before)
        {
            return;
        }

        var missing = StoredObjects.Between(before, _policy);
        if (!missing.IsEmpty)
        {
            using var transaction = _store.Prepare(OverNotLoaded(missing));
            transaction.Commit();
            ForgetNotLoaded(missing);
        }

        _storedPolicy = null;
    }
}
