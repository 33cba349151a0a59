using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

internal sealed partial class PolicyReader
{
    private const string UniversalName = "universal";

    private static readonly string[] s_filterKeys =
        [
        "name", "description", "key", "provider", "layer", "sublayer", "when", "conditions", "action", "callout", "context", "provider-context", "hard",
        "flags", "weight", "provider-data", "security",
    ];

    private static readonly string[] s_weightKeys = ["range", "exact"];

    private const string ClearActionRight = "clear-action-right";

    private const string PermitIfCalloutUnregistered = "permit-if-callout-unregistered";

    private const string BootTime = "boottime";

    private static readonly string[] s_flags = [ClearActionRight, PermitIfCalloutUnregistered, Persistent, BootTime];

    private static readonly string[] s_laterActions = ["redirect", "pend", "inspect", "log", "continue"];

    // FWPM_FILTER_FLAG_*: what the engine says about a filter, not the filter's author.
    private static readonly string[] s_engineFlags = ["has-provider-context", "indexed", "disabled"];

    private PolicyFilter? ReadFilter(YamlNode node, string path)
    {
        if (MappingReader.Open(node, path, _diagnostics, s_filterKeys) is not { } reader)
            return null;

        var name = ReadName(reader, "filter", _filters);
        var layers = ReadLayers(reader);
        if (reader.Find("when") is { } when && reader.Find("conditions") is not null)
            reader.Error(when, "when", "the filter has both when and conditions", "keep one of them");
        var action = ReadAction(reader, out var limit);
        var flags = ReadFlags(reader, s_flags);
        var filter = new PolicyFilter
        {
            Name = name ?? "",
            Description = reader.Text("description") ?? "",
            Key = ReadKey(reader),
            Layers = layers,
            SubLayer = ReadSubLayerName(reader),
            When = ReadWhen(reader),
            Conditions = ReadConditions(reader),
            Action = action ?? FilterAction.Block,
            Limit = limit,
            Callout = ReadCalloutName(reader, action, layers),
            Context = ReadContext(reader),
            IsHard = reader.Boolean("hard") | flags.Contains(ClearActionRight),
            PermitsIfCalloutUnregistered = flags.Contains(PermitIfCalloutUnregistered),
            Weight = ReadWeight(reader),
            ProviderContext = ReadReference(reader, "provider-context", "provider context", _contexts, []),
            Provider = ReadOwner(reader),
            IsPersistent = flags.Contains(Persistent),
            IsBootTime = flags.Contains(BootTime),
            ProviderData = reader.Bytes("provider-data"),
            Security = reader.Security("security"),
            Span = reader.Find("name")?.Span ?? node.Span,
            Path = path,
        };
        CheckUnregisteredRule(reader, action, filter.PermitsIfCalloutUnregistered);
        return name is null ? null : filter;
    }

    private static void CheckUnregisteredRule(MappingReader reader, FilterAction? action, bool permits)
    {
        if (permits && action is not (null or FilterAction.CalloutTerminating or FilterAction.CalloutUnknown))
        {
            reader.Error(
                reader.Find("flags")!,
                "flags",
                $"{PermitIfCalloutUnregistered} means nothing with action {PolicyActions.NameOf(action.Value)}",
                "it goes with callout-terminating and callout-unknown, which block while their callout is not registered");
        }
    }

    private static ImmutableArray<Layer> ReadLayers(MappingReader reader)
    {
        if (reader.Require("layer", $"write layer: and name {PolicyLayers.Advice}") is not { } node)
            return [];
        var layers = ImmutableArray.CreateBuilder<Layer>();
        List<YamlNode> items = node is YamlSequence sequence ? sequence.Items : [node];
        if (items.Count == 0)
            reader.Error(node, "layer", "the list is empty", $"name {PolicyLayers.Advice}");
        foreach (var item in items)
        {
            if (item is not YamlScalar { IsNull: false } scalar)
            {
                reader.Error(item, "layer", $"{item.Describe()} where the name of a layer is expected", $"write {PolicyLayers.Advice}");
                continue;
            }

            var found = PolicyLayers.Find(scalar.Value);
            if (found.IsEmpty)
            {
                var problem = PolicyLayers.ExplainUnknown(scalar.Value);
                reader.Error(item, "layer", problem.Message, problem.Advice);
                continue;
            }

            if (found.Any(layers.Contains))
                reader.Error(item, "layer", $"the layer {scalar.Value} is in the list already", "name each layer once");
            else
                layers.AddRange(found);
        }

        return layers.ToImmutable();
    }

    private string? ReadSubLayerName(MappingReader reader)
    {
        var only = _subLayers.Count == 1 ? _subLayers.Names.First() : null;
        if (reader.Find("sublayer") is null)
        {
            if (_subLayers.Count > 1)
                reader.Require("sublayer", $"the file has several sublayers: name one of {Spelling.List(_subLayers.Names)}");
            return only;
        }

        var name = ReadReference(reader, "sublayer", "sublayer", _subLayers, BuiltInSubLayers.Names);
        return name is null ? only : name == UniversalName ? null : name;
    }

    private PolicyExpression? ReadWhen(MappingReader reader)
    {
        if (reader.Find("when") is not { } node)
            return null;
        if (node is YamlSequence)
        {
            reader.Error(node, "when", "a list where an expression is expected", "write an expression such as remote.port == 80, or the list under conditions:");
            return null;
        }

        return reader.Scalar("when", "an expression such as remote.port == 80") is { } scalar
            ? ExpressionParser.Parse(
                scalar.Value,
                scalar.SpanAt,
                (span, problem) => _diagnostics.Error(span, reader.PathOf("when"), problem.Message, problem.Advice))
            : null;
    }

    private FilterAction? ReadAction(MappingReader reader, out LimitSpec? limit)
    {
        limit = null;
        if (reader.Require("action", "write action: block, or action: permit") is null
            || reader.Scalar("action", "block or permit") is not { } scalar)
        {
            return null;
        }

        switch (scalar.Value)
        {
            case var text when text == "limit" || (text.StartsWith("limit", StringComparison.Ordinal) && char.IsWhiteSpace(text["limit".Length])):
                if (LimitText.Read(text, out limit, out var place) is not { } problem)
                    return FilterAction.Limit;
                _diagnostics.Error(scalar.SpanAt(place.Index, place.Length), reader.PathOf("action"), problem.Message, problem.Advice);
                break;
            case var text when PolicyActions.Find(text) is { } action:
                return action;
            case "drop" or "deny" or "reject":
                reader.Error(scalar, "action", $"unknown action '{scalar.Value}'", "write block");
                break;
            case "allow" or "accept" or "pass":
                reader.Error(scalar, "action", $"unknown action '{scalar.Value}'", "write permit");
                break;
            case "callout":
                reader.Error(
                    scalar,
                    "action",
                    "an action says what the callout may do",
                    "write callout-terminating if it decides, callout-inspection if it only looks, callout-unknown if it may do either");
                break;
            case var text when s_laterActions.Contains(text.Split(' ')[0]):
                reader.Error(scalar, "action", $"action '{text.Split(' ')[0]}' is not available yet", $"available: {string.Join(", ", PolicyActions.Names)}");
                break;
            default:
                reader.Error(scalar, "action", $"unknown action '{scalar.Value}'", Spelling.Advise(scalar.Value, PolicyActions.Names));
                break;
        }

        return null;
    }

    private static HashSet<string> ReadFlags(MappingReader reader, string[] known)
    {
        var flags = new HashSet<string>();
        if (reader.Find("flags") is not { } node)
            return flags;
        List<YamlNode> items = node is YamlSequence sequence ? sequence.Items : [node];
        foreach (var item in items)
        {
            var text = (item as YamlScalar)?.Value ?? "";
            if (known.Contains(text))
                flags.Add(text);
            else if (s_engineFlags.Contains(text))
                reader.Error(item, "flags", $"flag '{text}' is the engine's to set", $"remove it; a file can set: {string.Join(", ", known)}");
            else
                reader.Error(item, "flags", $"{item.Describe()} is not a flag", $"available: {string.Join(", ", known)}");
        }

        return flags;
    }

    private FilterWeight ReadWeight(MappingReader reader)
    {
        const string advice = "a weight is auto, a range from 0 to 15, or {exact: N} with N up to 0xffffffffffffffff";
        switch (reader.Find("weight"))
        {
            case null or YamlScalar { Value: "auto" }:
                return FilterWeight.Auto;
            case YamlMapping mapping:
                var weight = MappingReader.Open(mapping, reader.PathOf("weight"), _diagnostics, s_weightKeys)!;
                if (mapping.Entries.Count != 1)
                    reader.Error(mapping, "weight", "a weight is either a range or exact", advice);
                if (weight.Scalar("exact", "a number") is { } exact)
                    return weight.Number(exact, "exact", ulong.MaxValue, advice) is { } number ? FilterWeight.Exact(number) : default;
                if (weight.Scalar("range", "a number from 0 to 15") is { } range)
                    return weight.Number(range, "range", 15, advice) is { } number ? FilterWeight.Range((byte)number) : default;
                return default;
            case YamlScalar { IsNull: false } scalar:
                return reader.Number(scalar, "weight", 15, advice) is { } bucket ? FilterWeight.Range((byte)bucket) : default;
            case var other:
                reader.Error(other, "weight", $"{other.Describe()} where a weight is expected", advice);
                return default;
        }
    }
}
