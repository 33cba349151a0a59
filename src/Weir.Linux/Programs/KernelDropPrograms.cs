using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>
/// The programs at the tracepoint <c>kfree_skb</c>, where the kernel tells of each packet that it drops and why. The stub picks the packets that this
/// network namespace has received, by reasons of the layer's module, and tail-calls the program that classifies. They change nothing.
/// </summary>
internal static unsafe class KernelDropPrograms
{
    // ETH_P_IP and ETH_P_IPV6 of linux/if_ether.h, in network byte order.
    private const ushort ProtocolV4 = 0x0008;
    private const ushort ProtocolV6 = 0xdd86;

    [Program(ProgramType.RawTracepoint, Name = "weir_stub")]
    public static int Stub<TLayer>(RawTracepointContext* context)
        where TLayer : struct, IKernelDropLayer
    {
        uint reason = ReasonOf(context);
        if (reason == 0 || reason >> 16 != TLayer.Module)
        {
            return 0;
        }

        sk_buff* buffer = Kernel.ReadOnlyCast<sk_buff>((void*)RawTracepointContext.Argument(context, 0));
        net_device* device = buffer->dev;
        if (buffer->skb_iif == 0 || device == null || buffer->protocol != (TLayer.IsV6 ? ProtocolV6 : ProtocolV4))
        {
            return 0;
        }

        // The place of the device may hold something else by now; whatever is read from there then is not the cookie.
        ulong home = *PacketMaps.DropScope.First();
        if (home == 0 || device->nd_net->net_cookie != home)
        {
            return 0;
        }

        PacketMaps.DropPrograms.TailCall(context, TLayer.Slot);
        return 0;
    }

    [Program(ProgramType.RawTracepoint, Name = "weir_drop")]
    public static int Classify<TLayer>(RawTracepointContext* context)
        where TLayer : struct, IKernelDropLayer
    {
        sk_buff* buffer = Kernel.ReadOnlyCast<sk_buff>((void*)RawTracepointContext.Argument(context, 0));
        PacketFields fields = default;
        KernelBytes bytes = new(buffer);
        fields.LayerSlot = TLayer.Slot;
        fields.Values.LayerId = TLayer.Id;
        fields.Values.Direction = PacketDirection.Inbound;
        fields.Values.Present = IncomingFields.Direction;
        fields.Metadata.PacketLength = bytes.Length;
        fields.Metadata.DiscardReason = (DiscardReason)ReasonOf(context);
        fields.Metadata.Present = MetadataFields.DiscardReason;
        InterfaceFields.Read(buffer->dev, &fields);
        if (!TLayer.TryExtract(ref bytes, &fields) || (fields.Values.Present & IncomingFields.Addresses) == 0)
        {
            return 0;
        }

        ClassifyState state = default;
        PacketPrograms.Finish(
            &fields, &state.Decision, TLayer.IsV6 ? Classification.ClassifyV6(&fields, &state) : Classification.ClassifyV4(&fields, &state));
        return 0;
    }

    private static uint ReasonOf(RawTracepointContext* context)
    {
        uint* reason = PacketMaps.DropReasons.Lookup((uint)RawTracepointContext.Argument(context, 2));
        return reason == null ? 0 : *reason;
    }
}
