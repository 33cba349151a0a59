using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using Weir.Engine;
using Weir.Linux.Tests.Classification;

namespace Weir.Linux.Tests.Callouts;

/// <summary>
/// What the verifier goes through for a layer's program with no, one and eight callouts, against docs/verified-instructions.md: growth
/// shows in review. The numbers are those of the kernel that the file names; on another one only the limit counts.
/// </summary>
public class VerifiedInstructionsTests
{
    private const long Limit = 100_000;
    private const double Tolerance = 0.05;
    private const string File = "docs/verified-instructions.md";

    private static readonly bool s_isOptimized =
        typeof(LinuxEngine).Assembly.GetCustomAttribute<DebuggableAttribute>() is not { IsJITOptimizerDisabled: true };

    [Fact]
    public void TheyAreAsRecorded()
    {
        string path = Path.Combine(FindRoot(), File);
        string recorded = System.IO.File.ReadAllText(path);
        Dictionary<LayerId, long[]> measured = Measure();
        Assert.All(measured.Values.SelectMany(counts => counts), count => Assert.InRange(count, 1, Limit));

        // The numbers are those of optimised IL.
        if (!s_isOptimized || !recorded.Contains($"Linux {KernelSeries()}", StringComparison.Ordinal))
        {
            return;
        }

        string text = $"{File} is out of date; if the change is meant, its table is now:\n{Table(measured)}";
        foreach ((LayerId layer, long[] counts) in measured)
        {
            string row = recorded.Split('\n').Single(line => line.StartsWith($"| {Layers.Get(layer)} |", StringComparison.Ordinal));
            long[] known = [.. row.Split('|')[2..5].Select(number => long.Parse(number, NumberStyles.AllowThousands | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture))];
            Assert.True(known.Zip(counts).All(pair => Math.Abs(pair.First - pair.Second) <= pair.First * Tolerance), text);
        }
    }

    private static Dictionary<LayerId, long[]> Measure()
    {
        using LinuxEngine kernel = LinuxEngine.OpenDetached();
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        Dictionary<LayerId, long[]> measured = [];
        foreach (LayerId layer in RandomPolicy.Layers)
        {
            long none = kernel.CountVerifiedInstructions(layer);
            if (LayerTable.RowOf(layer).IsAtInterfaces)
            {
                // No callouts are called there.
                measured.Add(layer, [none, none, none]);
                continue;
            }

            Link(engine, session, layer, 0, 1);
            long one = kernel.CountVerifiedInstructions(layer);
            Link(engine, session, layer, 1, TestCallouts.All.Length);
            measured.Add(layer, [none, one, kernel.CountVerifiedInstructions(layer)]);
        }

        return measured;
    }

    private static void Link(FilterEngine engine, Session session, LayerId layer, int first, int end)
    {
        for (int index = first; index < end; index++)
        {
            ICallout callout = TestCallouts.All[index];
            Guid key = TestCallouts.KeyOf(callout, layer);
            engine.RegisterCallout(callout, key);
            session.AddCallout(new CalloutSpec { Key = key, Name = callout.GetType().Name, ApplicableLayer = layer });
        }
    }

    private static string Table(Dictionary<LayerId, long[]> measured)
    {
        StringBuilder table = new();
        table.Append("| layer | no callout | one callout | eight callouts |\n|---|---|---|---|\n");
        foreach ((LayerId layer, long[] counts) in measured)
        {
            string numbers = string.Join(" | ", counts.Select(count => count.ToString("N0", CultureInfo.InvariantCulture)));
            table.Append(CultureInfo.InvariantCulture, $"| {Layers.Get(layer)} | {numbers} |\n");
        }

        return table.ToString();
    }

    /// <summary>The first two numbers of the running kernel's release: 6.18.</summary>
    private static string KernelSeries() => string.Join('.', Environment.OSVersion.Version.Major, Environment.OSVersion.Version.Minor);

    private static string FindRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !System.IO.File.Exists(Path.Combine(directory.FullName, "Weir.slnx")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new DirectoryNotFoundException("The tests do not stand in the repository.");
    }
}
