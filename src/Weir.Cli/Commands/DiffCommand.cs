using System.Collections.Immutable;
using System.CommandLine;
using Weir.Policy;

namespace Weir.Cli.Commands;

/// <summary><c>weir diff A B</c>: in which objects two policies differ.</summary>
internal static class DiffCommand
{
    public static Command Create()
    {
        var before = new Argument<string>("BEFORE") { Description = "A policy file; - reads standard input." };
        var after = new Argument<string>("AFTER") { Description = "The policy file to compare it with." };
        var json = new Option<bool>("--json") { Description = "Write the differences as JSON." };
        var command = new Command("diff", "Show in which objects two policies differ; exit code 1 when they do.") { before, after, json };
        command.SetAction(result => Run(result.GetRequiredValue(before), result.GetRequiredValue(after), result.GetValue(json)));
        return command;
    }

    private static int Run(string before, string after, bool json)
    {
        // One numbering, so that a name means the same number in both.
        var names = new PlaceholderInterfaces();
        var differences = PolicyDiff.Compare(Read(before, names), Read(after, names), names.NameOf);
        if (json)
            WriteJson(before, after, differences);
        else
            WriteText(differences);
        return differences.IsEmpty ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static PolicySpecs Read(string path, PlaceholderInterfaces names) =>
        (path == "-" ? PolicyDocument.Parse(Console.In.ReadToEnd(), "<stdin>") : PolicyDocument.Load(path)).Lower(names).ToSpecs();

    private static void WriteText(ImmutableArray<PolicyDifference> differences)
    {
        foreach (var difference in differences)
        {
            Console.WriteLine($"{Sign(difference.Kind)} {difference.Object} {difference.Name}{(difference.Layer is { } layer ? $" at {layer}" : "")}{(difference.Kind == DifferenceKind.Moved ? ", moved" : "")}");
            foreach (var (name, old, current) in difference.Properties)
            {
                if (name is "name" or "layer" && difference.Kind is DifferenceKind.Added or DifferenceKind.Removed)
                    continue;
                Console.WriteLine(old is null || current is null ? $"    {name}: {old ?? current}" : $"    {name}: {Shown(old)} -> {Shown(current)}");
            }
        }

        Console.WriteLine(differences.IsEmpty ? "no difference" : $"{differences.Length} {(differences.Length == 1 ? "difference" : "differences")}");
    }

    private static string Shown(string value) => value.Length == 0 ? "(none)" : value;

    private static string Sign(DifferenceKind kind) => kind switch
    {
        DifferenceKind.Added => "+",
        DifferenceKind.Removed => "-",
        _ => "~",
    };

    private static void WriteJson(string before, string after, ImmutableArray<PolicyDifference> differences) => JsonOutput.Write(json =>
    {
        json.WriteString("before", before);
        json.WriteString("after", after);
        json.WriteStartArray("differences");
        foreach (var difference in differences)
        {
            json.WriteStartObject();
            json.WriteString("change", difference.Kind.ToString().ToLowerInvariant());
            json.WriteString("object", difference.Object);
            json.WriteString("name", difference.Name);
            json.WriteString("key", difference.Key);
            if (difference.Layer is { } layer)
                json.WriteString("layer", layer);
            json.WriteStartArray("properties");
            foreach (var (name, old, current) in difference.Properties)
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                if (old is not null)
                    json.WriteString("before", old);
                if (current is not null)
                    json.WriteString("after", current);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
