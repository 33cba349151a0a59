using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weir.Linux.Networking.Interop;
using static Weir.Linux.Networking.Interop.Constants;

namespace Weir.Linux;

/// <summary>
/// Tells of the interfaces of one network namespace as they come, change and go (rtnetlink(7), group RTNLGRP_LINK). It subscribes before it
/// lists what is there, so nothing falls between the two; when the kernel had to drop messages, it lists again.
/// </summary>
/// <remarks>
/// A message arrives after the fact: by then an interface may have changed again. Take a change as a reason to look, and let a later one
/// about the same interface put right what was found. After messages were dropped every interface that is still there is told as
/// <see cref="LinkChangeKind.Changed"/>, because it may have been deleted and made again with the same index meanwhile.
/// </remarks>
public sealed unsafe class LinkWatch : IDisposable
{
    private const int DefaultReceiveBuffer = 1 << 20;

    private readonly byte[] _message = new byte[64 * 1024];
    private readonly Dictionary<int, NetworkLink> _known = [];
    private readonly Action<LinkChange> _onChange;
    private readonly FileDescriptor _socket;
    private readonly FileDescriptor _stop;
    private readonly RouteNetlink _list;
    private readonly Thread _thread;
    private long _overflows;

    private LinkWatch(Action<LinkChange> onChange, int receiveBufferByteCount)
    {
        _onChange = onChange;
        _socket = LibC.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
        if (_socket.IsInvalid)
            throw SystemError.Last("Opening a netlink socket", "no capability");
        if (LibC.setsockopt(_socket, SOL_SOCKET, SO_RCVBUF, &receiveBufferByteCount, sizeof(int)) != 0)
            throw SystemError.Last("Setting up a netlink socket", "no capability");
        Subscribe();
        _stop = LibC.eventfd(0, EFD_CLOEXEC);
        if (_stop.IsInvalid)
            throw SystemError.Last("Making an event descriptor", "no capability");
        _list = RouteNetlink.Open();
        _thread = new Thread(Run) { IsBackground = true, Name = "Weir interfaces" };
    }

    /// <summary>How often the kernel has dropped messages, after each of which all interfaces were listed again.</summary>
    public long Overflows => Volatile.Read(ref _overflows);

    /// <summary>Why the watch has ended by itself; null while it goes on.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Watches the calling thread's namespace.</summary>
    /// <param name="onChange">
    /// Called for each interface that is there, on the calling thread, before this method returns; and then for each change, in order, on a
    /// thread of the watch, which is in the namespace too: the rules of <see cref="NetworkNamespace.Run(Action)"/> are its rules. It must not
    /// dispose the watch. What it throws ends the watch: see <see cref="Failure"/>.
    /// </param>
    /// <exception cref="IOException">The kernel gives no socket.</exception>
    public static LinkWatch Open(Action<LinkChange> onChange)
    {
        ArgumentNullException.ThrowIfNull(onChange);
        return Open(onChange, DefaultReceiveBuffer);
    }

    /// <summary>Watches a namespace.</summary>
    /// <param name="networkNamespace">The namespace; it may be disposed afterwards, and lives on while the watch does.</param>
    /// <param name="onChange">As for <see cref="Open(Action{LinkChange})"/>; it always runs in the namespace.</param>
    /// <exception cref="UnauthorizedAccessException">The process lacks CAP_SYS_ADMIN.</exception>
    public static LinkWatch Open(NetworkNamespace networkNamespace, Action<LinkChange> onChange)
    {
        ArgumentNullException.ThrowIfNull(networkNamespace);
        return networkNamespace.Run(() => Open(onChange));
    }

    /// <summary>Ends the watch, after the call of its handler that may be under way.</summary>
    public void Dispose()
    {
        if (_stop.IsClosed)
            return;
        if (_thread.IsAlive)
        {
            var one = 1UL;
            _ = LibC.write(_stop, &one, sizeof(ulong));
            _thread.Join();
        }

        _list.Dispose();
        _socket.Dispose();
        _stop.Dispose();
    }

    /// <summary>The same, with a receive buffer of a given size.</summary>
    internal static LinkWatch Open(Action<LinkChange> onChange, int receiveBufferByteCount)
    {
        LinkWatch watch = new(onChange, receiveBufferByteCount);
        try
        {
            watch.List();
            watch._thread.Start();
            return watch;
        }
        catch
        {
            watch.Dispose();
            throw;
        }
    }

    private void Subscribe()
    {
        // The port is left to the kernel; a socket without one would get no message.
        var address = new sockaddr_nl { nl_family = AF_NETLINK, nl_groups = RTMGRP_LINK };
        if (LibC.bind(_socket, &address, (uint)sizeof(sockaddr_nl)) != 0)
            throw SystemError.Last("Subscribing to changes of interfaces", "no capability");
    }

    private void Run()
    {
        try
        {
            while (WaitForMessages())
                ReadMessages();
        }
        catch (Exception failure)
        {
            Failure = failure;
        }
    }

    /// <summary>False when the watch is to end.</summary>
    private bool WaitForMessages()
    {
        var descriptors = stackalloc pollfd[2];
        descriptors[0] = new pollfd { fd = (int)_socket.DangerousGetHandle(), events = POLLIN };
        descriptors[1] = new pollfd { fd = (int)_stop.DangerousGetHandle(), events = POLLIN };
        while (LibC.poll(descriptors, 2, timeout: -1) < 0)
        {
            if (Marshal.GetLastPInvokeError() != EINTR)
                throw SystemError.Last("Waiting for changes of interfaces", "no capability");
        }

        return descriptors[1].revents == 0;
    }

    private void ReadMessages()
    {
        var isComplete = true;
        while (true)
        {
            nint received;
            fixed (byte* message = _message)
                received = LibC.recv(_socket, message, (nuint)_message.Length, MSG_DONTWAIT);
            if (received >= 0)
            {
                // What was queued before the loss may be long past: the list that is made when the queue is empty tells what is now.
                if (isComplete)
                    Read(_message.AsSpan(0, (int)received));
                continue;
            }

            switch (Marshal.GetLastPInvokeError())
            {
                case EINTR:
                    break;
                case ENOBUFS:
                    isComplete = false;
                    break;
                case EAGAIN when isComplete:
                    return;
                case EAGAIN:
                    Interlocked.Increment(ref _overflows);
                    List();
                    return;
                default:
                    throw SystemError.Last("Reading changes of interfaces", "no capability");
            }
        }
    }

    private void Read(ReadOnlySpan<byte> messages)
    {
        while (NetlinkReader.TryReadMessage(ref messages, out var message))
        {
            if (message.Header.nlmsg_type is not (RTM_NEWLINK or RTM_DELLINK) || !IsWhole(message.Body))
                continue;
            var link = RouteNetlink.ReadLink(message.Body);
            if (message.Header.nlmsg_type == RTM_NEWLINK)
                Found(link);
            else if (_known.Remove(link.Index))
                _onChange(new LinkChange(LinkChangeKind.Disappeared, link));
        }
    }

    /// <summary>False for what bridges tell of their ports, in a family of their own, and drivers of wireless events, in the same group.</summary>
    private static bool IsWhole(ReadOnlySpan<byte> body) =>
        body.Length >= Unsafe.SizeOf<ifinfomsg>() && body[0] == AF_UNSPEC && !NetlinkReader.FindAttribute(body[Unsafe.SizeOf<ifinfomsg>()..], IFLA_MTU).IsEmpty;

    /// <summary>Tells what is there, and what is not there any more.</summary>
    private void List()
    {
        var links = _list.GetLinks();
        foreach (var gone in _known.Values.Where(known => links.All(link => link.Index != known.Index)).ToList())
        {
            _known.Remove(gone.Index);
            _onChange(new LinkChange(LinkChangeKind.Disappeared, gone));
        }

        foreach (var link in links)
            Found(link);
    }

    private void Found(NetworkLink link)
    {
        var kind = _known.ContainsKey(link.Index) ? LinkChangeKind.Changed : LinkChangeKind.Appeared;
        _known[link.Index] = link;
        _onChange(new LinkChange(kind, link));
    }
}
