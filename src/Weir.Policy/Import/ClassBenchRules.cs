using System.Net.Sockets;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>
/// Reads rule files of ClassBench, the generator of rule sets that papers on packet classification measure with, as filters:
/// <code>
/// @24.145.146.160/32  141.81.155.122/32  0 : 65535  1711 : 1711  0x06/0xFF  0x0000/0x0200
/// </code>
/// Source prefix, destination prefix, source ports, destination ports, protocol and its mask; the columns after the protocol are
/// ignored. IPv6 prefixes are read too; a file is of one family. Empty lines and lines that begin with <c>#</c> are no rules.
/// <para>
/// Rules become filters of an outbound transport layer, so the source is the local and the destination the remote end. Each is
/// heavier than the one below it. A rule says nothing of an action: those with even numbers permit, those with odd numbers block.
/// Rules are numbered from 0.
/// </para>
/// </summary>
public static class ClassBenchRules
{
    /// <summary>Reads a file's rules, one at a time: nothing but the current line is kept.</summary>
    /// <param name="reader">The file's text.</param>
    /// <param name="fileName">Name for messages.</param>
    /// <exception cref="PolicyException">While enumerating: a line is no rule, or of the other family than the first.</exception>
    public static IEnumerable<FilterSpec> Read(TextReader reader, string fileName)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(fileName);
        return ReadLines(reader, fileName);
    }

    /// <summary>The number of the rule that became this filter.</summary>
    /// <exception cref="ArgumentException">The filter was not made by <see cref="Read"/>.</exception>
    public static int NumberOf(FilterSpec filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return filter.Weight.Type == DataType.UInt64 && ulong.MaxValue - filter.Weight.Value <= int.MaxValue
            ? (int)(ulong.MaxValue - filter.Weight.Value)
            : throw new ArgumentException($"Filter '{filter.Name}' was not made of a ClassBench rule.", nameof(filter));
    }

    private static IEnumerable<FilterSpec> ReadLines(TextReader reader, string fileName)
    {
        var line = 0;
        var rule = 0;
        LayerId? layer = null;
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (string.IsNullOrWhiteSpace(text) || text.StartsWith('#'))
            {
                continue;
            }

            var filter = Parse(new ClassBenchLine(fileName, line, text), rule++, layer);
            layer = filter.Layer;
            yield return filter;
        }
    }

    private static FilterSpec Parse(ClassBenchLine line, int number, LayerId? expectedLayer)
    {
        line.Expect('@', "a rule begins with @ and the source prefix, such as @192.0.2.0/24");
        var source = line.ReadPrefix("source");
        var destination = line.ReadPrefix("destination");
        var layer = source.Family == AddressFamily.InterNetwork ? LayerId.OutboundTransportV4 : LayerId.OutboundTransportV6;
        if (destination.Family != source.Family)
        {
            throw line.Error("the source and the destination are of different families", "write two IPv4 or two IPv6 prefixes");
        }

        if (layer != (expectedLayer ?? layer))
        {
            throw line.Error("the rule is of another family than the rules above it", "keep IPv4 and IPv6 rules in files of their own");
        }

        var list = new List<FilterCondition>(5);
        AddPrefix(list, Fields.IpLocalAddress, source);
        AddPrefix(list, Fields.IpRemoteAddress, destination);
        AddPorts(list, Fields.IpLocalPort, line.ReadPorts("source ports"));
        AddPorts(list, Fields.IpRemotePort, line.ReadPorts("destination ports"));
        if (line.ReadProtocol() is { } protocol)
        {
            list.Add(new FilterCondition(Fields.IpProtocol, FilterMatchType.Equal, FilterValue.UInt8(protocol)));
        }

        return new FilterSpec
        {
            Name = $"rule {number}",
            Layer = layer,
            Weight = FilterWeight.Exact(ulong.MaxValue - (uint)number),
            Conditions = [.. list],
            Action = number % 2 == 0 ? FilterAction.Permit : FilterAction.Block,
        };
    }

    private static void AddPrefix(List<FilterCondition> conditions, FieldKey field, ClassBenchPrefix prefix)
    {
        if (prefix.Length > 0)
        {
            conditions.Add(new FilterCondition(field, FilterMatchType.Equal, prefix.ToValue()));
        }
    }

    private static void AddPorts(List<FilterCondition> conditions, FieldKey field, (ushort Low, ushort High) ports)
    {
        if (ports.Low == ports.High)
        {
            conditions.Add(new FilterCondition(field, FilterMatchType.Equal, FilterValue.UInt16(ports.Low)));
        }
        else if (ports != (ushort.MinValue, ushort.MaxValue))
        {
            conditions.Add(new FilterCondition(field, FilterMatchType.Range, FilterValue.PortRange(ports.Low, ports.High)));
        }
    }
}
