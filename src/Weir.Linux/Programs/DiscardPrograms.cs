using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>
/// The programs of the layers of what was discarded. A layer's program that has blocked a packet tail-calls them while they have filters; so the
/// layer's own program does not grow, and a packet that is permitted never meets them.
/// </summary>
internal static unsafe class DiscardPrograms
{
    [Program(ProgramType.Netfilter, ExpectedAttachType = AttachType.Netfilter, Name = "weir_discard")]
    public static int Classify<TLayer>(NetfilterContext* context)
        where TLayer : struct, IDiscardLayer
    {
        PacketFields fields = default;
        NetfilterBytes bytes = new(context);
        fields.LayerSlot = TLayer.Slot;
        fields.Values.LayerId = TLayer.Id;
        fields.Metadata.PacketLength = bytes.Length;
        if (PacketPrograms.ReadHook<TLayer>(context, &fields) == 0 || !TLayer.TryExtract(ref bytes, &fields))
        {
            return TLayer.IsAnswer(context) ? 1 : 0;
        }

        ClassifyState state = default;
        return PacketPrograms.Decide<TLayer>(context, &fields, &state) != 0 && TLayer.IsAnswer(context) ? 1 : 0;
    }

    /// <summary>
    /// Hands a packet that was blocked to the layer of what is discarded, which drops it; comes back when that layer has no program any more. What a
    /// callout has absorbed is not shown.
    /// </summary>
    /// <param name="context">The packet.</param>
    /// <param name="decision">What was decided.</param>
    /// <param name="slot">The slot of the layer of what is discarded.</param>
    public static void Show(NetfilterContext* context, Decision* decision, uint slot)
    {
        if ((decision->Flags & (Decision.FlagShowsDiscards | Decision.FlagAbsorbed)) != Decision.FlagShowsDiscards)
        {
            return;
        }

        Remember(context, decision->FilterId);
        PacketMaps.Programs.TailCall(context, slot);
        Forget(context);
    }

    /// <summary>The same in the action placement of the layer.</summary>
    public static void ShowDeparting(TrafficControlContext* context, Decision* decision, uint slot)
    {
        if ((decision->Flags & (Decision.FlagShowsDiscards | Decision.FlagAbsorbed)) != Decision.FlagShowsDiscards)
        {
            return;
        }

        RememberDeparting(context, decision->FilterId);
        PacketMaps.FramePrograms.TailCall(context, slot);
        ForgetDeparting(context);
    }

    /// <summary>
    /// Keeps the filter that has blocked a packet for the program that is tail-called, which gets nothing but the packet. It cannot lie in a place
    /// of the processor: an interrupt may classify another packet meanwhile. A global function, to have its own stack.
    /// </summary>
    [GlobalFunction]
    public static uint Remember(NetfilterContext* context, ulong filterId)
    {
        ulong buffer = (ulong)context->skb;
        ulong value = filterId;
        PacketMaps.Discarded.Update(&buffer, &value);
        return 0;
    }

    /// <summary>As <see cref="Remember"/>.</summary>
    [GlobalFunction]
    public static uint RememberDeparting(TrafficControlContext* context, ulong filterId)
    {
        ulong buffer = (ulong)KernelFunctions.CastToKernelContext(context);
        ulong value = filterId;
        PacketMaps.Discarded.Update(&buffer, &value);
        return 0;
    }

    /// <summary>Undoes <see cref="Remember"/>.</summary>
    [GlobalFunction]
    public static uint Forget(NetfilterContext* context)
    {
        ulong buffer = (ulong)context->skb;
        PacketMaps.Discarded.Delete(&buffer);
        return 0;
    }

    /// <summary>As <see cref="Forget"/>.</summary>
    [GlobalFunction]
    public static uint ForgetDeparting(TrafficControlContext* context)
    {
        ulong buffer = (ulong)KernelFunctions.CastToKernelContext(context);
        PacketMaps.Discarded.Delete(&buffer);
        return 0;
    }

    /// <summary>Reads what <see cref="Show"/> has handed on.</summary>
    public static void ReadBlock(NetfilterContext* context, PacketFields* fields) => ReadBlock((ulong)context->skb, fields);

    /// <summary>Reads what <see cref="ShowDeparting"/> has handed on.</summary>
    public static void ReadBlock(ulong buffer, PacketFields* fields)
    {
        fields->Metadata.DiscardReason = DiscardReason.FirewallPolicy;
        fields->Metadata.Present |= MetadataFields.DiscardReason;
        ulong key = buffer;
        ulong* filterId = PacketMaps.Discarded.Lookup(&key);
        if (filterId != null)
        {
            fields->Metadata.DiscardFilterId = *filterId;
            PacketMaps.Discarded.Delete(&key);
        }
    }
}
