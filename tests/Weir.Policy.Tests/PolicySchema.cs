using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Weir.Policy.Tests;

/// <summary>
/// Makes the JSON schema of policy files, <c>docs/policy.schema.json</c>, from the names and keys that the reader knows. A key that the
/// reader has and that has no schema here is an error, so none is forgotten.
/// </summary>
internal static class PolicySchema
{
    private static readonly Dictionary<string, Func<string, JsonNode>> s_values = new()
    {
        ["name"] = _ => Reference("name"),
        ["description"] = _ => Said("Longer text for people.", new JsonObject { ["type"] = "string" }),
        ["key"] = kind => kind == "callout" ? Said("Without a class, also that of the class's [Callout] attribute.", Reference("key")) : Reference("key"),
        ["provider"] = kind => kind == "document"
            ? Said("The owner of everything that the file installs.", new JsonObject { ["oneOf"] = new JsonArray(Reference("name"), Reference("provider")) })
            : Said("Name or key of the owner, in a file with providers.", Reference("name")),
        ["providers"] = _ => Said("The owners, when each object says whose it is.", ListOf("provider")),
        ["sublayers"] = _ => ListOf("sublayer"),
        ["callouts"] = _ => ListOf("callout"),
        ["provider-contexts"] = _ => ListOf("provider-context"),
        ["filters"] = _ => ListOf("filter"),
        ["service"] = _ => Said("Name of the service that manages the policy.", Reference("name")),
        ["flags"] = kind => OneOrMore(new JsonObject { ["enum"] = Names(PolicyReader.Flags[kind]) }),
        ["provider-data"] = _ => Said("Bytes for the owner's use.", Reference("bytes")),
        ["security"] = _ => Said("Who may do what with the object: SDDL, user:UID, group:GID or everyone.", Reference("name")),
        ["weight"] = kind => kind == "sublayer" ? Said("0 to 0xffff; higher is evaluated first.", Reference("number")) : FilterWeight(),
        ["fail"] = _ => Said("What its layers do while their program is missing.", new JsonObject { ["enum"] = Names(["open", "closed"]) }),
        ["class"] = _ => Said("The class of its code, with or without namespace.", Reference("name")),
        ["layer"] = _ => OneOrMore(Reference("layer"), unique: true),
        ["data"] = _ => Said("The bytes that callouts get.", Reference("bytes")),
        ["classify-options"] = _ => Reference("classify-options"),
        ["multicast-state"] = _ => new JsonObject { ["enum"] = Names(["allow", "deny", "allow-global"]) },
        ["loose-source-mapping"] = _ => Boolean(),
        ["local-only-mapping"] = _ => Boolean(),
        ["unicast-lifetime"] = _ => Said("Seconds.", Reference("number")),
        ["multicast-lifetime"] = _ => Said("Seconds.", Reference("number")),
        ["sublayer"] = _ => Said("Name or key of a sublayer of the file, or name of one of WFP's own.", Reference("name")),
        ["when"] = _ => Said("An expression, such as remote.port in [80, 443].", Reference("name")),
        ["conditions"] = _ => ListOf("condition"),
        ["action"] = _ => new JsonObject
        {
            ["oneOf"] = new JsonArray(
                new JsonObject { ["enum"] = Names(PolicyActions.Names.Where(name => name != "limit")) },
                Said("A rate and a burst, such as limit 20mbit burst 256kB or limit 1000pps burst 50.", new JsonObject
                {
                    ["type"] = "string",
                    ["pattern"] = @"^limit\s+[0-9.]+(([kmg]?bit|[kMG]?B/s)\s+burst\s+[0-9.]+([kM]?B|[KM]iB)|pps\s+burst\s+[0-9.]+)\s*$",
                })),
        },
        ["callout"] = _ => Said("Name or key of the callout that the action asks.", Reference("name")),
        ["context"] = _ => Said("A number for the callout.", Reference("number")),
        ["provider-context"] = _ => Said("Name or key of the provider context for the callout.", Reference("name")),
        ["hard"] = _ => Boolean(),
        ["field"] = _ => new JsonObject { ["enum"] = Names(PolicyFields.All.Select(field => field.Name)) },
        ["match"] = _ => new JsonObject { ["enum"] = Names(PolicyReader.MatchNames) },
        ["type"] = _ => Said("Type of the values, for what the short form cannot say.", new JsonObject { ["enum"] = Names(TypedValue.TypeNames) }),
        ["value"] = _ => OneOrMore(Reference("value")),
    };

    public static string Text
    {
        get
        {
            var schema = new JsonObject
            {
                ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
                ["title"] = "Weir policy",
                ["description"] = "Everything that one provider wants filtered, or several. See docs/guides/02-policy-files.md.",
            };
            foreach (var (key, node) in Object("document", [], ["oneOf", new JsonArray(Requires("provider"), Requires("providers"))]))
                schema[key] = node!.DeepClone();
            schema["$defs"] = new JsonObject
            {
                ["name"] = new JsonObject { ["type"] = "string", ["minLength"] = 1 },
                ["key"] = new JsonObject { ["type"] = "string", ["format"] = "uuid" },
                ["bytes"] = new JsonObject { ["type"] = "string", ["pattern"] = "^0x([0-9a-fA-F]{2})*$" },
                ["number"] = new JsonObject { ["type"] = Names(["integer", "string"]) },
                ["value"] = new JsonObject
                {
                    ["oneOf"] = new JsonArray(
                        new JsonObject { ["type"] = Names(["number", "string"]) },
                        new JsonObject
                        {
                            ["type"] = "object",
                            ["required"] = Names(["low", "high"]),
                            ["additionalProperties"] = false,
                            ["properties"] = new JsonObject
                            {
                                ["low"] = new JsonObject { ["type"] = Names(["number", "string"]) },
                                ["high"] = new JsonObject { ["type"] = Names(["number", "string"]) },
                            },
                        }),
                },
                ["layer"] = new JsonObject { ["enum"] = Names(PolicyLayers.Names) },
                ["provider"] = Object("provider", ["name"]),
                ["sublayer"] = Object("sublayer", ["name", "weight"]),
                ["callout"] = Object("callout", ["name", "layer"], ["anyOf", new JsonArray(Requires("class"), Requires("key"))]),
                ["provider-context"] = Object("provider-context", ["name"], ["not", Requires("data", "classify-options")]),
                ["classify-options"] = Object("classify-options", []),
                ["filter"] = Object("filter", ["name", "layer", "action"], ["not", Requires("when", "conditions")]),
                ["condition"] = Object("condition", ["field"]),
            };
            return schema.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
        }
    }

    private static JsonObject Object(string kind, string[] required, params object[] rule)
    {
        var properties = new JsonObject();
        foreach (var key in PolicyReader.Keys[kind])
            properties[key] = s_values[key](kind);
        var schema = new JsonObject { ["type"] = "object" };
        if (required.Length > 0)
            schema["required"] = Names(required);
        schema["additionalProperties"] = false;
        if (rule is [string name, JsonNode node])
            schema[name] = node;
        schema["properties"] = properties;
        return schema;
    }

    private static JsonObject Requires(params string[] keys) => new() { ["required"] = Names(keys) };

    private static JsonObject Reference(string definition) => new() { ["$ref"] = $"#/$defs/{definition}" };

    private static JsonObject Boolean() => new() { ["type"] = "boolean" };

    private static JsonObject ListOf(string definition) => new() { ["type"] = Names(["array", "null"]), ["items"] = Reference(definition) };

    private static JsonObject OneOrMore(JsonNode item, bool unique = false)
    {
        var list = new JsonObject { ["type"] = "array", ["items"] = item.DeepClone() };
        if (unique)
        {
            list["minItems"] = 1;
            list["uniqueItems"] = true;
        }

        return new JsonObject { ["oneOf"] = new JsonArray(item, list) };
    }

    private static JsonObject FilterWeight() => new()
    {
        ["oneOf"] = new JsonArray(
            new JsonObject { ["const"] = "auto" },
            new JsonObject { ["type"] = "integer", ["minimum"] = 0, ["maximum"] = 15 },
            new JsonObject { ["type"] = "string", ["pattern"] = "^0x0*[0-9a-fA-F]$" },
            new JsonObject
            {
                ["type"] = "object",
                ["minProperties"] = 1,
                ["maxProperties"] = 1,
                ["additionalProperties"] = false,
                ["properties"] = new JsonObject
                {
                    ["range"] = new JsonObject { ["type"] = "integer", ["minimum"] = 0, ["maximum"] = 15 },
                    ["exact"] = Reference("number"),
                },
            }),
    };

    private static JsonObject Said(string description, JsonObject schema)
    {
        var with = new JsonObject { ["description"] = description };
        foreach (var (key, node) in schema)
            with[key] = node?.DeepClone();
        return with;
    }

    private static JsonArray Names(IEnumerable<string> names) => new([.. names.Select(name => (JsonNode)name)]);
}
