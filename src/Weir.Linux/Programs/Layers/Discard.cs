using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>The layer of what was discarded at another layer: at the same hook, by the same fields.</summary>
internal readonly unsafe struct Discard<TLayer> : IDiscardLayer
    where TLayer : struct, IPacketLayer
{
    public static byte Slot => (byte)(LayerSlot.Discard + TLayer.Slot);

    public static ushort Id => (ushort)(TLayer.Id + 1);

    public static bool IsV6 => TLayer.IsV6;

    public static bool IsAnswer(NetfilterContext* context) => false;

    public static bool TryReadHook(NetfilterContext* context, PacketFields* fields)
    {
        DiscardPrograms.ReadBlock(context, fields);
        return TLayer.TryReadHook(context, fields);
    }

    public static bool TryExtract<TBytes>(ref TBytes bytes, PacketFields* fields)
        where TBytes : struct, IPacketBytes => TLayer.TryExtract(ref bytes, fields);
}
