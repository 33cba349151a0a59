using System.Collections.Concurrent;
using Weir.Bpf;
using static Weir.Linux.Networking.Interop.Constants;

namespace Weir.Linux;

/// <summary>
/// Keeps a program at a traffic control hook of the interfaces of a network namespace: of those that are there, and of each one that comes. What
/// other programs have at the same hooks stays where it is.
/// </summary>
/// <remarks>
/// Inbound frames meet the program before the others of the hook, and outbound frames after them; packets of the host itself before them, in either direction. Links go with their interface. The kernel
/// tells of a new interface after it is there, so for a moment it is without the program: most interfaces are not up yet at that time.
/// </remarks>
internal sealed class TrafficControlHooks : IDisposable
{
    private static readonly Lock s_placing = new();

    private readonly BpfProgram _program;
    private readonly TcxDirection _direction;
    private readonly Func<NetworkLink, bool> _wants;
    private readonly Func<BpfProgram?>? _predecessor;
    private readonly ConcurrentDictionary<int, Attachment> _attached = new();
    private readonly TrafficControlSwitch _switch;
    private LinkWatch? _watch;

    private TrafficControlHooks(BpfProgram program, TcxDirection direction, Func<NetworkLink, bool> wants, Func<BpfProgram?>? predecessor)
    {
        (_program, _direction, _wants, _predecessor) = (program, direction, wants, predecessor);
        _switch = new TrafficControlSwitch(program, direction);
    }

    /// <summary>Raised when an interface has got the program, is about to lose it or has lost it, or could not get it; one at a time.</summary>
    public event Action<InterfaceCoverage>? Changed;

    /// <summary>The interfaces that are wanted, as they are now.</summary>
    public IReadOnlyList<InterfaceCoverage> Interfaces =>
        [.. _attached.Values.Select(attachment => attachment.Coverage).OrderBy(coverage => coverage.Link.Index)];

    /// <summary>Why new interfaces are not seen any more; null while they are.</summary>
    public Exception? Failure => _watch?.Failure;

    /// <summary>Attaches the program to the interfaces that are there, and goes on with those that come.</summary>
    /// <param name="networkNamespace">The namespace; null is that of the calling thread.</param>
    /// <param name="program">The program; it stays the caller's.</param>
    /// <param name="direction">Which of an interface's hooks.</param>
    /// <param name="wants">Which interfaces are wanted; asked again whenever one changes.</param>
    /// <param name="changed">What <see cref="Changed"/> calls, also for the interfaces that are there.</param>
    /// <param name="predecessor">
    /// The program that this one stands just behind, where that is; else it stands before all others, in either direction. Null for the usual place.
    /// </param>
    /// <exception cref="BpfException">The kernel refuses one of the interfaces that are there.</exception>
    public static TrafficControlHooks Open(
        NetworkNamespace? networkNamespace,
        BpfProgram program,
        TcxDirection direction,
        Func<NetworkLink, bool> wants,
        Action<InterfaceCoverage>? changed = null,
        Func<BpfProgram?>? predecessor = null)
    {
        TrafficControlHooks hooks = new(program, direction, wants, predecessor);
        hooks.Changed += changed;
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

    /// <summary>Ends the watch and takes the program away.</summary>
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

            // One that went to another namespace took the program with it.
            _attached.TryRemove(link.Index, out _);
            Changed?.Invoke(new InterfaceCoverage(link, IsCovered: false));
            before.Dispose();
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
        try
        {
            // Of several programs of ours that come to an interface at a time, each finds the others in place.
            lock (s_placing)
            {
                return new Attachment(link, AttachInPlace(link.Index));
            }
        }
        catch (BpfException refusal)
        {
            return refusal.Errno == ENODEV ? null : new Attachment(link, refusal);
        }
    }

    private BpfLink AttachInPlace(int index)
    {
        if (_predecessor?.Invoke() is { } predecessor)
        {
            try
            {
                return BpfLink.AttachTcx(_program, index, _direction, TcxAnchor.After(predecessor));
            }
            catch (BpfException refusal) when (refusal.Errno == ENOENT)
            {
                // It is not there.
            }
        }

        bool isFirst = _direction == TcxDirection.Ingress || _predecessor is not null;
        return BpfLink.AttachTcx(_program, index, _direction, isFirst ? TcxAnchor.First : TcxAnchor.Last);
    }

    private sealed class Attachment : IDisposable
    {
        private readonly BpfLink? _held;

        public Attachment(NetworkLink link, BpfLink held) => (Link, _held) = (link, held);

        public Attachment(NetworkLink link, BpfException refusal) => (Link, Refusal) = (link, refusal);

        public NetworkLink Link { get; set; }

        public BpfException? Refusal { get; }

        public InterfaceCoverage Coverage => new(Link, IsCovered: Refusal is null, Refusal?.Message);

        /// <summary>False when the interface that it was attached to has gone, though another may have its index.</summary>
        public bool IsAlive => _held?.GetInfo().InterfaceIndex == Link.Index;

        public void Dispose() => _held?.Dispose();
    }
}
