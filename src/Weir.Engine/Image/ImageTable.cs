using System.Runtime.InteropServices;

namespace Weir.Engine;

/// <summary>
/// A hash table of a policy image: entries of one sublayer that fix at least the bits of its masks. Tables stand in the order of
/// their <see cref="BestOrder"/>. The first 64 begin a group each, whose further tables follow by <see cref="Next"/>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ImageTable
{
    public ulong LocalHighMask;
    public ulong LocalLowMask;
    public ulong RemoteHighMask;
    public ulong RemoteLowMask;

    /// <summary>For <see cref="ImageKey.Ports"/>.</summary>
    public ulong PortsMask;

    /// <summary>
    /// Where the slots are. A slot is eight bytes: a tag, which is never 0, and the index of the first entry of a chain above it. Zero
    /// is a free slot; the last of a table always is.
    /// </summary>
    public uint Slots;

    /// <summary>Number of slots that a tag may choose; the others take what does not fit there.</summary>
    public uint SlotCount;

    /// <summary>The lowest order of its entries.</summary>
    public uint BestOrder;

    /// <summary>Index of its sublayer.</summary>
    public uint SubLayer;

    /// <summary>Where the next table of its group is, or 0.</summary>
    public uint Next;

    public uint Reserved;
}
