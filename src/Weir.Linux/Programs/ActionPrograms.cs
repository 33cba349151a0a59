using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>
/// The programs of layers of outbound packets in their action placement, at the traffic control hooks of interfaces; <see cref="PacketPrograms"/>
/// are those of the verdict placement. A packet that is permitted goes to the other programs of the hook.
/// </summary>
internal static unsafe class ActionPrograms
{
    /// <summary><c>TCX_NEXT</c>.</summary>
    private const int Next = -1;

    [Program(ProgramType.SchedulerClassifier, Name = "weir_stub")]
    public static int Stub<TLayer>(TrafficControlContext* context)
        where TLayer : struct, IPacketLayer
    {
        if (!Placement.IsDeparting(context, TLayer.IsV6))
        {
            return Next;
        }

        PacketMaps.FramePrograms.TailCall(context, TLayer.Slot);
        uint* verdict = PacketMaps.FailModes.Lookup(TLayer.Slot);
        return verdict != null && *verdict == Verdict.Block ? Discard() : Next;
    }

    [Program(ProgramType.SchedulerClassifier, Name = "weir_layer")]
    public static int Classify<TLayer>(TrafficControlContext* context)
        where TLayer : struct, IPacketLayer
    {
        PacketFields fields = default;
        ClassifyState state = default;
        if (Extract<TLayer>(context, &fields) == 0)
        {
            return Next;
        }

        uint verdict = Decide<TLayer>(context, &fields, &state);
        if (Placement.IsDraining())
        {
            // What is permitted here has been permitted and counted before, but for the few that were on their way.
            if (verdict != Verdict.Block)
            {
                return Next;
            }

            Classification.CountAlways(state.Record, fields.Metadata.PacketLength);
        }

        if (PacketPrograms.Finish(&fields, &state.Decision, verdict) != 0)
        {
            return Next;
        }

        DiscardPrograms.ShowDeparting(context, &state.Decision, LayerSlot.Discard + (uint)TLayer.Slot);
        return Discard();
    }

    /// <summary>As <see cref="DiscardPrograms.Classify{TLayer}"/>.</summary>
    [Program(ProgramType.SchedulerClassifier, Name = "weir_discard")]
    public static int ClassifyDiscarded<TLayer>(TrafficControlContext* context)
        where TLayer : struct, IPacketLayer
    {
        PacketFields fields = default;
        ClassifyState state = default;
        DiscardPrograms.ReadBlock((ulong)KernelFunctions.CastToKernelContext(context), &fields);
        if (Extract<TLayer>(context, &fields) != 0)
        {
            PacketPrograms.Finish(&fields, &state.Decision, Decide<TLayer>(context, &fields, &state));
        }

        return Discard();
    }

    /// <summary>0 for a packet that is not for the layer. A global function, so that what it needs of the stack is free for the walk.</summary>
    [GlobalFunction]
    public static uint Extract<TLayer>(TrafficControlContext* context, [NonNull] PacketFields* fields)
        where TLayer : struct, IPacketLayer
    {
        TrafficControlBytes bytes = new(context, Placement.NetworkOffset(context));
        fields->LayerSlot = TLayer.Slot;
        fields->Values.LayerId = TLayer.Id;
        fields->Metadata.PacketLength = bytes.Length;
        ReadHook<TLayer>(context, fields);
        return TLayer.TryExtract(ref bytes, fields) ? 1u : 0u;
    }

    private static uint Decide<TLayer>(TrafficControlContext* context, PacketFields* fields, ClassifyState* state)
        where TLayer : struct, IPacketLayer
    {
        MeasureTransportHeader(context, fields);

        // Of what the interface will cut up, the kernel knows the length with all headers for each piece; those of the link do not count here.
        uint pieces = context->gso_segs;
        uint wireLength = pieces > 1 ? context->wire_len - (pieces * Placement.NetworkOffset(context)) : fields->Metadata.PacketLength;
        return TLayer.IsV6
            ? Classification.ClassifyWithCalloutsV6(fields, state, context, wireLength)
            : Classification.ClassifyWithCalloutsV4(fields, state, context, wireLength);
    }

    /// <summary>As <see cref="PacketPrograms.ReadHook{TLayer}"/>; every packet is for the layer.</summary>
    [GlobalFunction]
    public static uint ReadHook<TLayer>(TrafficControlContext* context, [NonNull] PacketFields* fields)
        where TLayer : struct, IPacketLayer
    {
        HookFields.ReadDeparting(context, fields, TLayer.IsV6);
        return 1;
    }

    /// <summary>As <see cref="PacketPrograms.MeasureTransportHeader"/>.</summary>
    [GlobalFunction]
    public static uint MeasureTransportHeader(TrafficControlContext* context, [NonNull] PacketFields* fields)
    {
        TrafficControlBytes bytes = new(context, Placement.NetworkOffset(context));
        PacketHeaders.MeasureTransportHeader(ref bytes, fields);
        return 0;
    }

    /// <summary>
    /// Drops the packet as a network would: its sender is told that it was sent. By a redirect to no interface, at which the kernel frees the
    /// packet (skb_do_redirect in net/core/filter.c) and says success, as for every redirect (sch_handle_egress in net/core/dev.c).
    /// <c>TCX_DROP</c> would be an error to the sender: TCP would keep the segment as not sent, and wait for a timer before it tried again.
    /// </summary>
    private static int Discard() => (int)Helpers.Redirect(0, 0);
}
