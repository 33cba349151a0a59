using System.Globalization;

namespace Weir.Benchmarks.Classify;

/// <summary>
/// Rule sets and packets of ClassBench's kind, for a machine without its files: the same numbers on every machine. How often a field is a
/// wildcard, a range or exact, and how long prefixes are, is roughly as in ClassBench's seeds acl1, fw1 and ipc1; what makes real
/// policies overlap as they do is not imitated further than that.
/// </summary>
internal sealed class RuleSetGenerator
{
    private const int PacketCount = 50_000;

    private static readonly Dictionary<string, Profile> s_profiles = new()
    {
        ["acl1"] = new Profile(SourceAny: 0.002, DestinationAny: 0.004, SourcePortExact: 0, SourcePortRange: 0, DestinationPortExact: 0.56, DestinationPortRange: 0.12, ProtocolAny: 0.08, LongPrefixes: 0.9),
        ["fw1"] = new Profile(SourceAny: 0.27, DestinationAny: 0.13, SourcePortExact: 0.14, SourcePortRange: 0.085, DestinationPortExact: 0.6, DestinationPortRange: 0.085, ProtocolAny: 0.01, LongPrefixes: 0.7),
        ["ipc1"] = new Profile(SourceAny: 0.035, DestinationAny: 0.024, SourcePortExact: 0.14, SourcePortRange: 0.025, DestinationPortExact: 0.36, DestinationPortRange: 0.09, ProtocolAny: 0.33, LongPrefixes: 0.6),
    };

    private static readonly ushort[] s_ports = [22, 25, 53, 80, 110, 123, 143, 161, 389, 443, 445, 993, 1521, 3306, 3389, 5432, 5060, 8080, 8443, 9100];
    private static readonly (ushort First, ushort Last)[] s_portRanges = [(1024, 65535), (0, 1023), (135, 139), (6000, 6063), (20, 21), (5000, 5100), (32768, 61000), (1433, 1434)];
    private static readonly byte[] s_protocols = [6, 6, 6, 6, 6, 17, 17, 17, 1, 47];

    private readonly Random _random;
    private readonly Profile _profile;
    private readonly uint[] _networks;

    private RuleSetGenerator(string family, int size)
    {
        // A seed of one's own makes Random's sequence the same everywhere.
        _random = new Random(family[0] * 1_000_003 + size);
        _profile = s_profiles[family];
        _networks = new uint[Math.Clamp(size / 20, 4, 4096)];
        for (var i = 0; i < _networks.Length; i++)
        {
            _networks[i] = ((uint)_random.Next(1, 224) << 24) | ((uint)_random.Next(1 << 16) << 8);
            if (_networks[i] >> 24 == 127)
                _networks[i] ^= 1u << 30;
        }
    }

    public static IEnumerable<string> Families => s_profiles.Keys;

    /// <summary>Writes a rule file and a trace file.</summary>
    public static void Write(string family, int size, string rulesPath, string tracePath)
    {
        var generator = new RuleSetGenerator(family, size);
        var rules = new List<ClassBenchRule>(size);
        var known = new HashSet<ClassBenchRule>(size);
        using (var writer = File.CreateText(rulesPath))
        {
            while (rules.Count < size)
            {
                var rule = generator.Next();
                if (!known.Add(rule))
                    continue;
                rules.Add(rule);
                var protocol = rule.Protocol is { } number ? $"0x{number:X2}/0xFF" : "0x00/0x00";
                writer.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"@{rule.Source}\t{rule.Destination}\t{rule.SourcePorts.First} : {rule.SourcePorts.Last}\t{rule.DestinationPorts.First} : {rule.DestinationPorts.Last}\t{protocol}\t0x0000/0x0000"));
            }
        }

        using var trace = File.CreateText(tracePath);
        for (var written = 0; written < PacketCount;)
        {
            var packet = generator.PacketOf(rules[generator._random.Next(rules.Count)]);

            // Pareto's distribution with a = 1, and 0.1 as its least: most packets come once, a few often.
            var copies = Math.Clamp((int)(0.1 / (1 - generator._random.NextDouble())), 1, 1000);
            for (; copies > 0 && written < PacketCount; copies--, written++)
                trace.WriteLine(packet);
        }
    }

    private ClassBenchRule Next()
    {
        var protocol = _random.NextDouble() < _profile.ProtocolAny ? (byte?)null : s_protocols[_random.Next(s_protocols.Length)];
        var hasPorts = protocol is 6 or 17;
        return new ClassBenchRule(
            Address(_profile.SourceAny),
            Address(_profile.DestinationAny),
            hasPorts ? Ports(_profile.SourcePortExact, _profile.SourcePortRange) : new PortRange(0, ushort.MaxValue),
            hasPorts ? Ports(_profile.DestinationPortExact, _profile.DestinationPortRange) : new PortRange(0, ushort.MaxValue),
            protocol);
    }

    private AddressRange Address(double any)
    {
        if (_random.NextDouble() < any)
            return new AddressRange(0, 0);
        var length = _random.NextDouble() < _profile.LongPrefixes ? (_random.Next(4) == 0 ? 32 : _random.Next(24, 33)) : _random.Next(12, 24);

        // Few networks are in many rules, as they are in policies.
        var network = _networks[(int)(_networks.Length * Math.Pow(_random.NextDouble(), 2))];
        var address = network | (uint)_random.Next(1 << 12);
        return new AddressRange(address & (uint.MaxValue << (32 - length)), length);
    }

    private PortRange Ports(double exact, double range)
    {
        var choice = _random.NextDouble();
        if (choice < exact)
        {
            var port = _random.Next(3) == 0 ? (ushort)_random.Next(1, 65536) : s_ports[_random.Next(s_ports.Length)];
            return new PortRange(port, port);
        }

        var (first, last) = choice < exact + range ? s_portRanges[_random.Next(s_portRanges.Length)] : ((ushort)0, ushort.MaxValue);
        return new PortRange(first, last);
    }

    private string PacketOf(ClassBenchRule rule)
    {
        uint Inside(AddressRange range) => range.First | (range.Length == 32 ? 0 : (uint)_random.NextInt64(1L << (32 - range.Length)));
        int Port(PortRange range) => _random.Next(range.First, range.Last + 1);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Inside(rule.Source)}\t{Inside(rule.Destination)}\t{Port(rule.SourcePorts)}\t{Port(rule.DestinationPorts)}\t{rule.Protocol ?? 6}");
    }

    private sealed record Profile(
        double SourceAny,
        double DestinationAny,
        double SourcePortExact,
        double SourcePortRange,
        double DestinationPortExact,
        double DestinationPortRange,
        double ProtocolAny,
        double LongPrefixes);
}
