using System.Collections.Frozen;
using Weir.Bpf;
using Weir.Bpf.Language;

namespace Weir.Linux;

/// <summary>
/// What the kernel's reasons for a drop (<c>enum skb_drop_reason</c>) are in WFP's. Its numbers change from kernel to kernel, so they are taken from the
/// running one. What sockets and filters refuse is not among them: a packet without a listener is shown by the kernel's answer, and what a filter
/// has dropped, Weir's or another, the kernel does not tell apart.
/// </summary>
internal static class KernelDropReasons
{
    private const string Prefix = "SKB_DROP_REASON_";

    private static readonly FrozenDictionary<string, DiscardReason> s_reasons = new Dictionary<string, DiscardReason>
    {
        ["IP_RPFILTER"] = DiscardReason.BadSourceAddress,
        ["IP_LOCAL_SOURCE"] = DiscardReason.BadSourceAddress,
        ["IP_INVALID_SOURCE"] = DiscardReason.BadSourceAddress,
        ["IP_INADDRERRORS"] = DiscardReason.NotLocallyDestined,
        ["IP_INVALID_DEST"] = DiscardReason.NotLocallyDestined,
        ["IP_NOPROTO"] = DiscardReason.ProtocolUnreachable,
        ["PKT_TOO_SMALL"] = DiscardReason.BadLength,
        ["IP_INHDR"] = DiscardReason.MalformedHeader,
        ["IPV6_BAD_EXTHDR"] = DiscardReason.MalformedHeader,
        ["IP_INNOROUTES"] = DiscardReason.NoRoute,
        ["IP_CSUM"] = DiscardReason.BadChecksum,
        ["TCP_CSUM"] = DiscardReason.ChecksumInvalid,
        ["UDP_CSUM"] = DiscardReason.ChecksumInvalid,
        ["ICMP_CSUM"] = DiscardReason.ChecksumInvalid,
        ["TCP_INVALID_ACK_SEQUENCE"] = DiscardReason.AckInvalid,
        ["TCP_OLD_ACK"] = DiscardReason.AckInvalid,
        ["TCP_TOO_OLD_ACK"] = DiscardReason.AckInvalid,
        ["TCP_ACK_UNSENT_DATA"] = DiscardReason.AckInvalid,
        ["TCP_RFC7323_PAWS"] = DiscardReason.PawsFailed,
        ["TCP_RFC7323_PAWS_ACK"] = DiscardReason.PawsFailed,
        ["TCP_RFC7323_TW_PAWS"] = DiscardReason.PawsFailed,
        ["TCP_OVERWINDOW"] = DiscardReason.OutsideWindow,
        ["TCP_INVALID_SEQUENCE"] = DiscardReason.OutsideWindow,
        ["TCP_INVALID_END_SEQUENCE"] = DiscardReason.OutsideWindow,
        ["TCP_OLD_DATA"] = DiscardReason.DuplicateSegment,
        ["TCP_OLD_SEQUENCE"] = DiscardReason.DuplicateSegment,
        ["TCP_ZEROWINDOW"] = DiscardReason.ClosedWindow,
        ["SOCKET_RCVBUFF"] = DiscardReason.ReceiveBufferFull,
        ["SOCKET_BACKLOG"] = DiscardReason.ReceiveBufferFull,
        ["PROTO_MEM"] = DiscardReason.ReceiveBufferFull,
        ["TCP_LISTEN_OVERFLOW"] = DiscardReason.ListenQueueFull,
    }.ToFrozenDictionary();

    /// <summary>The running kernel's numbers of those that it has.</summary>
    /// <exception cref="KernelFeatureMissingException">The kernel does not publish its reasons.</exception>
    public static IEnumerable<(uint Number, DiscardReason Reason)> Read()
    {
        foreach (BtfEnumerator one in Btf.Kernel.Find("skb_drop_reason", BtfKind.Enum, new Version(5, 17)).Values)
        {
            if (one.Name.StartsWith(Prefix, StringComparison.Ordinal) && s_reasons.TryGetValue(one.Name[Prefix.Length..], out DiscardReason reason))
            {
                yield return ((uint)one.Value, reason);
            }
        }
    }
}
