using System.Collections.Concurrent;

namespace Weir.Engine;

/// <summary>
/// The engine's user-mode half, WFP's Base Filtering Engine: owns the objects, runs transactions, and hands every commit to the
/// kernel-mode half. All members may be called from any thread.
/// <code>
/// using var engine = new FilterEngine(new ManagedEngine());
/// using var session = engine.OpenSession(new SessionOptions { Name = "example", Dynamic = true });
/// session.AddFilter(new FilterSpec
/// {
///     Name = "no wire server",
///     Layer = LayerId.OutboundTransportV4,
///     Conditions = [FilterCondition.RemoteAddress(IPAddress.Parse("168.63.129.16"))],
///     Action = FilterAction.Block,
/// });
/// </code>
/// The trap: what a dynamic session added goes when that session is disposed, so keep it for as long as the policy should hold.
/// </summary>
public sealed partial class FilterEngine : IDisposable
{
    private readonly IKernelModeEngine _kernel;
    private readonly IPolicyStore _store;
    private readonly SemaphoreSlim _writer = new(initialCount: 1, maxCount: 1);
    private readonly Lock _commitGate = new();
    private readonly ConcurrentQueue<ulong> _orphanedSessions = new();
    private volatile PolicySnapshot _policy = PolicySnapshot.Initial;
    private volatile bool _isStopped;
    private ulong _lastSessionId;
    private ulong _lastFilterId;
    private ulong _lastProviderId;
    private ulong _lastProviderContextId;
    private uint _lastSubLayerId = SubLayers.UniversalSubLayer.Id;

    /// <summary>Makes an engine with what its store has, and enforces that.</summary>
    /// <param name="kernel">
    /// Applies the policy to traffic; it must be new. It stays the caller's: disposing the engine does not dispose it.
    /// </param>
    /// <param name="options">How to make it; null for the defaults.</param>
    /// <exception cref="PolicyNotLoadedException">Objects of the store cannot be loaded. Nothing is enforced.</exception>
    /// <remarks>
    /// What the store or the kernel-mode engine throws comes through. If the kernel-mode engine has taken the boot-time filters and refuses
    /// the persistent ones, it goes on enforcing the former.
    /// </remarks>
    public FilterEngine(IKernelModeEngine kernel, FilterEngineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        options ??= new FilterEngineOptions();
        _kernel = kernel;
        _store = options.Store ?? new InMemoryPolicyStore();
        Access = new AccessControl(options);
        Callouts = new CalloutRegistry(kernel, () => _policy);
        Start(options);
    }

    /// <summary>Events about classified traffic, raised on a thread of the kernel-mode engine.</summary>
    public event Action<NetEvent>? NetEvents
    {
        add => _kernel.NetEventRaised += value;
        remove => _kernel.NetEventRaised -= value;
    }

    /// <summary>The committed policy.</summary>
    public PolicySnapshot Policy => _policy;

    /// <summary>Opens a session, through which policy is read and changed.</summary>
    /// <exception cref="WfpException">
    /// <see cref="FwpError.AccessDenied"/>: the caller has no <see cref="AccessRights.Open"/>; <see cref="FwpError.SessionAborted"/>: the
    /// engine was disposed.
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
        if (options.Caller is { } caller)
        {
            Access.DemandOnEngine(caller, AccessRights.Open);
        }

        return new Session(this, options, Interlocked.Increment(ref _lastSessionId));
    }

    /// <summary>Traffic whose verdict this filter has decided since it was added.</summary>
    /// <exception cref="WfpException"><see cref="FwpError.FilterNotFound"/>.</exception>
    public FilterCounters GetCounters(ulong filterId) =>
        Policy.FindFilter(filterId) is null ? throw Errors.FilterNotFound(filterId) : _kernel.GetCounters(filterId);

    /// <summary>
    /// Stops the engine. Sessions are aborted: their calls fail with <see cref="FwpError.SessionAborted"/>. Callouts are unregistered.
    /// The kernel-mode engine keeps the last policy until its owner disposes it.
    /// </summary>
    public void Dispose()
    {
        lock (_commitGate)
        {
            _isStopped = true;
        }

        Callouts.Close();
    }

    /// <summary>The registered callouts.</summary>
    internal CalloutRegistry Callouts { get; }

    /// <summary>The security descriptors.</summary>
    internal AccessControl Access { get; }

    internal bool IsStopped => _isStopped;

    /// <summary>What the kernel-mode engine has counted for a filter.</summary>
    internal FilterCounters ReadCounters(ulong filterId) => _kernel.GetCounters(filterId);

    internal void ThrowIfStopped()
    {
        if (_isStopped)
        {
            throw Errors.SessionAborted();
        }
    }

    /// <summary>Takes the write lock. Every success is paired with <see cref="LeaveWriter"/>.</summary>
    internal void EnterWriter(TimeSpan timeout)
    {
        if (!_writer.Wait(timeout))
        {
            throw Errors.Timeout(timeout);
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
            _writer.Release();
        }
        while (done && !_orphanedSessions.IsEmpty && _writer.Wait(0));
    }

    /// <summary>Only under the write lock. Ids of aborted transactions are not used again.</summary>
    internal ulong NextFilterId() => ++_lastFilterId;

    /// <summary>Only under the write lock. Ids of aborted transactions are not used again.</summary>
    internal ulong NextProviderId() => ++_lastProviderId;

    /// <summary>Only under the write lock. Ids of aborted transactions are not used again.</summary>
    internal ulong NextProviderContextId() => ++_lastProviderContextId;

    /// <summary>Only under the write lock.</summary>
    internal uint NextSubLayerId() => ++_lastSubLayerId;

    /// <summary>
    /// Deletes a dynamic session's objects in one commit. When another transaction holds the write lock for longer than the timeout,
    /// that transaction does it as it ends.
    /// </summary>
    internal void DeleteObjectsOf(ulong sessionId, TimeSpan timeout)
    {
        if (!_writer.Wait(timeout))
        {
            _orphanedSessions.Enqueue(sessionId);
            if (_writer.Wait(0))
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
