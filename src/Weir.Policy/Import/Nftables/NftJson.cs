using System.Text.Json;

namespace Weir.Policy;

/// <summary>Reads members of JSON that strangers wrote, without exceptions.</summary>
internal static class NftJson
{
    public static bool TryGetInt64Safely(this JsonElement element, out long number)
    {
        number = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out number);
    }

    /// <summary>The text of a string; empty for one with half a surrogate pair, which .NET refuses to read.</summary>
    public static string GetStringSafely(this JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() ?? "" : "";
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    /// <summary>The name and the value of an object with one member; otherwise an empty name.</summary>
    public static (string Name, JsonElement Value) Single(this JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return ("", default);
        var (name, value, count) = ("", default(JsonElement), 0);
        foreach (var property in element.EnumerateObject())
        {
            (name, value) = (property.Name, property.Value);
            count++;
        }

        return count == 1 ? (name, value) : ("", default);
    }

    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;
}
