using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Weir.Linux.Networking.Interop;
using static Weir.Linux.Networking.Interop.Constants;

namespace Weir.Linux;

/// <summary>
/// The interfaces, addresses and routes of one network namespace, changed through the kernel's rtnetlink protocol (rtnetlink(7)),
/// without the <c>ip</c> tool. The socket belongs to its namespace, so the object may be used from any thread; not from several
/// at once.
/// </summary>
public sealed unsafe partial class RouteNetlink : IDisposable
{
    // The kernel fills at most 32 KiB of a dump at a time (NLMSG_GOODSIZE and the reader's buffer bound it).
    private readonly byte[] _answer = new byte[64 * 1024];
    private readonly FileDescriptor _socket;
    private uint _sequence;

    private delegate void MessageHandler(NetlinkReader.Message message);

    private RouteNetlink(FileDescriptor socket) => _socket = socket;

    /// <summary>Opens the protocol in the calling thread's namespace.</summary>
    public static RouteNetlink Open()
    {
        var socket = LibC.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
        if (socket.IsInvalid)
            throw SystemError.Last("Opening a netlink socket", "no capability");

        // Ask for error texts (extended acknowledgements), and not to have the request sent back before them.
        var on = 1;
        foreach (var option in (ReadOnlySpan<int>)[NETLINK_EXT_ACK, NETLINK_CAP_ACK])
        {
            if (LibC.setsockopt(socket, SOL_NETLINK, option, &on, sizeof(int)) != 0)
                throw SystemError.Last("Setting up a netlink socket", "no capability");
        }
        return new RouteNetlink(socket);
    }

    /// <summary>Opens the protocol in a namespace.</summary>
    /// <param name="networkNamespace">The namespace; it may be disposed afterwards.</param>
    /// <exception cref="UnauthorizedAccessException">The process lacks CAP_SYS_ADMIN.</exception>
    public static RouteNetlink Open(NetworkNamespace networkNamespace) => networkNamespace.Run(Open);

    /// <summary>Closes the socket.</summary>
    public void Dispose() => _socket.Dispose();

    private void Change(NetlinkRequest request, string operation) => Exchange(request, operation, static _ => { });

    // Sends one request and reads until the acknowledgement (a change) or the end of the dump (a query).
    private void Exchange(NetlinkRequest request, string operation, MessageHandler onMessage)
    {
        var sequence = ++_sequence;
        fixed (byte* bytes = request.Complete(sequence))
        {
            if (LibC.send(_socket, bytes, (nuint)request.Complete(sequence).Length, 0) < 0)
                throw SystemError.Last(operation, "CAP_NET_ADMIN");
        }

        while (true)
        {
            ReadOnlySpan<byte> rest = _answer.AsSpan(0, Receive(operation));
            while (NetlinkReader.TryReadMessage(ref rest, out var message))
            {
                if (message.Header.nlmsg_seq != sequence)
                    continue;
                switch (message.Header.nlmsg_type)
                {
                    case NLMSG_DONE:
                        return;
                    case NLMSG_ERROR:
                        ThrowOnError(message, operation);
                        return;
                    default:
                        onMessage(message);
                        break;
                }
            }
        }
    }

    private int Receive(string operation)
    {
        while (true)
        {
            fixed (byte* answer = _answer)
            {
                var received = LibC.recv(_socket, answer, (nuint)_answer.Length, 0);
                if (received >= 0)
                    return (int)received;
                if (Marshal.GetLastPInvokeError() != EINTR)
                    throw SystemError.Last(operation, "CAP_NET_ADMIN");
            }
        }
    }

    private static void ThrowOnError(NetlinkReader.Message message, string operation)
    {
        var errorNumber = -MemoryMarshal.Read<nlmsgerr>(message.Body).error;
        if (errorNumber == 0)
            return;

        var kernelMessage = (message.Header.nlmsg_flags & NLM_F_ACK_TLVS) == 0
            ? []
            : NetlinkReader.FindAttribute(message.Body[Unsafe.SizeOf<nlmsgerr>()..], NLMSGERR_ATTR_MSG);
        throw new NetlinkException(operation, errorNumber, kernelMessage.IsEmpty ? null : ReadText(kernelMessage));
    }

    private static string ReadText(ReadOnlySpan<byte> payload) => Encoding.UTF8.GetString(payload.TrimEnd((byte)0));
}
