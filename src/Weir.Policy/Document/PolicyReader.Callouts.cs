using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

internal sealed partial class PolicyReader
{
    private static readonly string[] s_calloutKeys = ["name", "description", "key", "provider", "class", "layer", "flags", "provider-data", "security"];

    private const string UsesProviderContext = "uses-provider-context";

    private static readonly string[] s_calloutFlags = [Persistent, UsesProviderContext];

    private readonly ObjectNames _calloutNames = new();
    private readonly Dictionary<string, PolicyCallout> _callouts = [];

    private PolicyCallout? ReadCallout(YamlNode node, string path)
    {
        if (MappingReader.Open(node, path, _diagnostics, s_calloutKeys) is not { } reader)
            return null;

        var name = ReadName(reader, "callout", _calloutNames);
        if (reader.Find("class") is null && reader.Find("key") is null)
            reader.Require("class", "name the class of its code, or give the key of that class's [Callout] attribute");
        var flags = ReadFlags(reader, s_calloutFlags);
        var callout = new PolicyCallout
        {
            Name = name ?? "",
            Description = reader.Text("description") ?? "",
            Key = ReadKey(reader),
            Class = reader.Text("class"),
            Layers = ReadLayers(reader),
            UsesProviderContext = flags.Contains(UsesProviderContext),
            Provider = ReadOwner(reader),
            IsPersistent = flags.Contains(Persistent),
            ProviderData = reader.Bytes("provider-data"),
            Security = reader.Security("security"),
            Span = reader.Find("name")?.Span ?? node.Span,
        };
        if (name is null)
            return null;
        _callouts.TryAdd(name, callout);
        if (callout.Key is { } key)
            _callouts.TryAdd(key.ToString(), callout);
        return callout;
    }

    /// <summary>The callout that a filter names; its action and its layers must fit. Without a known action there is nothing to say.</summary>
    private string? ReadCalloutName(MappingReader reader, FilterAction? action, ImmutableArray<Layer> layers)
    {
        if (action is not { } known)
            return null;
        if (!known.CallsCallout())
        {
            ForbidWithoutCallout(reader, "callout", $"write action: callout-terminating, or remove the key; a {PolicyActions.NameOf(known)} calls none");
            if (reader.Find("context") is { } context)
                _diagnostics.Warning(context.Span, reader.PathOf("context"), "the filter has a context, and its action is not a callout's", "a context is a number for the callout: give the filter a callout, or remove the key");
            return null;
        }

        if (reader.Require("callout", !_calloutNames.IsEmpty
            ? $"name one of the file's callouts: {Spelling.List(_calloutNames.Names)}"
            : "list the callout under callouts: and name it here") is null
            || reader.Scalar("callout", "the name of a callout") is not { } scalar)
        {
            return null;
        }

        if (_calloutNames.IsAmbiguous(scalar.Value))
        {
            reader.Error(scalar, "callout", $"several callouts have the name '{scalar.Value}'", "write the key of the one that is meant");
            return null;
        }

        var name = Normalise(scalar.Value, _calloutNames);
        if (!_callouts.TryGetValue(name, out var callout))
        {
            reader.Error(scalar, "callout", $"there is no callout '{scalar.Value}'", !_calloutNames.IsEmpty
                ? Spelling.Advise(scalar.Value, _calloutNames.Names)
                : "the file has no callouts: list it under callouts:");
            return null;
        }

        if (layers.FirstOrDefault(layer => !callout.Layers.Contains(layer)) is { } missing)
        {
            reader.Error(
                scalar,
                "callout",
                $"the callout '{callout.Name}' is not at {PolicyLayers.NameOf(missing)}, where the filter is",
                $"add the layer to the callout, or name only the callout's layers: {string.Join(", ", callout.Layers.Select(PolicyLayers.NameOf))}");
        }

        return name;
    }

    private static void ForbidWithoutCallout(MappingReader reader, string key, string advice)
    {
        if (reader.Find(key) is { } node)
            reader.Error(node, key, $"the filter has a {key}, and its action is not a callout's", advice);
    }

    private static ulong ReadContext(MappingReader reader)
    {
        const string advice = "a context is a number up to 0xffffffffffffffff; what it means, the callout says";
        return reader.Scalar("context", "a number") is { } scalar ? reader.Number(scalar, "context", ulong.MaxValue, advice) ?? 0 : 0;
    }
}
