using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>What the programs of a layer at a netfilter hook are made of: its places, and how its fields are read.</summary>
internal unsafe interface IPacketLayer
{
    /// <summary>The layer's <see cref="LayerSlot"/>.</summary>
    static abstract byte Slot { get; }

    /// <summary>WFP's run-time id of the layer.</summary>
    static abstract ushort Id { get; }

    /// <summary>Whether addresses have 128 bits.</summary>
    static abstract bool IsV6 { get; }

    /// <summary>Reads the layer's fields. Length, slot and layer id are there already.</summary>
    /// <returns>False for a packet that is not for the layer; it passes uncounted.</returns>
    static abstract bool TryExtract(NetfilterContext* context, ref NetfilterBytes bytes, PacketFields* fields);
}
