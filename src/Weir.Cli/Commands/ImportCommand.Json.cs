using System.Text.Json;
using Weir.Policy;

namespace Weir.Cli.Commands;

internal static partial class ImportCommand
{
    private static void WriteJson(string path, ImportResult result) => JsonOutput.Write(json =>
    {
        var report = result.Report;
        json.WriteString("file", path);
        json.WriteString("format", report.Format);
        json.WriteBoolean("complete", report.IsComplete);
        json.WriteStartArray("objects");
        foreach (var count in report.Counts)
        {
            json.WriteStartObject();
            json.WriteString("kind", count.ObjectKind);
            json.WriteNumber("in_file", count.InFile);
            json.WriteNumber("imported", count.Imported);
            json.WriteNumber("built_in", count.BuiltIn);
            json.WriteNumber("left_out", count.LeftOut);
            json.WriteNumber("made_up", count.MadeUp);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (report.Weights is { } weights)
        {
            json.WriteStartObject("weights");
            json.WriteNumber("exact", weights.Exact);
            json.WriteNumber("ranges", weights.Ranges);
            json.WriteNumber("automatic", weights.Automatic);
            json.WriteNumber("differing", weights.Differing);
            json.WriteNumber("pairs", weights.Pairs);
            json.WriteNumber("pairs_in_other_order", weights.PairsInOtherOrder);
            json.WriteNumber("pairs_tied", weights.PairsTied);
            json.WriteEndObject();
        }

        json.WriteStartArray("notes");
        foreach (var note in report.Notes)
            WriteNote(json, note);
        json.WriteEndArray();
    });

    private static void WriteNote(Utf8JsonWriter json, ImportNote note)
    {
        json.WriteStartObject();
        json.WriteString("kind", note.Kind switch
        {
            ImportNoteKind.LeftOut => "left_out",
            ImportNoteKind.Changed => "changed",
            _ => "information",
        });
        if (note.ObjectKind.Length > 0)
        {
            json.WriteString("object", note.ObjectKind);
            json.WriteString("name", note.Name);
            if (note.Key != Guid.Empty)
                json.WriteString("key", note.Key);
        }

        if (note.Line > 0)
            json.WriteNumber("line", note.Line);
        json.WriteString("text", note.Text);
        json.WriteEndObject();
    }
}
