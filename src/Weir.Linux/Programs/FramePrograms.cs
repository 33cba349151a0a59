using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>
/// The programs of the layers at the traffic control hooks of interfaces, as <see cref="PacketPrograms"/> are those at netfilter hooks. A frame
/// that is permitted goes to the other programs of the hook.
/// </summary>
internal static unsafe class FramePrograms
{
    /// <summary><c>TCX_NEXT</c>.</summary>
    private const int Next = -1;

    /// <summary><c>TCX_DROP</c>.</summary>
    private const int Drop = 2;

    [Program(ProgramType.SchedulerClassifier, Name = "weir_stub")]
    public static int Stub<TLayer>(TrafficControlContext* context)
        where TLayer : struct, IFrameLayer
    {
        PacketMaps.FramePrograms.TailCall(context, TLayer.Slot);
        uint* verdict = PacketMaps.FailModes.Lookup(TLayer.Slot);
        return verdict != null && *verdict == Verdict.Block ? Drop : Next;
    }

    [Program(ProgramType.SchedulerClassifier, Name = "weir_layer")]
    public static int Classify<TLayer>(TrafficControlContext* context)
        where TLayer : struct, IFrameLayer
    {
        PacketFields fields = default;
        TrafficControlBytes bytes = new(context, 0);
        fields.LayerSlot = TLayer.Slot;
        fields.Values.LayerId = TLayer.Id;
        fields.Metadata.PacketLength = bytes.Length;
        EthernetHeader.Extract(ref bytes, context, &fields, TLayer.IsOutbound);
        ClassifyState state = default;
        if (!CalloutSlots.Any())
        {
            return PacketPrograms.Finish(&fields, &state.Decision, Classification.ClassifyV4(&fields, &state)) == 0 ? Drop : Next;
        }

        // Of what the card will cut up, the kernel knows the length with a header for each piece.
        uint wireLength = TLayer.IsOutbound && context->gso_segs > 1 ? context->wire_len : fields.Metadata.PacketLength;
        return PacketPrograms.Finish(&fields, &state.Decision, Classification.ClassifyWithLimitsV4(&fields, &state, wireLength)) == 0 ? Drop : Next;
    }
}
