using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>
/// INBOUND_TRANSPORT_DISCARD: what is blocked at INBOUND_TRANSPORT, and at LOCAL_OUT the segments that the kernel answers with a RST, which a block
/// suppresses.
/// </summary>
internal readonly unsafe struct InboundTransportDiscard<TVersion> : IKernelDropLayer
    where TVersion : struct, IInternetVersion
{
    // In the 14th byte of a TCP header (RFC 9293).
    private const uint FlagsOffset = 13;
    private const uint FlagReset = 4;

    public static byte Slot => Discard<InboundTransport<TVersion>>.Slot;

    public static ushort Id => Discard<InboundTransport<TVersion>>.Id;

    public static bool IsV6 => TVersion.IsV6;

    public static uint Module => 1;

    public static bool IsAnswer(NetfilterContext* context) => context->state->hook == HookFields.LocalOut;

    public static bool TryReadHook(NetfilterContext* context, PacketFields* fields)
    {
        if (!IsAnswer(context))
        {
            return Discard<InboundTransport<TVersion>>.TryReadHook(context, fields);
        }

        if (!Answers.IsFromKernel(context, InternetProtocol.Tcp))
        {
            return false;
        }

        Answers.ReadHook(context, fields, DiscardReason.EndpointNotFound);
        return true;
    }

    public static bool TryExtract<TBytes>(ref TBytes bytes, PacketFields* fields)
        where TBytes : struct, IPacketBytes
    {
        TVersion.Extract(ref bytes, fields, outbound: false);
        if (fields->Metadata.DiscardReason != DiscardReason.EndpointNotFound)
        {
            return true;
        }

        Answers.TurnSegment(fields);
        return fields->Values.Protocol == InternetProtocol.Tcp
            && bytes.TryReadByte(fields->Metadata.IpHeaderSize + FlagsOffset, out byte flags)
            && (flags & FlagReset) != 0;
    }
}
