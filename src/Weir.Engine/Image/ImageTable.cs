using System.Runtime.InteropServices;

namespace Weir.Engine;

/// <summary>
/// A hash table of a policy image: entries of one sublayer that fix at least the bits of its masks. Each group begins with one;
/// further ones follow by <see cref="Next"/>. A cache line.
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
    /// Where the slots are, in the lower half, and the number of those that a tag may choose, in the upper half; the slots behind them
    /// take what does not fit there. A slot is eight bytes: a tag, which is never 0, and above it where the first entry of a chain is,
    /// in units of 32 bytes. Zero is a free slot; the last of a table always is. A slot with the tag 0 and something above it was in
    /// use.
    /// </summary>
    public ulong Slots;

    /// <summary>No entry of this table, or of those of its sublayer that are searched later, has a lower order.</summary>
    public uint BestOrder;

    /// <summary>The sublayer's <see cref="ImageSubLayer.Number"/>.</summary>
    public uint SubLayer;

    /// <summary>Where the next table of its group is, or 0.</summary>
    public uint Next;

    /// <summary>
    /// The words of a packet that its entries fix too: a byte for each of up to <see cref="DraftWords.Most"/>, one more than the index of the
    /// word; the lowest byte first.
    /// </summary>
    public uint Words;
}
