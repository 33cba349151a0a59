using System.Collections.Immutable;
using Weir.Engine;
using Weir.Linux;

namespace Weir;

/// <summary>
/// Weir in your process: the filter engine over the kernel of this machine. Open it, open a session, add filters; dispose it and
/// the machine's traffic flows as if it had never been there.
/// </summary>
/// <example>
/// <code>
/// using var weir = WeirEngine.Open(new LinuxEngineOptions { NetworkNamespace = NetworkNamespace.OpenNamed("office") });
/// using var session = weir.OpenSession();
/// session.AddFilter(new FilterSpec
/// {
///     Name = "no azure wire server",
///     Layer = LayerId.OutboundTransportV4,
///     Conditions = [FilterCondition.RemoteAddress(IPAddress.Parse("168.63.129.16"))],
///     Action = FilterAction.Block,
/// });
/// </code>
/// </example>
public sealed class WeirEngine : IDisposable
{
    private readonly FilterEngine _engine;
    private readonly LinuxEngine _kernel;

    private WeirEngine(LinuxEngine kernel, FilterEngine engine)
    {
        _kernel = kernel;
        _engine = engine;
    }

    /// <summary>Raised for each event, on a thread of the engine: keep handlers short.</summary>
    public event Action<NetEvent>? NetEvents
    {
        add => _engine.NetEvents += value;
        remove => _engine.NetEvents -= value;
    }

    /// <inheritdoc cref="LinuxEngine.LayerMoved"/>
    public event Action<LayerStatus>? LayerMoved
    {
        add => _kernel.LayerMoved += value;
        remove => _kernel.LayerMoved -= value;
    }

    /// <summary>The policy in force.</summary>
    public PolicySnapshot Policy => _engine.Policy;

    /// <summary>
    /// Objects of the store that it does without; empty unless <see cref="FilterEngineOptions.StartWithoutUnloadable"/> was set.
    /// </summary>
    public ImmutableArray<NotLoadedObject> NotLoaded => _engine.NotLoaded;

    /// <summary>
    /// Opens the engine. It starts with the persistent objects of its store; without a store its policy is empty and permits everything.
    /// </summary>
    /// <param name="options">Where it enforces; by default the network namespace of the calling thread.</param>
    /// <param name="engineOptions">Its store, its boot-time phase, who may do what; by default no store.</param>
    /// <exception cref="PolicyNotLoadedException">Objects of the store cannot be loaded. Nothing is enforced.</exception>
    /// <exception cref="Bpf.BpfPermissionException">The process may not load or attach eBPF programs; it needs root.</exception>
    /// <exception cref="Bpf.KernelFeatureMissingException">This kernel is older than Weir needs, or lacks something it needs.</exception>
    /// <exception cref="Bpf.BpfException">The kernel refused, for instance because another engine enforces at the same place.</exception>
    public static WeirEngine Open(LinuxEngineOptions? options = null, FilterEngineOptions? engineOptions = null)
    {
        LinuxEngine kernel = LinuxEngine.Open(options);
        try
        {
            return new WeirEngine(kernel, new FilterEngine(kernel, engineOptions));
        }
        catch
        {
            kernel.Dispose();
            throw;
        }
    }

    /// <summary>True when the engine has taken over what was pinned in <see cref="LinuxEngineOptions.PinDirectory"/>.</summary>
    public bool HasAdopted => _kernel.HasAdopted;

    /// <inheritdoc cref="LinuxEngine.EndAdoption"/>
    public void EndAdoption() => _kernel.EndAdoption();

    /// <inheritdoc cref="LinuxEngine.Unpin"/>
    public void Unpin() => _kernel.Unpin();

    /// <summary>Ends the boot-time phase that <see cref="FilterEngineOptions.StartInBootTime"/> asked for.</summary>
    /// <inheritdoc cref="FilterEngine.EndBootTime"/>
    public void EndBootTime() => _engine.EndBootTime();

    /// <summary>Opens a session, through which objects are added and deleted.</summary>
    /// <param name="options">Name, lifetime of its objects, and patience.</param>
    public Session OpenSession(SessionOptions? options = null) => _engine.OpenSession(options);

    /// <summary>Registers a callout's code under the key of its <c>[Callout]</c> attribute.</summary>
    /// <inheritdoc cref="FilterEngine.RegisterCallout(ICallout)"/>
    public CalloutRegistration RegisterCallout(ICallout callout) => _engine.RegisterCallout(callout);

    /// <summary>Registers a callout's code under a key, so that one class can serve several callout objects.</summary>
    /// <inheritdoc cref="FilterEngine.RegisterCallout(ICallout, Guid)"/>
    public CalloutRegistration RegisterCallout(ICallout callout, Guid key) => _engine.RegisterCallout(callout, key);

    /// <summary>Packets that a filter has decided so far.</summary>
    /// <inheritdoc cref="FilterEngine.GetCounters"/>
    public FilterCounters GetCounters(ulong filterId) => _engine.GetCounters(filterId);

    /// <summary>What a layer has done since the engine was opened.</summary>
    public LayerCounters GetLayerCounters(LayerId layer) => _kernel.GetLayerCounters(layer);

    /// <summary>Where each layer is evaluated now.</summary>
    /// <inheritdoc cref="LinuxEngine.ReadStatus"/>
    public ImmutableArray<LayerStatus> ReadStatus() => _kernel.ReadStatus();

    /// <summary>Detaches everything from the kernel, but for what is pinned.</summary>
    public void Dispose()
    {
        // The hooks first: no packet meets the callouts of an engine that is half gone.
        _kernel.Dispose();
        _engine.Dispose();
    }
}
