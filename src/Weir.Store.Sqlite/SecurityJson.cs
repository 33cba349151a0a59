using System.Text;
using System.Text.Json;
using Weir.Engine;

namespace Weir.Store.Sqlite;

/// <summary>
/// Security descriptors, <c>{"owner":["user",0],"entries":[["allow","group",100,128]]}</c> with rights as WFP's numbers; tokens,
/// <c>{"user":1000,"groups":[100]}</c>.
/// </summary>
internal static class SecurityJson
{
    /// <summary>Writes a descriptor; null for none.</summary>
    public static string? Write(SecurityDescriptor? descriptor) => descriptor is null ? null : Json.Write(descriptor, Write);

    /// <summary>Reads a descriptor; null for none.</summary>
    public static SecurityDescriptor? Read(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        var descriptor = Read(ref reader);
        Json.ExpectEnd(ref reader);
        return descriptor;
    }

    public static void Write(Utf8JsonWriter writer, SecurityDescriptor descriptor)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("owner"u8);
        Write(writer, descriptor.Owner);
        writer.WriteEndArray();
        writer.WriteStartArray("entries"u8);
        foreach (var entry in descriptor.Entries)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(entry.Allows ? "allow"u8 : "deny"u8);
            Write(writer, entry.Principal);
            writer.WriteNumberValue((uint)entry.Rights);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static SecurityDescriptor Read(ref Utf8JsonReader reader)
    {
        Json.Expect(ref reader, JsonTokenType.StartObject);
        Json.Expect(ref reader, JsonTokenType.PropertyName);
        Json.Expect(ref reader, JsonTokenType.StartArray);
        var owner = ReadPrincipal(ref reader);
        Json.Expect(ref reader, JsonTokenType.EndArray);
        Json.Expect(ref reader, JsonTokenType.PropertyName);
        Json.Expect(ref reader, JsonTokenType.StartArray);
        List<AccessControlEntry> entries = [];
        while (Json.ReadsArray(ref reader))
        {
            var verb = Json.ReadText(ref reader);
            var allows = verb == "allow" || (verb == "deny" ? false : throw new JsonException($"'{verb}' is neither allow nor deny"));
            entries.Add(new AccessControlEntry(allows, ReadPrincipal(ref reader), (AccessRights)checked((uint)Json.ReadNumber(ref reader))));
            Json.Expect(ref reader, JsonTokenType.EndArray);
        }

        Json.Expect(ref reader, JsonTokenType.EndObject);
        return new SecurityDescriptor(owner, [.. entries]);
    }

    public static void Write(Utf8JsonWriter writer, AccessToken token)
    {
        writer.WriteStartObject();
        writer.WriteNumber("user"u8, token.UserId);
        writer.WriteStartArray("groups"u8);
        foreach (var group in token.GroupIds)
        {
            writer.WriteNumberValue(group);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static AccessToken ReadToken(ref Utf8JsonReader reader)
    {
        Json.Expect(ref reader, JsonTokenType.StartObject);
        Json.Expect(ref reader, JsonTokenType.PropertyName);
        var user = checked((uint)Json.ReadNumber(ref reader));
        Json.Expect(ref reader, JsonTokenType.PropertyName);
        Json.Expect(ref reader, JsonTokenType.StartArray);
        List<uint> groups = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            groups.Add(reader.GetUInt32());
        }

        Json.Expect(ref reader, JsonTokenType.EndObject);
        return new AccessToken(user, [.. groups]);
    }

    private static void Write(Utf8JsonWriter writer, Principal principal)
    {
        writer.WriteStringValue(principal.Kind switch
        {
            PrincipalKind.Everyone => "everyone"u8,
            PrincipalKind.User => "user"u8,
            PrincipalKind.Group => "group"u8,
            _ => throw new ArgumentException($"{principal.Kind} is no kind of principal.", nameof(principal)),
        });
        writer.WriteNumberValue(principal.Id);
    }

    private static Principal ReadPrincipal(ref Utf8JsonReader reader)
    {
        var name = Json.ReadText(ref reader);
        var kind = name switch
        {
            "everyone" => PrincipalKind.Everyone,
            "user" => PrincipalKind.User,
            "group" => PrincipalKind.Group,
            _ => throw Json.Unknown<PrincipalKind>(name),
        };
        return new Principal(kind, checked((uint)Json.ReadNumber(ref reader)));
    }
}
