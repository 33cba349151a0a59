using System.Text.Encodings.Web;
using System.Text.Json;

namespace Weir.Cli;

/// <summary>Writes the answer of a verb under <c>--json</c>: one indented object on standard output.</summary>
internal static class JsonOutput
{
    /// <summary>Writes one object.</summary>
    /// <param name="writeMembers">Writes its members.</param>
    public static void Write(Action<Utf8JsonWriter> writeMembers)
    {
        using var output = Console.OpenStandardOutput();
        var options = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(output, options))
        {
            json.WriteStartObject();
            writeMembers(json);
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }
}
