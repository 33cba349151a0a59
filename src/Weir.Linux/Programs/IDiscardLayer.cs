using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>What the programs of a layer of what was discarded are made of.</summary>
internal unsafe interface IDiscardLayer : IPacketLayer
{
    /// <summary>
    /// Whether the packet is the kernel's answer to the one that was discarded, and is still to be sent. Otherwise it is the discarded packet itself,
    /// which is dropped whatever is decided.
    /// </summary>
    static abstract bool IsAnswer(NetfilterContext* context);
}
