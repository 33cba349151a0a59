using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Weir.Store.Sqlite;

/// <summary>Writes and reads the JSON in a store's columns: short arrays, with the names of types, so that they describe themselves.</summary>
internal static class Json
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes one value.</summary>
    public static string Write<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, s_options))
        {
            write(writer, value);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Goes to the next token, which must be of this type.</summary>
    /// <exception cref="JsonException">It is not.</exception>
    public static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || reader.TokenType != type)
        {
            throw new JsonException($"{type} expected at byte {reader.TokenStartIndex}, found {reader.TokenType}");
        }
    }

    /// <summary>Goes to the next token of an array of arrays: true when one begins, false when the outer one ends.</summary>
    /// <exception cref="JsonException">Something else comes next.</exception>
    public static bool ReadsArray(ref Utf8JsonReader reader)
    {
        if (reader.Read() && reader.TokenType == JsonTokenType.EndArray)
        {
            return false;
        }

        return reader.TokenType == JsonTokenType.StartArray
            ? true
            : throw new JsonException($"{JsonTokenType.StartArray} expected at byte {reader.TokenStartIndex}, found {reader.TokenType}");
    }

    /// <summary>Insists that nothing comes next.</summary>
    /// <exception cref="JsonException">Something does.</exception>
    public static void ExpectEnd(ref Utf8JsonReader reader)
    {
        if (reader.Read())
        {
            throw new JsonException($"end expected at byte {reader.TokenStartIndex}, found {reader.TokenType}");
        }
    }

    /// <summary>Reads the text that comes next.</summary>
    /// <exception cref="JsonException">Something else comes next.</exception>
    public static string ReadText(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.String);
        return reader.GetString()!;
    }

    /// <summary>Reads the unsigned number that comes next.</summary>
    /// <exception cref="JsonException">Something else comes next.</exception>
    /// <exception cref="FormatException">The number has a sign, a fraction, or more than 64 bits.</exception>
    public static ulong ReadNumber(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.Number);
        return reader.GetUInt64();
    }

    /// <summary>Reads the member of an enumeration whose name comes next.</summary>
    /// <exception cref="JsonException">Something else comes next.</exception>
    public static T ReadName<T>(ref Utf8JsonReader reader)
        where T : struct, Enum
    {
        var name = ReadText(ref reader);
        return Enum.TryParse(name, out T value) && Enum.GetName(value) == name ? value : throw Unknown<T>(name);
    }

    /// <summary>What to say of a name that is none of an enumeration.</summary>
    public static JsonException Unknown<T>(string? name) => new($"'{name}' is no {typeof(T).Name}");
}
