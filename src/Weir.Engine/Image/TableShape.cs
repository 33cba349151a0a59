using System.Numerics;

namespace Weir.Engine;

/// <summary>What the entries of a table fix at least: the first bits of the addresses, and which of the rest as one value.</summary>
/// <param name="LocalLength">First bits of the local address.</param>
/// <param name="RemoteLength">First bits of the remote address.</param>
/// <param name="Protocol">One protocol.</param>
/// <param name="RemotePort">One remote port.</param>
/// <param name="LocalPort">One local port.</param>
internal readonly record struct TableShape(byte LocalLength, byte RemoteLength, bool Protocol, bool RemotePort, bool LocalPort)
{
    /// <summary>Words of the packet, as bits, that are one value too.</summary>
    public ulong Words { get; init; }

    /// <summary>True when the entry may be in a table of this shape.</summary>
    public bool Takes(in DraftEntry entry) =>
        LocalLength <= entry.LocalLength
        && RemoteLength <= entry.RemoteLength
        && (!Protocol || entry.HasExactProtocol)
        && (!RemotePort || entry.HasExactRemotePort)
        && (!LocalPort || entry.HasExactLocalPort)
        && (Words & ~entry.Words) == 0;

    /// <summary>
    /// The first shape for an entry that no table of its sublayer has yet: one that asks for less than the entry fixes, so that others fit
    /// too, and when that made chains too long, for more. Null when there are enough tables, or no such shape.
    /// </summary>
    /// <param name="entry">The entry.</param>
    /// <param name="known">The shapes of the sublayer's tables.</param>
    /// <param name="tableLimit">Number of tables, from which on longer chains are better than more tables.</param>
    /// <param name="addressBits">32 or 128.</param>
    public static TableShape? ForNewTable(in DraftEntry entry, List<TableShape> known, int tableLimit, int addressBits)
    {
        if (known.Count >= tableLimit && AnyTakes(known, in entry))
        {
            return null;
        }

        var (local, remote) = (entry.LocalLength, entry.RemoteLength);
        var (coarseLocal, coarseRemote) = (Coarse(local, addressBits), Coarse(remote, addressBits));
        var (protocol, remotePort, localPort) = (entry.HasExactProtocol, entry.HasExactRemotePort, entry.HasExactLocalPort);
        ReadOnlySpan<TableShape> shapes =
        [
            local < 8 && remote < 8
                ? new TableShape(local, remote, protocol, remotePort, LocalPort: false)
                : new TableShape(coarseLocal, coarseRemote, Protocol: false, RemotePort: false, LocalPort: false),
            new TableShape(coarseLocal, coarseRemote, protocol, remotePort, LocalPort: false),
            new TableShape(Relax(local), Relax(remote), Protocol: false, RemotePort: false, LocalPort: false),
            new TableShape(Relax(local), Relax(remote), protocol, remotePort, LocalPort: false),
            new TableShape(local, remote, Protocol: false, RemotePort: false, LocalPort: false),
            new TableShape(local, remote, protocol, remotePort, LocalPort: false),
            new TableShape(local, remote, protocol, remotePort, localPort),
        ];
        foreach (var shape in shapes)
        {
            var withWords = shape with { Words = entry.Words };
            if (!known.Contains(withWords))
            {
                return withWords;
            }
        }

        return null;
    }

    /// <summary>A table of this shape, without slots, entries or a place.</summary>
    /// <param name="subLayer">Number of its sublayer.</param>
    /// <param name="addressBits">32 or 128.</param>
    public ImageTable ToTable(uint subLayer, int addressBits)
    {
        var local = MaskOf(LocalLength, addressBits);
        var remote = MaskOf(RemoteLength, addressBits);
        return new ImageTable
        {
            LocalHighMask = (ulong)(local >> 64),
            LocalLowMask = (ulong)local,
            RemoteHighMask = (ulong)(remote >> 64),
            RemoteLowMask = (ulong)remote,
            PortsMask = (RemotePort ? 0xffffUL : 0) | (LocalPort ? 0xffff0000UL : 0) | (Protocol ? 0xff00000000UL : 0),
            Words = PackedWords(),
            SubLayer = subLayer,
            BestOrder = uint.MaxValue,
        };
    }

    private uint PackedWords()
    {
        var packed = 0u;
        var shift = 0;
        for (var bits = Words; bits != 0; bits &= bits - 1, shift += 8)
        {
            packed |= ((uint)BitOperations.TrailingZeroCount(bits) + 1) << shift;
        }

        return packed;
    }

    private static UInt128 MaskOf(int length, int addressBits) =>
        length == 0 ? 0 : (UInt128.MaxValue >> (128 - length)) << (addressBits - length);

    private static bool AnyTakes(List<TableShape> shapes, in DraftEntry entry)
    {
        foreach (var shape in shapes)
        {
            if (shape.Takes(in entry))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A little less, so that its neighbours fit.</summary>
    private static byte Relax(byte length) => (byte)(length switch
    {
        >= 28 => length - 4,
        > 4 => length - 2,
        _ => 0,
    });

    /// <summary>Less, so that most of a policy's prefixes fall into a few tables. Much cheaper to compare than to look for.</summary>
    private static byte Coarse(byte length, int addressBits) => (byte)Math.Min(length & ~7, addressBits == 32 ? 24 : 64);
}
