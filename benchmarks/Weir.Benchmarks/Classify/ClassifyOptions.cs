using System.Globalization;

namespace Weir.Benchmarks.Classify;

/// <summary>What <c>classify</c> is asked to do.</summary>
internal sealed record ClassifyOptions
{
    private const string Usage = """
        Usage: classify [--rules DIRECTORY] [--families acl1,fw1,ipc1,acl1-v6,fw1-v6,ipc1-v6] [--sizes 10,100,1000,10000,100000,1000000] [--no-live] [--output DIRECTORY]
          --rules     files FAMILY_SIZE.rules and FAMILY_SIZE.trace of ClassBench, also packed with gzip; without it rules of the same kind are made
          --families  a name with -v6 is the same rules and packets with IPv6 addresses, which only Weir and the reference classify
          --no-live   no floods through namespaces, so no peer in the kernel
          --output    writes classification.md there, and a plot for each family
        """;

    /// <summary>Where rule sets are; null to make some.</summary>
    public string? Rules { get; private init; }

    public IReadOnlyList<string> Families { get; private init; } = [.. RuleSetGenerator.Families, .. RuleSetGenerator.Families.Select(family => family + RuleSet.WideSuffix)];

    public IReadOnlyList<int> Sizes { get; private init; } = [10, 100, 1000, 10_000, 100_000, 1_000_000];

    /// <summary>Whether real packets are sent through namespaces.</summary>
    public bool IsLive { get; private init; } = true;

    /// <summary>Where the page and its plots go; null for nowhere.</summary>
    public string? Output { get; private init; }

    /// <summary>Null, after a message, when something is wrong.</summary>
    public static ClassifyOptions? Parse(string[] arguments)
    {
        var options = new ClassifyOptions();
        try
        {
            for (var i = 0; i < arguments.Length; i++)
            {
                options = arguments[i] switch
                {
                    "--rules" => options with { Rules = arguments[++i] },
                    "--families" => options with { Families = arguments[++i].Split(',') },
                    "--sizes" => options with { Sizes = [.. arguments[++i].Split(',').Select(size => int.Parse(size, CultureInfo.InvariantCulture))] },
                    "--no-live" => options with { IsLive = false },
                    "--output" => options with { Output = arguments[++i] },
                    _ => throw new FormatException(),
                };
            }

            if (options.Rules is not null || options.Families.All(family => RuleSetGenerator.Families.Contains(RuleSet.SourceOf(family))))
                return options;
            Console.Error.WriteLine($"rules can be made for the families {string.Join(", ", RuleSetGenerator.Families)}");
        }
        catch (Exception exception) when (exception is FormatException or IndexOutOfRangeException or OverflowException)
        {
            Console.Error.WriteLine(Usage);
        }

        return null;
    }
}
