using System.Collections.Concurrent;
using Weir.Bpf;

namespace Weir.Linux;

/// <summary>
/// Keeps two programs at the traffic control hooks of the interfaces of a network namespace: of those that are there, and of each one that
/// comes. What other programs have at the same hooks stays where it is.
/// </summary>
/// <remarks>
/// Inbound frames meet the program before the others of the hook, and outbound frames after them. Links go with their interface. The kernel
/// tells of a new interface after it is there, so for a moment it is without programs: most interfaces are not up yet at that time.
/// </remarks>
internal sealed class TrafficControlHooks : IDisposable
{
    private readonly BpfProgram _ingress;
    private readonly BpfProgram _egress;
    private readonly Func<NetworkLink, bool> _wants;
    private readonly ConcurrentDictionary<int, Attachment> _attached = new();
    private readonly TrafficControlSwitch _switch;
    private LinkWatch? _watch;

    private TrafficControlHooks(BpfProgram ingress, BpfProgram egress, Func<NetworkLink, bool> wants)
    {
        (_ingress, _egress, _wants) = (ingress, egress, wants);
        _switch = new TrafficControlSwitch(ingress, egress);
    }

    /// <summary>Raised on the watch's thread when an interface has got its programs, has lost them, or could not get them.</summary>
    public event Action<InterfaceCoverage>? Changed;

    /// <summary>The interfaces that are wanted, as they are now.</summary>
    public IReadOnlyList<InterfaceCoverage> Interfaces =>
        [.. _attached.Values.Select(attachment => attachment.Coverage).OrderBy(coverage => coverage.Link.Index)];

    /// <summary>Why new interfaces are not seen any more; null while they are.</summary>
    public Exception? Failure => _watch?.Failure;

    /// <summary>Attaches the programs to the interfaces that are there, and goes on with those that come.</summary>
    /// <param name="networkNamespace">The namespace; null is that of the calling thread.</param>
    /// <param name="ingress">The program for frames that come in. It stays the caller's, as the other does.</param>
    /// <param name="egress">The program for frames that go out.</param>
    /// <param name="wants">Which interfaces are wanted; asked again whenever one changes.</param>
    /// <exception cref="BpfException">The kernel refuses one of the interfaces that are there.</exception>
    public static TrafficControlHooks Open(
        NetworkNamespace? networkNamespace, BpfProgram ingress, BpfProgram egress, Func<NetworkLink, bool> wants)
    {
        TrafficControlHooks hooks = new(ingress, egress, wants);
        try
        {
            hooks._watch = networkNamespace is null ? LinkWatch.Open(hooks.Look) : LinkWatch.Open(networkNamespace, hooks.Look);
            if (hooks._attached.Values.Select(attachment => attachment.Refusal).FirstOrDefault(refusal => refusal is not null) is { } refused)
            {
                throw refused;
            }

            return hooks;
        }
        catch
        {
            hooks.Dispose();
            throw;
        }
    }

    /// <summary>Ends the watch and takes the programs away.</summary>
    public void Dispose()
    {
        _watch?.Dispose();
        foreach (Attachment attachment in _attached.Values)
        {
            attachment.Dispose();
        }

        _attached.Clear();
        _switch.Dispose();
    }

    /// <summary>An interface has come, changed or gone. On one thread at a time.</summary>
    private void Look(LinkChange change)
    {
        NetworkLink link = change.Link;
        bool isWanted = change.Kind != LinkChangeKind.Disappeared && _wants(link);
        if (_attached.TryGetValue(link.Index, out Attachment? before))
        {
            if (isWanted && before.IsAlive)
            {
                before.Link = link;
                return;
            }

            // One that went to another namespace took its programs with it.
            before.Dispose();
            _attached.TryRemove(link.Index, out _);
            if (!isWanted)
            {
                Changed?.Invoke(new InterfaceCoverage(link, IsCovered: false));
            }
        }

        if (isWanted && Attach(link) is { } attachment)
        {
            _attached[link.Index] = attachment;
            Changed?.Invoke(attachment.Coverage);
        }
    }

    /// <summary>Null when the interface has gone meanwhile.</summary>
    private Attachment? Attach(NetworkLink link)
    {
        BpfLink? ingress = null;
        try
        {
            ingress = BpfLink.AttachTcx(_ingress, link.Index, TcxDirection.Ingress, TcxAnchor.First);
            return new Attachment(link, ingress, BpfLink.AttachTcx(_egress, link.Index, TcxDirection.Egress, TcxAnchor.Last));
        }
        catch (BpfException refusal)
        {
            ingress?.Dispose();
            return refusal.Errno == Networking.Interop.Constants.ENODEV ? null : new Attachment(link, refusal);
        }
    }

    private sealed class Attachment : IDisposable
    {
        private readonly BpfLink? _ingress;
        private readonly BpfLink? _egress;

        public Attachment(NetworkLink link, BpfLink ingress, BpfLink egress) => (Link, _ingress, _egress) = (link, ingress, egress);

        public Attachment(NetworkLink link, BpfException refusal) => (Link, Refusal) = (link, refusal);

        public NetworkLink Link { get; set; }

        public BpfException? Refusal { get; }

        public InterfaceCoverage Coverage => new(Link, IsCovered: Refusal is null, Refusal?.Message);

        /// <summary>False when the interface that it was attached to has gone, though another may have its index.</summary>
        public bool IsAlive => _ingress?.GetInfo().InterfaceIndex == Link.Index && _egress?.GetInfo().InterfaceIndex == Link.Index;

        public void Dispose()
        {
            _ingress?.Dispose();
            _egress?.Dispose();
        }
    }
}
