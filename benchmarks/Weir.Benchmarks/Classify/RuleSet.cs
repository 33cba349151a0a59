using System.IO.Compression;
using Weir.Engine;
using Weir.Policy;

namespace Weir.Benchmarks.Classify;

/// <summary>Rules and packets of one family and size, in files and in the forms that the methods take.</summary>
internal sealed class RuleSet : IDisposable
{
    /// <summary>What the name of a family ends with whose addresses are made IPv6's.</summary>
    public const string WideSuffix = "-v6";

    private readonly FilterEngine _engine = new(new ManagedEngine());
    private readonly Dictionary<ulong, int> _numbers = [];

    private RuleSet(string family, int size, string rulesPath, string tracePath)
    {
        (Family, Size, RulesPath, TracePath) = (family, size, rulesPath, tracePath);
        IsWide = family.EndsWith(WideSuffix, StringComparison.Ordinal);
        using var session = _engine.OpenSession();
        using var transaction = session.BeginTransaction();
        using (var reader = File.OpenText(rulesPath))
        {
            foreach (var rule in ClassBenchRules.Read(reader, rulesPath))
            {
                var filter = IsWide ? WideRules.Of(rule) : rule;
                Filters.Add(filter);
                _numbers.Add(session.AddFilter(filter), ClassBenchRules.NumberOf(rule));
            }
        }

        transaction.Commit();
        using var trace = File.OpenText(tracePath);
        Packets = [.. ClassBenchTrace.Read(trace, tracePath, LayerId.OutboundTransportV4).Select(packet => IsWide ? WideRules.Of(packet) : packet)];
    }

    public string Family { get; }

    /// <summary>The nominal number of rules.</summary>
    public int Size { get; }

    public string RulesPath { get; }

    public string TracePath { get; }

    /// <summary>Whether the addresses are IPv6's: the files have the IPv4 ones that they are made from.</summary>
    public bool IsWide { get; }

    /// <summary>The rules as filters of the outbound transport layer.</summary>
    public List<FilterSpec> Filters { get; } = [];

    public IReadOnlyList<FieldValues> Packets { get; }

    public LayerId Layer => IsWide ? LayerId.OutboundTransportV6 : LayerId.OutboundTransportV4;

    public PolicySnapshot Policy => _engine.Policy;

    /// <summary>The number of the rule that became this filter; -1 for none.</summary>
    public int NumberOf(ulong filterId) => filterId == 0 ? -1 : _numbers[filterId];

    /// <summary>Finds the files in a directory, packed or not, or makes them.</summary>
    /// <returns>Null when the directory has none of the family and size.</returns>
    public static RuleSet? Load(string family, int size, string? directory, string scratch)
    {
        var source = SourceOf(family);
        var name = $"{source}_{size}";
        var (rules, trace) = (Path.Combine(scratch, $"{name}.rules"), Path.Combine(scratch, $"{name}.trace"));
        if (directory is null)
            RuleSetGenerator.Write(source, size, rules, trace);
        else if (!Unpack(Path.Combine(directory, $"{name}.rules"), rules) || !Unpack(Path.Combine(directory, $"{name}.trace"), trace))
            return null;
        return new RuleSet(family, size, rules, trace);
    }

    /// <summary>The family whose files a family is made from.</summary>
    public static string SourceOf(string family) => family.EndsWith(WideSuffix, StringComparison.Ordinal) ? family[..^WideSuffix.Length] : family;

    public void Dispose()
    {
        _engine.Dispose();
        File.Delete(RulesPath);
        File.Delete(TracePath);
    }

    private static bool Unpack(string from, string to)
    {
        if (File.Exists(from))
        {
            File.Copy(from, to, overwrite: true);
            return true;
        }

        if (!File.Exists($"{from}.gz"))
            return false;
        using var packed = new GZipStream(File.OpenRead($"{from}.gz"), CompressionMode.Decompress);
        using var unpacked = File.Create(to);
        packed.CopyTo(unpacked);
        return true;
    }
}
