using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Net.Sockets;
using Weir.Engine;
using Weir.Policy;

namespace Weir.Cli.Commands;

/// <summary><c>weir import FILE</c>: reads the policy of another firewall, and says what becomes of it.</summary>
internal static partial class ImportCommand
{
    // Enough to see what kinds of notes there are; --notes shows them all.
    private const int ShownNotes = 10;

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The file; - reads standard input." };
        var format = new Option<string?>("--format")
        {
            HelpName = "name",
            Description = $"Its format, when the file does not tell: {string.Join("; ", PolicyImporters.All.Select(importer => $"{importer.Name}, {importer.Description}"))}.",
        };
        var assume = new Option<string[]>("--assume")
        {
            HelpName = "field=number",
            Description = "Take a field that only Windows has to have this value here, such as profile=2; may be repeated. None drops no condition.",
        };
        var family = new Option<string?>("--family") { HelpName = "4|6", Description = "The IP version of an iptables-save file that names no address." };
        var strict = new Option<bool>("--strict") { Description = "Fail when anything is left out." };
        var notes = new Option<bool>("--notes") { Description = "Show every note, not the first few of a kind." };
        var output = new Option<string?>("--output") { HelpName = "policy.yaml", Description = "Write what comes in as a policy file, in place of a file that is there." };
        var json = new Option<bool>("--json") { Description = "Write the report as JSON, with every note." };
        var command = new Command("import", "Read the policy of another firewall, and say what becomes of it.") { file, format, assume, family, strict, notes, output, json };
        command.SetAction(result => Run(
            result.GetRequiredValue(file),
            result.GetValue(format),
            ReadOptions(result.GetValue(assume) ?? [], result.GetValue(family)),
            result.GetValue(strict),
            result.GetValue(notes),
            result.GetValue(output),
            result.GetValue(json)));
        return command;
    }

    private static int Run(string path, string? format, ImportOptions options, bool strict, bool allNotes, string? output, bool json)
    {
        var result = Read(path, format, options);
        if (output is not null)
            File.WriteAllText(output, PolicyWriter.Write(result.ToSpecs()));
        if (json)
            WriteJson(path, result);
        else
            WriteText(path, result.Report, allNotes);
        return strict && !result.Report.IsComplete ? ExitCodes.Failed : ExitCodes.Ok;
    }

    private static ImportResult Read(string path, string? format, ImportOptions options)
    {
        if (path != "-")
        {
            var importer = FindImporter(format) ?? PolicyImporters.Recognize(path) ?? throw Unrecognized(path);
            return importer.Load(path, options);
        }

        // Recognising reads the beginning, and a pipe has it only once.
        using var copy = new MemoryStream();
        using (var input = Console.OpenStandardInput())
            input.CopyTo(copy);
        copy.Position = 0;
        var found = FindImporter(format) ?? PolicyImporters.Recognize(copy) ?? throw Unrecognized("<stdin>");
        copy.Position = 0;
        return found.Import(copy, options with { FileName = "<stdin>" });
    }

    private static IPolicyImporter? FindImporter(string? format) => format is null
        ? null
        : PolicyImporters.Find(format) ?? throw new UsageException($"there is no format '{format}'; the formats are: {FormatNames()}");

    private static UsageException Unrecognized(string path) =>
        new($"{path} is of none of the formats {string.Join(", ", PolicyImporters.All.Select(importer => $"{importer.Name} ({importer.Description})"))}; if it is, say which with --format");

    private static string FormatNames() => string.Join(", ", PolicyImporters.All.Select(importer => importer.Name));

    private static ImportOptions ReadOptions(string[] assumptions, string? family)
    {
        var options = new ImportOptions
        {
            Family = family switch
            {
                null => null,
                "4" => AddressFamily.InterNetwork,
                "6" => AddressFamily.InterNetworkV6,
                _ => throw new UsageException($"--family takes 4 or 6, not '{family}'"),
            },
        };
        foreach (var assumption in assumptions)
            options = Assume(options, assumption);
        return options;
    }

    private static ImportOptions Assume(ImportOptions options, string assumption)
    {
        if (assumption.Equals("none", StringComparison.OrdinalIgnoreCase))
            return options with { AssumedValues = ImmutableDictionary<FieldKey, ulong>.Empty };
        var sides = assumption.Split('=');
        if (sides.Length != 2 || !ulong.TryParse(sides[1], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            throw new UsageException($"--assume takes a field and a number, such as profile=2, or none, not '{assumption}'");
        ImmutableArray<FieldKey> fields = sides[0] == "profile"
            ? WindowsFields.Profiles
            : Fields.Find(sides[0].ToUpperInvariant().Replace('-', '_').Replace('.', '_')) is { } field
                ? [field]
                : throw new UsageException($"there is no field '{sides[0]}'; a field has WFP's name without FWPM_CONDITION_, such as INTERFACE_TYPE, and profile means the four that hold one");
        return options with { AssumedValues = options.AssumedValues.SetItems(fields.Select(field => KeyValuePair.Create(field, value))) };
    }

    private static void WriteText(string path, ImportReport report, bool allNotes)
    {
        Console.WriteLine($"{path}: {report.Format}{(report.IsComplete ? ", everything came in" : "")}");
        Console.WriteLine();
        var table = new TextTable("objects", "in the file", "came in", "built in", "left out", "made up");
        foreach (var count in report.Counts)
            table.Add(count.ObjectKind, Number(count.InFile), Number(count.Imported), Number(count.BuiltIn), Number(count.LeftOut), Number(count.MadeUp));
        table.Write(Console.Out);
        if (report.Weights is { } weights)
        {
            Console.WriteLine();
            Console.WriteLine($"weights: {weights.Exact} exact, {weights.Ranges} in a range, {weights.Automatic} automatic; {weights.Differing} have another effective weight than they ask for");
            Console.WriteLine($"  of {weights.Pairs} pairs with different automatic weights, the engine would put {weights.PairsInOtherOrder} into the other order and tie {weights.PairsTied}; those of the file are kept");
        }

        // What did not come in is told in full, by name.
        WriteNotes(report, ImportNoteKind.LeftOut, "left out", int.MaxValue);
        WriteNotes(report, ImportNoteKind.Changed, "changed", allNotes ? int.MaxValue : ShownNotes);
        WriteNotes(report, ImportNoteKind.Information, "to know", allNotes ? int.MaxValue : ShownNotes * 3);
    }

    private static void WriteNotes(ImportReport report, ImportNoteKind kind, string title, int most)
    {
        var notes = report.Notes.Where(note => note.Kind == kind).ToList();
        if (notes.Count == 0)
            return;
        Console.Error.WriteLine($"{title}, {notes.Count}:");
        foreach (var note in notes.Take(most))
            Console.Error.WriteLine($"  {note}");
        if (notes.Count > most)
            Console.Error.WriteLine($"  and {notes.Count - most} more: --notes shows them");
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
