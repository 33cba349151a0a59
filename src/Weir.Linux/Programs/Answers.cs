using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>
/// What the kernel answers to a packet that no socket takes: a RST, or an ICMP error that a port is unreachable. It shows at LOCAL_OUT which packet
/// was discarded, where the discard itself has no hook.
/// </summary>
internal static unsafe class Answers
{
    // SOCK_RAW of linux/net.h, TCP_CLOSE of net/tcp_states.h.
    private const ushort SocketRaw = 3;
    private const byte StateClose = 7;

    /// <summary>
    /// Whether the packet comes from the socket by which the kernel itself answers for a protocol (<c>inet_ctl_sock_create</c>): a raw socket that
    /// packets never find, so that it is in no hash chain. What an application sends, by a raw socket too, does not. A RST that belongs to a
    /// socket's connection comes from this one too, and has the connection's socket for its owner.
    /// </summary>
    public static bool IsFromKernel(NetfilterContext* context, byte protocol)
    {
        sock* socket = context->state->sk;
        if (socket == null)
        {
            return false;
        }

        sock* owner = context->skb->sk;
        return (owner == null || owner == socket)
            && socket->__sk_common.skc_state == StateClose
            && socket->sk_protocol == protocol
            && socket->sk_type == SocketRaw
            && socket->__sk_common.skc_node.pprev == null;
    }

    /// <summary>Reads what the hook tells of the discarded packet. It has come, one must suppose, where the answer leaves.</summary>
    public static void ReadHook(NetfilterContext* context, PacketFields* fields, DiscardReason reason)
    {
        fields->Values.Direction = PacketDirection.Inbound;
        fields->Values.Present = IncomingFields.Direction;
        InterfaceFields.Read(context->state->@out, fields);
        fields->Metadata.DiscardReason = reason;
        fields->Metadata.Present |= MetadataFields.DiscardReason;
    }

    /// <summary>
    /// Makes of a RST, whose headers were read as those of an inbound packet, the segment that it answers. A global function, because the verifier
    /// would go through the headers again.
    /// </summary>
    [GlobalFunction]
    public static uint TurnSegment([NonNull] PacketFields* fields)
    {
        DatagramEnds.Swap(fields);
        return 0;
    }

    /// <summary>
    /// Makes of an ICMP error, whose headers and embedded packet were read as those of an inbound packet, the packet that it answers. A global
    /// function, because the verifier would go on by itself from each of its outcomes.
    /// </summary>
    /// <returns>0 for an error about a packet that was not for this host: a router's.</returns>
    [GlobalFunction]
    public static uint TurnError([NonNull] PacketFields* fields)
    {
        if ((fields->Values.Present & IncomingFields.EmbeddedRemoteAddress) == 0
            || fields->Values.EmbeddedRemoteAddress.High != fields->Values.RemoteAddress.High
            || fields->Values.EmbeddedRemoteAddress.Low != fields->Values.RemoteAddress.Low)
        {
            return 0;
        }

        // The embedded packet was read as one that this host has sent.
        DatagramEnds.Swap(fields);
        bool hasProtocol = (fields->Values.Present & IncomingFields.EmbeddedProtocol) != 0;
        bool hasPorts = (fields->Values.Present & IncomingFields.EmbeddedPorts) != 0;
        fields->Values.Protocol = fields->Values.EmbeddedProtocol;
        fields->Values.LocalPort = fields->Values.EmbeddedRemotePort;
        fields->Values.RemotePort = fields->Values.EmbeddedLocalPort;
        fields->Values.EmbeddedProtocol = 0;
        fields->Values.EmbeddedLocalPort = 0;
        fields->Values.EmbeddedRemotePort = 0;
        fields->Values.EmbeddedLocalAddressType = 0;
        fields->Values.EmbeddedRemoteAddress = default;
        fields->Values.Present &= ~(IncomingFields.EmbeddedProtocol | IncomingFields.EmbeddedPorts | IncomingFields.EmbeddedRemoteAddress
            | IncomingFields.EmbeddedLocalAddressType | IncomingFields.Protocol | IncomingFields.Ports);
        fields->Values.Present |= (hasProtocol ? IncomingFields.Protocol : 0) | (hasPorts ? IncomingFields.Ports : 0);
        return 1;
    }
}
