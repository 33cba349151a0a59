using System.Globalization;
using System.Net;

namespace Weir.Benchmarks.Classify;

/// <summary>A rule of a ClassBench file as the peers take it.</summary>
/// <param name="Source">Source prefix.</param>
/// <param name="Destination">Destination prefix.</param>
/// <param name="SourcePorts">Source ports, both ends included.</param>
/// <param name="DestinationPorts">Destination ports, both ends included.</param>
/// <param name="Protocol">The protocol, or null for any.</param>
internal readonly record struct ClassBenchRule(
    AddressRange Source, AddressRange Destination, PortRange SourcePorts, PortRange DestinationPorts, byte? Protocol)
{
    private static readonly char[] s_separators = ['@', ' ', '\t', ':'];

    /// <summary>True when the rule asks for no port, or for a protocol that has some.</summary>
    public bool CanAskForPorts => Protocol is 6 or 17;

    public static IEnumerable<ClassBenchRule> ReadAll(string path) =>
        File.ReadLines(path).Where(line => line.StartsWith('@')).Select(Parse);

    /// <summary>True when some packet meets both rules.</summary>
    public bool Overlaps(in ClassBenchRule other) =>
        Source.Overlaps(other.Source)
        && Destination.Overlaps(other.Destination)
        && SourcePorts.Overlaps(other.SourcePorts)
        && DestinationPorts.Overlaps(other.DestinationPorts)
        && (Protocol is null || other.Protocol is null || Protocol == other.Protocol);

    private static ClassBenchRule Parse(string line)
    {
        var parts = line.Split(s_separators, StringSplitOptions.RemoveEmptyEntries);
        var protocol = parts[6].Split('/');
        byte Hexadecimal(string text) => byte.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new ClassBenchRule(
            AddressRange.Parse(parts[0]),
            AddressRange.Parse(parts[1]),
            new PortRange(Port(parts[2]), Port(parts[3])),
            new PortRange(Port(parts[4]), Port(parts[5])),
            Hexadecimal(protocol[1]) == 0 ? null : Hexadecimal(protocol[0]));
    }

    private static ushort Port(string text) => ushort.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>An IPv4 prefix.</summary>
internal readonly record struct AddressRange(uint First, int Length)
{
    private uint Last => Length == 32 ? First : First | (uint.MaxValue >> Length);

    public static AddressRange Parse(string text)
    {
        var parts = text.Split('/');
        var length = int.Parse(parts[1], CultureInfo.InvariantCulture);
        var address = (uint)IPAddress.NetworkToHostOrder(BitConverter.ToInt32(IPAddress.Parse(parts[0]).GetAddressBytes()));
        return new AddressRange(length == 0 ? 0 : address & (uint.MaxValue << (32 - length)), length);
    }

    public bool Overlaps(AddressRange other) => First <= other.Last && other.First <= Last;

    public override string ToString() => $"{new IPAddress((uint)IPAddress.HostToNetworkOrder((int)First))}/{Length}";
}

/// <summary>Ports, both ends included.</summary>
internal readonly record struct PortRange(ushort First, ushort Last)
{
    public bool IsAny => this == new PortRange(0, ushort.MaxValue);

    public bool Overlaps(PortRange other) => First <= other.Last && other.First <= Last;

    /// <summary>With a separator between the ends, or one number.</summary>
    public string ToText(char separator) => First == Last ? $"{First}" : $"{First}{separator}{Last}";
}
