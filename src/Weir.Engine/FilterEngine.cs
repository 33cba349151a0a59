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
    private readonly Lock _commitGate = new();
    private volatile PolicySnapshot _policy = PolicySnapshot.Initial;
    private volatile bool _isStopped;
    private ulong _lastFilterId;
    private ulong _lastProviderId;
    private ulong _lastProviderContextId;
    private uint _lastSubLayerId = (uint)SubLayers.BuiltIn.Length;

    /// <summary>Makes an engine with what its store has, and enforces that.</summary>
    /// <param name="kernel">
    /// Applies the policy to traffic; it must be new. It stays the caller's: disposing the engine does not dispose it.
    /// </param>
    /// <param name="options">How to make it; null for the defaults.</param>
    /// <exception cref="PolicyNotLoadedException">Objects of the store cannot be loaded. Nothing is enforced.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The length of the log of net events.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The limit of transactions is not positive, or longer than 24 days.</exception>
    /// <remarks>
    /// What the store or the kernel-mode engine throws comes through. If the kernel-mode engine has taken the boot-time filters and refuses
    /// the persistent ones, it goes on enforcing the former.
    /// </remarks>
    public FilterEngine(IKernelModeEngine kernel, FilterEngineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        options ??= new FilterEngineOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.NetEventLogLength, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.NetEventLogLength, 1_000_000, nameof(options));
        ThrowIfNoTime(options.TransactionLimit);
        _kernel = kernel;
        _store = options.Store ?? new InMemoryPolicyStore();
        Clock = options.Clock;
        TransactionLimit = options.TransactionLimit;
        _writer = new WriteLock(options.Clock);
        Access = new AccessControl(options);
        Callouts = new CalloutRegistry(kernel, () => _policy);
        Events = new NetEventCollection(options.NetEventLogLength, Access);
        ProviderSubscribers = new();
        ProviderContextSubscribers = new();
        SubLayerSubscribers = new();
        CalloutSubscribers = new();
        FilterSubscribers = new();
        kernel.NetEventRaised += Events.Collect;
        Start(options);
    }

    /// <summary>
    /// Events about classified traffic as the kernel-mode engine raises them, on a thread of its own, whatever the engine's options say: a
    /// handler that takes its time holds that thread up. <see cref="Session.SubscribeNetEvents"/> does not.
    /// </summary>
    public event Action<NetEvent>? NetEvents
    {
        add => _kernel.NetEventRaised += value;
        remove => _kernel.NetEventRaised -= value;
    }

    /// <summary>The committed policy.</summary>
    public PolicySnapshot Policy => _policy;

    /// <summary>
    /// Traffic whose verdict this filter has decided since it was added. A filter that one transaction puts in the place of another with the
    /// same key goes on with the counters of that one.
    /// </summary>
    /// <exception cref="WfpException"><see cref="FwpError.FilterNotFound"/>.</exception>
    public FilterCounters GetCounters(ulong filterId) =>
        Policy.FindFilter(filterId) is null ? throw Errors.FilterNotFound(filterId) : _kernel.GetCounters(filterId);

    /// <summary>
    /// Stops the engine. Sessions are aborted: their calls fail with <see cref="FwpError.SessionAborted"/>. Callouts are unregistered, subscriptions
    /// end. The kernel-mode engine keeps the last policy until its owner disposes it.
    /// </summary>
    public void Dispose()
    {
        lock (_commitGate)
        {
            _isStopped = true;
        }

        _writer.Close();
        Callouts.Close();
        _kernel.NetEventRaised -= Events.Collect;
        CloseSubscriptions();
    }

    /// <summary>Applies the policy to traffic.</summary>
    internal IKernelModeEngine Kernel => _kernel;

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

    /// <summary>Only under the write lock. Ids of aborted transactions are not used again.</summary>
    internal ulong NextFilterId() => ++_lastFilterId;

    /// <summary>Only under the write lock. Ids of aborted transactions are not used again.</summary>
    internal ulong NextProviderId() => ++_lastProviderId;

    /// <summary>Only under the write lock. Ids of aborted transactions are not used again.</summary>
    internal ulong NextProviderContextId() => ++_lastProviderContextId;

    /// <summary>Only under the write lock.</summary>
    internal uint NextSubLayerId() => ++_lastSubLayerId;
}
