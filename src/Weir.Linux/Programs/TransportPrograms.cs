using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Linux.Programs;

/// <summary>
/// The programs of the transport layers at their verdict placement: netfilter LOCAL_IN and LOCAL_OUT.
/// A stub is what the link holds; it tail-calls the layer's program, which extracts and classifies.
/// </summary>
internal static unsafe class TransportPrograms
{
    [Program(ProgramType.Netfilter, ExpectedAttachType = AttachType.Netfilter, Name = "weir_in4_stub")]
    public static int InboundV4Stub(NetfilterContext* context) => Enter(context, LayerSlot.InboundTransportV4);

    [Program(ProgramType.Netfilter, ExpectedAttachType = AttachType.Netfilter, Name = "weir_in6_stub")]
    public static int InboundV6Stub(NetfilterContext* context) => Enter(context, LayerSlot.InboundTransportV6);

    [Program(ProgramType.Netfilter, ExpectedAttachType = AttachType.Netfilter, Name = "weir_out4_stub")]
    public static int OutboundV4Stub(NetfilterContext* context) => Enter(context, LayerSlot.OutboundTransportV4);

    [Program(ProgramType.Netfilter, ExpectedAttachType = AttachType.Netfilter, Name = "weir_out6_stub")]
    public static int OutboundV6Stub(NetfilterContext* context) => Enter(context, LayerSlot.OutboundTransportV6);

    [Program(ProgramType.Netfilter, ExpectedAttachType = AttachType.Netfilter, Name = "weir_in4")]
    public static int InboundV4(NetfilterContext* context)
    {
        PacketFields fields = default;
        NetfilterBytes bytes = Begin(context, &fields, LayerSlot.InboundTransportV4, (ushort)LayerId.InboundTransportV4, outbound: false);
        TransportHeaders.ExtractV4(ref bytes, &fields, outbound: false);
        ClassifyState state = default;
        if (!CalloutSlots.Any())
        {
            return Finish(&fields, &state.Decision, Classification.ClassifyV4(&fields, &state));
        }

        TransportHeaders.MeasureTransportHeader(ref bytes, &fields);
        return Finish(&fields, &state.Decision, Classification.ClassifyWithCalloutsV4(&fields, &state, context));
    }

    [Program(ProgramType.Netfilter, ExpectedAttachType = AttachType.Netfilter, Name = "weir_in6")]
    public static int InboundV6(NetfilterContext* context)
    {
        PacketFields fields = default;
        NetfilterBytes bytes = Begin(context, &fields, LayerSlot.InboundTransportV6, (ushort)LayerId.InboundTransportV6, outbound: false);
        TransportHeaders.ExtractV6(ref bytes, &fields, outbound: false);
        ClassifyState state = default;
        if (!CalloutSlots.Any())
        {
            return Finish(&fields, &state.Decision, Classification.ClassifyV6(&fields, &state));
        }

        TransportHeaders.MeasureTransportHeader(ref bytes, &fields);
        return Finish(&fields, &state.Decision, Classification.ClassifyWithCalloutsV6(&fields, &state, context));
    }

    [Program(ProgramType.Netfilter, ExpectedAttachType = AttachType.Netfilter, Name = "weir_out4")]
    public static int OutboundV4(NetfilterContext* context)
    {
        PacketFields fields = default;
        NetfilterBytes bytes = Begin(context, &fields, LayerSlot.OutboundTransportV4, (ushort)LayerId.OutboundTransportV4, outbound: true);
        TransportHeaders.ExtractV4(ref bytes, &fields, outbound: true);
        ClassifyState state = default;
        if (!CalloutSlots.Any())
        {
            return Finish(&fields, &state.Decision, Classification.ClassifyV4(&fields, &state));
        }

        TransportHeaders.MeasureTransportHeader(ref bytes, &fields);
        return Finish(&fields, &state.Decision, Classification.ClassifyWithCalloutsV4(&fields, &state, context));
    }

    [Program(ProgramType.Netfilter, ExpectedAttachType = AttachType.Netfilter, Name = "weir_out6")]
    public static int OutboundV6(NetfilterContext* context)
    {
        PacketFields fields = default;
        NetfilterBytes bytes = Begin(context, &fields, LayerSlot.OutboundTransportV6, (ushort)LayerId.OutboundTransportV6, outbound: true);
        TransportHeaders.ExtractV6(ref bytes, &fields, outbound: true);
        ClassifyState state = default;
        if (!CalloutSlots.Any())
        {
            return Finish(&fields, &state.Decision, Classification.ClassifyV6(&fields, &state));
        }

        TransportHeaders.MeasureTransportHeader(ref bytes, &fields);
        return Finish(&fields, &state.Decision, Classification.ClassifyWithCalloutsV6(&fields, &state, context));
    }

    private static int Enter(NetfilterContext* context, uint slot)
    {
        TransportMaps.Programs.TailCall(context, slot);
        uint* verdict = TransportMaps.FailModes.Lookup(slot);
        return verdict != null && *verdict == Verdict.Block ? 0 : 1;
    }

    internal static NetfilterBytes Begin(NetfilterContext* context, PacketFields* fields, byte slot, ushort layerId, bool outbound)
    {
        NetfilterBytes bytes = new(context);
        fields->LayerSlot = slot;
        fields->Values.LayerId = layerId;
        fields->Metadata.PacketLength = bytes.Length;
        fields->Values.Direction = outbound ? PacketDirection.Outbound : PacketDirection.Inbound;
        fields->Values.Present = IncomingFields.Direction;
        net_device* device = outbound ? context->state->@out : context->state->@in;
        if (device != null)
        {
            fields->Values.InterfaceIndex = (uint)device->ifindex;
            fields->Values.Present |= IncomingFields.InterfaceIndex;
        }

        return bytes;
    }

    private static int Finish(PacketFields* fields, Decision* decision, uint verdict)
    {
        LayerCounterRecord* counters = TransportMaps.LayerCounters.Lookup(fields->LayerSlot);
        if (counters == null)
        {
            return 1;
        }

        if (fields->Malformed != 0)
        {
            Interlocked.Increment(ref counters->MalformedPackets);
        }

        // The verifier wants to see 0 or 1, not a number that a function returned.
        if (verdict == Verdict.Block)
        {
            Interlocked.Increment(ref counters->BlockedPackets);
            Interlocked.Add(ref counters->BlockedBytes, fields->Metadata.PacketLength);
            if ((decision->Flags & Decision.FlagAbsorbed) == 0)
            {
                Report(fields, decision, counters);
            }

            return 0;
        }

        Interlocked.Increment(ref counters->PermittedPackets);
        Interlocked.Add(ref counters->PermittedBytes, fields->Metadata.PacketLength);
        if ((decision->Flags & Decision.FlagReportPermit) != 0)
        {
            Report(fields, decision, counters);
        }

        return 1;
    }

    private static void Report(PacketFields* fields, Decision* decision, LayerCounterRecord* counters)
    {
        EventRecord* record = TransportMaps.Events.Reserve<EventRecord>();
        if (record == null)
        {
            Interlocked.Increment(ref counters->LostEvents);
            return;
        }

        record->BootTime = Helpers.KtimeGetBootNanoseconds();
        record->FilterId = decision->FilterId;
        record->LocalAddressHigh = fields->Values.LocalAddress.High;
        record->LocalAddressLow = fields->Values.LocalAddress.Low;
        record->RemoteAddressHigh = fields->Values.RemoteAddress.High;
        record->RemoteAddressLow = fields->Values.RemoteAddress.Low;
        record->InterfaceIndex = fields->Values.InterfaceIndex;
        record->Present = fields->Values.Present;
        record->LocalPort = fields->Values.LocalPort;
        record->RemotePort = fields->Values.RemotePort;
        record->Protocol = fields->Values.Protocol;
        record->LayerSlot = fields->LayerSlot;
        record->Verdict = (byte)decision->Verdict;
        record->Flags = (byte)decision->Flags;
        record->PacketLength = fields->Metadata.PacketLength;
        record->DeciderCount = Classification.WriteDeciders(decision, record);
        TransportMaps.Events.Submit(record);
    }
}
