using System.Numerics;

namespace Weir.Engine;

/// <summary>An entry of a policy image before it has its place: what both families' entries say, and what tables choose it by.</summary>
internal struct DraftEntry
{
    /// <summary>No entry: orders begin at 1.</summary>
    public static readonly DraftEntry None;

    /// <summary>Low end of the local addresses.</summary>
    public UInt128 Local;

    /// <summary>Low end of the remote addresses.</summary>
    public UInt128 Remote;

    /// <summary>How far the high end is above <see cref="Local"/>; IPv4 only.</summary>
    public uint LocalSpan;

    /// <summary>How far the high end is above <see cref="Remote"/>; IPv4 only.</summary>
    public uint RemoteSpan;

    /// <summary>Number of first bits that all local addresses of the entry share.</summary>
    public byte LocalLength;

    /// <summary>Number of first bits that all remote addresses of the entry share.</summary>
    public byte RemoteLength;

    public ushort LocalPort;
    public ushort LocalPortSpan;
    public ushort RemotePort;
    public ushort RemotePortSpan;
    public byte Protocol;
    public byte ProtocolSpan;
    public byte Care;
    public byte Present;

    /// <summary>
    /// The words of a packet, as bits, of which the entry has one value, so that a table may choose by them. The filter's tests say so
    /// too: they have the last word.
    /// </summary>
    public ulong Words;

    /// <summary>The values of <see cref="Words"/>.</summary>
    public DraftWords WordValues;

    /// <summary>Place of the filter in the order of evaluation of its sublayer.</summary>
    public uint Order;

    /// <summary>Number of the filter, as in <see cref="ImageFilter.Filter"/>.</summary>
    public uint Filter;

    /// <summary>The next entry of its chain, or -1.</summary>
    public int Next;

    /// <summary>One protocol, so that a table may choose by it.</summary>
    public readonly bool HasExactProtocol => (Care & Present & ImageKeyFields.Protocol) != 0 && ProtocolSpan == 0;

    /// <summary>One local port.</summary>
    public readonly bool HasExactLocalPort => (Care & Present & ImageKeyFields.LocalPort) != 0 && LocalPortSpan == 0;

    /// <summary>One remote port.</summary>
    public readonly bool HasExactRemotePort => (Care & Present & ImageKeyFields.RemotePort) != 0 && RemotePortSpan == 0;

    /// <summary>The entry's tag in a table that takes it.</summary>
    /// <typeparam name="TFamily">The image's family.</typeparam>
    /// <param name="table">The table.</param>
    /// <param name="key">What <see cref="ToKey"/> says.</param>
    public readonly unsafe uint TagIn<TFamily>(ImageTable* table, ImageKey* key)
        where TFamily : struct, IImageFamily
    {
        var words = stackalloc ulong[table->Words == 0 ? 0 : ImageWalk.WordCapacity];
        if (table->Words != 0)
        {
            var next = 0;
            for (var bits = Words; bits != 0; bits &= bits - 1)
            {
                words[BitOperations.TrailingZeroCount(bits)] = WordValues[next++];
            }
        }

        return ImageWalk.TagOf<TFamily, UnboundedLoop>(table, key, words);
    }

    /// <summary>The values that tables choose by, apart from words.</summary>
    public readonly ImageKey ToKey() => new()
    {
        LocalHigh = (ulong)(Local >> 64),
        LocalLow = (ulong)Local,
        RemoteHigh = (ulong)(Remote >> 64),
        RemoteLow = (ulong)Remote,
        Ports = RemotePort | ((ulong)LocalPort << 16) | ((ulong)Protocol << 32),
    };
}
