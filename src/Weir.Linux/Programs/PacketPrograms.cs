using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>
/// The programs of the layers at netfilter hooks. A stub is what the links hold; it tail-calls the layer's program, which extracts and
/// classifies.
/// </summary>
internal static unsafe class PacketPrograms
{
    [Program(ProgramType.Netfilter, ExpectedAttachType = AttachType.Netfilter, Name = "weir_stub")]
    public static int Stub<TLayer>(NetfilterContext* context)
        where TLayer : struct, IPacketLayer
    {
        PacketMaps.Programs.TailCall(context, TLayer.Slot);
        uint* verdict = PacketMaps.FailModes.Lookup(TLayer.Slot);
        return verdict != null && *verdict == Verdict.Block ? 0 : 1;
    }

    [Program(ProgramType.Netfilter, ExpectedAttachType = AttachType.Netfilter, Name = "weir_layer")]
    public static int Classify<TLayer>(NetfilterContext* context)
        where TLayer : struct, IPacketLayer
    {
        PacketFields fields = default;
        NetfilterBytes bytes = new(context);
        fields.LayerSlot = TLayer.Slot;
        fields.Values.LayerId = TLayer.Id;
        fields.Metadata.PacketLength = bytes.Length;
        if (Placement.IsElsewhere(context, TLayer.Slot) || ReadHook<TLayer>(context, &fields) == 0 || !TLayer.TryExtract(ref bytes, &fields))
        {
            return 1;
        }

        ClassifyState state = default;
        if (Decide<TLayer>(context, &fields, &state) != 0)
        {
            return 1;
        }

        DiscardPrograms.Show(context, &state.Decision, LayerSlot.Discard + (uint)TLayer.Slot);
        return 0;
    }

    /// <summary>Classifies what was extracted, counts and tells.</summary>
    /// <returns>0 for a block, 1 for a permit.</returns>
    public static int Decide<TLayer>(NetfilterContext* context, PacketFields* fields, ClassifyState* state)
        where TLayer : struct, IPacketLayer
    {
        if (!CalloutSlots.Any())
        {
            return Finish(
                fields, &state->Decision, TLayer.IsV6 ? Classification.ClassifyV6(fields, state) : Classification.ClassifyV4(fields, state));
        }

        MeasureTransportHeader(context, fields);
        return Finish(
            fields,
            &state->Decision,
            TLayer.IsV6
                ? Classification.ClassifyWithCalloutsV6(fields, state, context, fields->Metadata.PacketLength)
                : Classification.ClassifyWithCalloutsV4(fields, state, context, fields->Metadata.PacketLength));
    }

    /// <summary>
    /// 0 for a packet that is not for the layer. A global function, because the verifier would go through the headers again for every kind of
    /// interface.
    /// </summary>
    [GlobalFunction]
    public static uint ReadHook<TLayer>(NetfilterContext* context, [NonNull] PacketFields* fields)
        where TLayer : struct, IPacketLayer => TLayer.TryReadHook(context, fields) ? 1u : 0u;

    /// <summary>
    /// As <see cref="PacketHeaders.MeasureTransportHeader"/>. A global function, because the verifier would go through it again for every way
    /// that the headers can have been read.
    /// </summary>
    [GlobalFunction]
    public static uint MeasureTransportHeader(NetfilterContext* context, [NonNull] PacketFields* fields)
    {
        NetfilterBytes bytes = new(context);
        PacketHeaders.MeasureTransportHeader(ref bytes, fields);
        return 0;
    }

    /// <summary>Counts and tells what was decided of a packet.</summary>
    /// <returns>0 for a block, 1 for a permit.</returns>
    public static int Finish(PacketFields* fields, Decision* decision, uint verdict)
    {
        LayerCounterRecord* counters = PacketMaps.LayerCounters.Lookup(fields->LayerSlot);
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
        if (EventGate.Admits() == 0)
        {
            Interlocked.Increment(ref counters->LeftOutEvents);
            return;
        }

        EventRecord* record = PacketMaps.Events.Reserve<EventRecord>();
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
        record->Present = (uint)fields->Values.Present;
        record->LocalPort = fields->Values.LocalPort;
        record->RemotePort = fields->Values.RemotePort;
        record->Protocol = fields->Values.Protocol;
        record->LayerSlot = fields->LayerSlot;
        record->Verdict = (byte)decision->Verdict;
        record->Flags = (byte)(decision->Flags | (fields->Values.Direction == PacketDirection.Outbound ? EventRecord.FlagOutbound : 0u));
        record->PacketLength = fields->Metadata.PacketLength;
        record->DiscardFilterId = fields->Metadata.DiscardFilterId;
        record->DiscardReason = (uint)fields->Metadata.DiscardReason;
        record->MetadataPresent = (uint)fields->Metadata.Present;
        record->DeciderCount = Classification.WriteDeciders(decision, record);
        PacketMaps.Events.Submit(record);
    }
}
