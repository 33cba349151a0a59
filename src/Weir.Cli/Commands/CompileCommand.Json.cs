using System.Collections.Immutable;
using System.Text.Json;
using Weir.Bpf;
using Weir.Bpf.Compiler;
using Weir.Cli.Compiling;

namespace Weir.Cli.Commands;

internal static partial class CompileCommand
{
    private static void WriteJson(Type type, ImmutableArray<ProgramListing> listings) => JsonOutput.Write(json =>
    {
        json.WriteString("type", type.FullName);
        json.WriteStartArray("programs");
        foreach (var listing in listings)
            Write(json, listing);
        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, ProgramListing listing)
    {
        json.WriteStartObject();
        json.WriteString("method", listing.Method);
        json.WriteString("kind", listing.Kind);
        json.WriteString("license", listing.License);
        json.WriteNumber("instructions", listing.InstructionCount);
        json.WriteNumber("largest_frame", listing.LargestFrame);
        if (listing.VerifiedInstructions is { } verified)
            json.WriteNumber("verified_instructions", verified);
        else
            json.WriteString(listing.IsRefused ? "refused" : "not_verified", listing.NotVerified);

        json.WriteStartArray("maps");
        foreach (var map in listing.Program.Maps)
            Write(json, map);
        json.WriteEndArray();
        json.WriteStartArray("listing");
        foreach (var instruction in listing.Instructions)
            Write(json, instruction);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, MapDeclaration map)
    {
        json.WriteStartObject();
        json.WriteString("name", map.Name);
        json.WriteString("type", $"{map.Spec.Type}");
        json.WriteNumber("key_size", map.Spec.KeySize);
        json.WriteNumber("value_size", map.Spec.ValueSize);
        json.WriteNumber("max_entries", map.Spec.MaxEntries);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, DisassembledInstruction instruction)
    {
        json.WriteStartObject();
        json.WriteNumber("at", instruction.Index);
        if (instruction.Function is { } function)
            json.WriteString("function", function);
        json.WriteString("text", instruction.Text);
        if (instruction.Source is { } source)
        {
            json.WriteString("file", source.File);
            json.WriteNumber("line", source.Line);
            json.WriteString("source", source.Text);
        }

        json.WriteEndObject();
    }
}
