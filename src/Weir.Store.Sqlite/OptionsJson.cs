using System.Text;
using System.Text.Json;
using Weir.Engine;

namespace Weir.Store.Sqlite;

/// <summary>Classify options, <c>{"MulticastState":"Deny","UnicastLifetime":30}</c> with lifetimes in seconds; what is not set is left out.</summary>
internal static class OptionsJson
{
    /// <summary>Writes options; null for none.</summary>
    public static string? Write(ClassifyOptions? options) => options is null ? null : Json.Write(options, Write);

    /// <summary>Reads options; null for none.</summary>
    public static ClassifyOptions? Read(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        var options = new ClassifyOptions();
        Json.Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            options = Read(ref reader, options);
        }

        return options;
    }

    private static ClassifyOptions Read(ref Utf8JsonReader reader, ClassifyOptions options) => reader.GetString() switch
    {
        nameof(options.MulticastState) => options with { MulticastState = Json.ReadName<MulticastState>(ref reader) },
        nameof(options.LooseSourceMapping) => options with { LooseSourceMapping = ReadFlag(ref reader) },
        nameof(options.UnicastLifetime) => options with { UnicastLifetime = ReadSeconds(ref reader) },
        nameof(options.MulticastLifetime) => options with { MulticastLifetime = ReadSeconds(ref reader) },
        nameof(options.LocalOnlyMapping) => options with { LocalOnlyMapping = ReadFlag(ref reader) },
        var name => throw new JsonException($"'{name}' is no classify option"),
    };

    private static void Write(Utf8JsonWriter writer, ClassifyOptions options)
    {
        writer.WriteStartObject();
        if (options.MulticastState is { } state)
        {
            writer.WriteString(nameof(options.MulticastState), state.ToString());
        }

        WriteFlag(writer, nameof(options.LooseSourceMapping), options.LooseSourceMapping);
        WriteSeconds(writer, nameof(options.UnicastLifetime), options.UnicastLifetime);
        WriteSeconds(writer, nameof(options.MulticastLifetime), options.MulticastLifetime);
        WriteFlag(writer, nameof(options.LocalOnlyMapping), options.LocalOnlyMapping);
        writer.WriteEndObject();
    }

    private static void WriteFlag(Utf8JsonWriter writer, string name, bool? flag)
    {
        if (flag is { } isSet)
        {
            writer.WriteBoolean(name, isSet);
        }
    }

    private static void WriteSeconds(Utf8JsonWriter writer, string name, TimeSpan? lifetime)
    {
        if (lifetime is { } time)
        {
            writer.WriteNumber(name, (long)time.TotalSeconds);
        }
    }

    private static bool ReadFlag(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetBoolean();
    }

    private static TimeSpan ReadSeconds(ref Utf8JsonReader reader) => TimeSpan.FromSeconds(checked((long)Json.ReadNumber(ref reader)));
}
