using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>Reads a document from YAML nodes. Goes on after every fault, so that all of a file are reported together.</summary>
internal sealed partial class PolicyReader
{
    private const string Persistent = "persistent";

    private static readonly string[] s_persistent = [Persistent];

    private static readonly string[] s_documentKeys = ["provider", "providers", "sublayers", "callouts", "provider-contexts", "filters"];

    private static readonly string[] s_providerKeys = ["name", "description", "key", "service", "flags", "provider-data", "security"];

    private static readonly string[] s_subLayerKeys = ["name", "description", "key", "provider", "weight", "fail", "flags", "provider-data", "security"];

    /// <summary>The keys of each kind of object, for the schema that editors use.</summary>
    internal static IReadOnlyDictionary<string, string[]> Keys => new Dictionary<string, string[]>
    {
        ["document"] = s_documentKeys,
        ["provider"] = s_providerKeys,
        ["sublayer"] = s_subLayerKeys,
        ["callout"] = s_calloutKeys,
        ["provider-context"] = s_contextKeys,
        ["classify-options"] = s_optionKeys,
        ["filter"] = s_filterKeys,
        ["condition"] = s_conditionKeys,
    };

    /// <summary>The flags that each kind of object can have, for the schema that editors use.</summary>
    internal static IReadOnlyDictionary<string, string[]> Flags => new Dictionary<string, string[]>
    {
        ["provider"] = s_persistent,
        ["sublayer"] = s_persistent,
        ["callout"] = s_calloutFlags,
        ["provider-context"] = s_persistent,
        ["filter"] = s_flags,
    };

    private readonly DiagnosticBag _diagnostics;
    private readonly ObjectNames _providers = new();
    private readonly ObjectNames _subLayers = new();
    private readonly ObjectNames _filters = new();
    private bool _hasSeveralProviders;
    private readonly Dictionary<string, YamlNode> _keys = [];
    private readonly Dictionary<string, YamlNode> _subLayerWeights = [];

    private PolicyReader(DiagnosticBag diagnostics) => _diagnostics = diagnostics;

    public static PolicyDocument Read(SourceText source)
    {
        var diagnostics = new DiagnosticBag(source);
        var document = YamlReader.Read(source, diagnostics) is { } root
            ? new PolicyReader(diagnostics).ReadDocument(root)
            : null;
        if (document is null || diagnostics.HasErrors)
            throw diagnostics.ToException();
        return document with { Source = source, Warnings = diagnostics.ToImmutable() };
    }

    private PolicyDocument? ReadDocument(YamlNode root)
    {
        if (MappingReader.Open(root, "", _diagnostics, s_documentKeys) is not { } reader)
            return null;
        _hasSeveralProviders = reader.Find("providers") is not null;
        var provider = _hasSeveralProviders ? null : ReadProvider(reader);
        if (_hasSeveralProviders && reader.Find("provider") is { } both)
            reader.Error(both, "provider", "the file has both provider and providers", "write provider: NAME when one owns everything, providers: when each object says whose it is");
        var providers = ReadList(reader, "providers", ReadOneProvider);
        var subLayers = ReadList(reader, "sublayers", ReadSubLayer);
        var callouts = ReadList(reader, "callouts", ReadCallout);
        var contexts = ReadList(reader, "provider-contexts", ReadProviderContext);
        var filters = ReadList(reader, "filters", ReadFilter);
        return provider is null && !_hasSeveralProviders
            ? null
            : new PolicyDocument
            {
                Provider = provider,
                Providers = providers,
                SubLayers = subLayers,
                Callouts = callouts,
                ProviderContexts = contexts,
                Filters = filters,
            };
    }

    private PolicyProvider? ReadProvider(MappingReader document)
    {
        if (document.Require("provider", "begin the file with provider: NAME, the owner of what it installs") is not { } node)
            return null;
        if (node is YamlMapping)
            return ReadOneProvider(node, "provider");
        return document.Text("provider") is { } plain ? new PolicyProvider { Name = plain, Key = PolicyKeys.Provider(plain) } : null;
    }

    private PolicyProvider? ReadOneProvider(YamlNode node, string path)
    {
        if (MappingReader.Open(node, path, _diagnostics, s_providerKeys) is not { } reader)
            return null;
        var name = ReadName(reader, "provider", _providers);
        var provider = new PolicyProvider
        {
            Name = name ?? "",
            Description = reader.Text("description") ?? "",
            Key = ReadKey(reader) ?? PolicyKeys.Provider(name ?? ""),
            ServiceName = reader.Text("service") ?? "",
            IsPersistent = ReadFlags(reader, s_persistent).Contains(Persistent),
            ProviderData = reader.Bytes("provider-data"),
            Security = reader.Security("security"),
        };
        return name is null ? null : provider;
    }

    private PolicySubLayer? ReadSubLayer(YamlNode node, string path)
    {
        if (MappingReader.Open(node, path, _diagnostics, s_subLayerKeys) is not { } reader)
            return null;

        var name = ReadName(reader, "sublayer", _subLayers);
        if (name is not null && BuiltInSubLayers.Find(name) is { } builtIn)
        {
            reader.Error(
                reader.Find("name")!,
                "name",
                $"{name} is WFP's own sublayer, of weight 0x{builtIn.EffectiveWeight:x4}",
                $"choose another name; filters can name {name} without declaring it");
        }

        const string weightAdvice = "a sublayer's weight is a number from 0 to 0xffff; higher is evaluated first";
        reader.Require("weight", weightAdvice);
        var weight = reader.Scalar("weight", "a number") is { } scalar ? reader.Number(scalar, "weight", ushort.MaxValue, weightAdvice) : null;
        if (weight is { } number)
            CheckWeightIsFree(reader, number);
        var subLayer = new PolicySubLayer
        {
            Name = name ?? "",
            Description = reader.Text("description") ?? "",
            Key = ReadKey(reader),
            Weight = (ushort)(weight ?? 0),
            FailMode = ReadFailMode(reader),
            Provider = ReadOwner(reader),
            IsPersistent = ReadFlags(reader, s_persistent).Contains(Persistent),
            ProviderData = reader.Bytes("provider-data"),
            Security = reader.Security("security"),
        };
        return name is null ? null : subLayer;
    }

    // The engine would move one of them to a free weight, and which goes first would hang on what else is installed.
    private void CheckWeightIsFree(MappingReader reader, ulong weight)
    {
        var node = reader.Find("weight")!;
        if (weight == RankedFilter.UniversalWeight)
            reader.Error(node, "weight", "the weight 0x8000 is that of WFP's universal sublayer", "no two sublayers share a weight");
        else if (!_subLayerWeights.TryAdd($"{weight}", node))
            reader.Error(node, "weight", $"the weight is that of the sublayer at {_subLayerWeights[$"{weight}"].Span} too", "no two sublayers share a weight");
    }

    private static FailMode ReadFailMode(MappingReader reader)
    {
        if (reader.Scalar("fail", "open or closed") is not { } scalar)
            return FailMode.Open;
        if (scalar.Value is not ("open" or "closed"))
            reader.Error(scalar, "fail", $"{scalar.Describe()} is not a fail mode", Spelling.Advise(scalar.Value, ["open", "closed"]));
        return scalar.Value == "closed" ? FailMode.Closed : FailMode.Open;
    }

    private static string? ReadName(MappingReader reader, string what, ObjectNames taken)
    {
        if (reader.Require("name", $"give the {what} a name") is null || reader.Text("name") is not { } name)
            return null;
        var node = reader.Find("name")!;
        if (taken.Add(name, reader.Find("key") is YamlScalar { Value: var key } ? key : null, node) is { } other)
        {
            reader.Error(
                node,
                "name",
                $"the name '{name}' is taken by the {what} at {other.Span}",
                "names are unique, because keys and counters follow them; objects with a key of their own may share one");
        }

        return name;
    }

    /// <summary>Whose an object is, in a file with several providers.</summary>
    private string? ReadOwner(MappingReader reader)
    {
        if (reader.Find("provider") is not { } node)
            return null;
        if (!_hasSeveralProviders)
        {
            reader.Error(node, "provider", "everything in this file belongs to its one provider", "remove the key, or list the owners under providers:");
            return null;
        }

        return ReadReference(reader, "provider", "provider", _providers, []);
    }

    /// <summary>The name or key of an object of the file.</summary>
    private static string? ReadReference(MappingReader reader, string key, string what, ObjectNames known, IReadOnlyCollection<string> builtIn)
    {
        if (reader.Scalar(key, $"the name of a {what}") is not { } scalar)
            return null;
        if (known.IsAmbiguous(scalar.Value))
            reader.Error(scalar, key, $"several {what}s have the name '{scalar.Value}'", "write the key of the one that is meant");
        else if (!known.Has(scalar.Value) && !builtIn.Contains(scalar.Value))
            reader.Error(scalar, key, $"there is no {what} '{scalar.Value}'", known.IsEmpty && builtIn.Count == 0 ? $"the file has no {what}s" : Spelling.Advise(scalar.Value, [.. known.Names, .. builtIn]));
        return Normalise(scalar.Value, known);
    }

    /// <summary>A reference by key has several spellings.</summary>
    private static string Normalise(string reference, ObjectNames known) =>
        !known.Names.Contains(reference) && known.IsKey(reference) ? Guid.Parse(reference).ToString() : reference;

    private Guid? ReadKey(MappingReader reader)
    {
        var key = reader.Key("key");
        if (key is { } value && !_keys.TryAdd(value.ToString(), reader.Find("key")!))
            reader.Error(reader.Find("key")!, "key", $"the key {value} is given at {_keys[value.ToString()].Span} too", "keys are unique");
        return key;
    }

    private static ImmutableArray<T> ReadList<T>(MappingReader reader, string key, Func<YamlNode, string, T?> readItem)
        where T : class
    {
        switch (reader.Find(key))
        {
            case null or YamlScalar { IsNull: true }:
                return [];
            case YamlSequence sequence:
                var items = ImmutableArray.CreateBuilder<T>();
                for (var i = 0; i < sequence.Items.Count; i++)
                {
                    if (readItem(sequence.Items[i], $"{reader.PathOf(key)}[{i}]") is { } item)
                        items.Add(item);
                }

                return items.ToImmutable();
            case var other:
                reader.Error(other, key, $"{other.Describe()} where a list is expected", "begin each entry with a dash: - name: ...");
                return [];
        }
    }
}
