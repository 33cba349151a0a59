using System.Text.Json;
using Weir.Engine;

namespace Weir.Store.Sqlite;

/// <summary>
/// The conditions of a filter as an array of <c>["field key", "match type", {"data type": value}]</c>, for example
/// <c>[["c35a604d-d22b-4e1a-91b4-68f674ee674b","Equal",{"UInt16":443}]]</c>.
/// </summary>
internal static class ConditionJson
{
    private const string None = "[]";

    public static string Write(ConditionList conditions) => conditions.Count == 0 ? None : Json.Write(conditions, Write);

    /// <param name="text">The array, in UTF-8.</param>
    public static ConditionList Read(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text);
        Json.Expect(ref reader, JsonTokenType.StartArray);
        List<FilterCondition> conditions = [];
        while (Json.ReadsArray(ref reader))
        {
            Json.Expect(ref reader, JsonTokenType.String);
            var field = new FieldKey(reader.GetGuid());
            var match = Json.ReadName<FilterMatchType>(ref reader);
            conditions.Add(new FilterCondition(field, match, ValueJson.Read(ref reader)));
            Json.Expect(ref reader, JsonTokenType.EndArray);
        }

        Json.ExpectEnd(ref reader);
        return ConditionList.Create([.. conditions]);
    }

    private static void Write(Utf8JsonWriter writer, ConditionList conditions)
    {
        writer.WriteStartArray();
        foreach (var condition in conditions)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(condition.Field.Guid);
            writer.WriteStringValue(Enum.GetName(condition.Match) ?? throw new ArgumentException($"{condition.Match} is no match type."));
            ValueJson.Write(writer, condition.Value);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }
}
