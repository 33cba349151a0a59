using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>What the programs of a layer at netfilter hooks are made of: its places, and how its fields are read.</summary>
internal unsafe interface IPacketLayer
{
    /// <summary>The layer's <see cref="LayerSlot"/>.</summary>
    static abstract byte Slot { get; }

    /// <summary>WFP's run-time id of the layer.</summary>
    static abstract ushort Id { get; }

    /// <summary>Whether addresses have 128 bits.</summary>
    static abstract bool IsV6 { get; }

    /// <summary>Reads what the hook tells: the packet's direction, its interfaces, its route. The fields are empty before.</summary>
    /// <returns>False for a packet that is not for the layer; it passes uncounted.</returns>
    static abstract bool TryReadHook(NetfilterContext* context, PacketFields* fields);

    /// <summary>Reads what the packet tells. The direction is there already.</summary>
    /// <returns>False for a packet that is not for the layer; it passes uncounted.</returns>
    static abstract bool TryExtract<TBytes>(ref TBytes bytes, PacketFields* fields)
        where TBytes : struct, IPacketBytes;
}
