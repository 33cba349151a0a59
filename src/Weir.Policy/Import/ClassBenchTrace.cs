using System.Net.Sockets;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>
/// Reads trace files of ClassBench, the packets for a rule file: source, destination, source port, destination port, protocol; the
/// columns after the protocol are ignored. Addresses are decimal numbers, or the usual text. Empty lines and lines that begin with
/// <c>#</c> are no packets.
/// </summary>
public static class ClassBenchTrace
{
    /// <summary>Reads a file's packets, one at a time.</summary>
    /// <param name="reader">The file's text.</param>
    /// <param name="fileName">Name for messages.</param>
    /// <param name="layer">The layer of the rules (see <see cref="ClassBenchRules"/>): its family is that of the addresses.</param>
    /// <returns>The packets: all five fields have a value, the others are absent.</returns>
    /// <exception cref="PolicyException">While enumerating: a line is no packet.</exception>
    public static IEnumerable<FieldValues> Read(TextReader reader, string fileName, LayerId layer)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(fileName);
        return ReadLines(reader, fileName, layer);
    }

    private static IEnumerable<FieldValues> ReadLines(TextReader reader, string fileName, LayerId layer)
    {
        var number = 0;
        while (reader.ReadLine() is { } text)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(text) && !text.StartsWith('#'))
            {
                yield return Parse(new ClassBenchLine(fileName, number, text), layer);
            }
        }
    }

    private static FieldValues Parse(ClassBenchLine line, LayerId layer)
    {
        const string advice = "a packet is source, destination, source port, destination port and protocol, as decimal numbers";
        var family = layer == LayerId.OutboundTransportV4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
        FilterValue Address(UInt128 number) =>
            family == AddressFamily.InterNetwork ? FilterValue.UInt32((uint)number) : FilterValue.ByteArray16(number);
        return new FieldValues(layer)
        {
            [Fields.IpLocalAddress] = Address(line.ReadAddress("source", family)),
            [Fields.IpRemoteAddress] = Address(line.ReadAddress("destination", family)),
            [Fields.IpLocalPort] = FilterValue.UInt16((ushort)line.ReadNumber("source port", ushort.MaxValue, advice)),
            [Fields.IpRemotePort] = FilterValue.UInt16((ushort)line.ReadNumber("destination port", ushort.MaxValue, advice)),
            [Fields.IpProtocol] = FilterValue.UInt8((byte)line.ReadNumber("protocol", byte.MaxValue, advice)),
        };
    }
}
