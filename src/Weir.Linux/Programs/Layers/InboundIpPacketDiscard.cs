using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>
/// INBOUND_IPPACKET_DISCARD: what is blocked at INBOUND_IPPACKET, and at LOCAL_OUT the datagrams that the kernel answers with an ICMP error that
/// their port is unreachable, which a block suppresses.
/// </summary>
internal readonly unsafe struct InboundIpPacketDiscard<TVersion> : IKernelDropLayer
    where TVersion : struct, IInternetVersion
{
    public static byte Slot => Discard<InboundIpPacket<TVersion>>.Slot;

    public static ushort Id => Discard<InboundIpPacket<TVersion>>.Id;

    public static bool IsV6 => TVersion.IsV6;

    public static uint Module => 0;

    public static bool IsAnswer(NetfilterContext* context) => context->state->hook == HookFields.LocalOut;

    public static bool TryReadHook(NetfilterContext* context, PacketFields* fields)
    {
        if (!IsAnswer(context))
        {
            return Discard<InboundIpPacket<TVersion>>.TryReadHook(context, fields);
        }

        if (!Answers.IsFromKernel(context, TVersion.IsV6 ? InternetProtocol.IcmpV6 : InternetProtocol.Icmp))
        {
            return false;
        }

        Answers.ReadHook(context, fields, DiscardReason.PortUnreachable);
        return true;
    }

    public static bool TryExtract<TBytes>(ref TBytes bytes, PacketFields* fields)
        where TBytes : struct, IPacketBytes
    {
        TVersion.Extract(ref bytes, fields, outbound: false);
        if (fields->Metadata.DiscardReason != DiscardReason.PortUnreachable)
        {
            return true;
        }

        if (IcmpErrors.IsPortUnreachable(fields, TVersion.IsV6 ? 1u : 0u) == 0)
        {
            return false;
        }

        TVersion.ExtractEmbedded(ref bytes, fields);
        return Answers.TurnError(fields) != 0;
    }
}
