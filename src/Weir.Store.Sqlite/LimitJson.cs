using System.Text;
using System.Text.Json;
using Weir.Engine;

namespace Weir.Store.Sqlite;

/// <summary>The limit of a filter, <c>{"Unit":"Bytes","Rate":20000000,"Burst":256000}</c>.</summary>
internal static class LimitJson
{
    /// <summary>Writes a limit; null for none.</summary>
    public static string? Write(LimitSpec? limit) => limit is null ? null : Json.Write(limit, static (writer, limit) =>
    {
        writer.WriteStartObject();
        writer.WriteString(nameof(limit.Unit), limit.Unit.ToString());
        writer.WriteNumber(nameof(limit.Rate), limit.Rate);
        writer.WriteNumber(nameof(limit.Burst), limit.Burst);
        writer.WriteEndObject();
    });

    /// <summary>Reads a limit; null for none.</summary>
    public static LimitSpec? Read(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        var limit = new LimitSpec { Rate = 0, Burst = 0 };
        Json.Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            limit = reader.GetString() switch
            {
                nameof(limit.Unit) => limit with { Unit = Json.ReadName<LimitUnit>(ref reader) },
                nameof(limit.Rate) => limit with { Rate = Json.ReadNumber(ref reader) },
                nameof(limit.Burst) => limit with { Burst = Json.ReadNumber(ref reader) },
                var name => throw new JsonException($"'{name}' is no property of a limit"),
            };
        }

        return limit;
    }
}
