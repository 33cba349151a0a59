using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>Reads a document from YAML nodes. Goes on after every fault, so that all of a file are reported together.</summary>
internal sealed partial class PolicyReader
{
    private static readonly string[] s_documentKeys = ["provider", "sublayers", "callouts", "filters"];

    private static readonly string[] s_providerKeys = ["name", "description", "key"];

    private static readonly string[] s_subLayerKeys = ["name", "description", "key", "weight", "fail"];

    private readonly DiagnosticBag _diagnostics;
    private readonly Dictionary<string, YamlNode> _subLayerNames = [];
    private readonly Dictionary<string, YamlNode> _filterNames = [];
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
            throw new PolicyException(diagnostics.ToImmutable());
        return document with { Source = source, Warnings = diagnostics.ToImmutable() };
    }

    private PolicyDocument? ReadDocument(YamlNode root)
    {
        if (MappingReader.Open(root, "", _diagnostics, s_documentKeys) is not { } reader)
            return null;
        var provider = ReadProvider(reader);
        var subLayers = ReadList(reader, "sublayers", ReadSubLayer);
        var callouts = ReadList(reader, "callouts", ReadCallout);
        var filters = ReadList(reader, "filters", ReadFilter);
        return provider is null
            ? null
            : new PolicyDocument { Provider = provider, SubLayers = subLayers, Callouts = callouts, Filters = filters };
    }

    private PolicyProvider? ReadProvider(MappingReader document)
    {
        if (document.Require("provider", "begin the file with provider: NAME, the owner of what it installs") is not { } node)
            return null;
        if (node is not YamlMapping)
            return document.Text("provider") is { } plain ? Provider(plain, "", null) : null;

        var reader = MappingReader.Open(node, "provider", _diagnostics, s_providerKeys)!;
        reader.Require("name", "give the provider a name");
        var description = reader.Text("description") ?? "";
        var key = reader.Key("key");
        return reader.Text("name") is { } name ? Provider(name, description, key) : null;
    }

    private static PolicyProvider Provider(string name, string description, Guid? key) =>
        new() { Name = name, Description = description, Key = key ?? PolicyKeys.Provider(name) };

    private PolicySubLayer? ReadSubLayer(YamlNode node, string path)
    {
        if (MappingReader.Open(node, path, _diagnostics, s_subLayerKeys) is not { } reader)
            return null;

        var name = ReadName(reader, "sublayer", _subLayerNames);
        if (name == UniversalName)
            reader.Error(reader.Find("name")!, "name", "universal is WFP's own sublayer, of weight 0x8000", "choose another name; filters can name universal without declaring it");
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

    private static string? ReadName(MappingReader reader, string what, Dictionary<string, YamlNode> taken)
    {
        if (reader.Require("name", $"give the {what} a name") is null || reader.Text("name") is not { } name)
            return null;
        var node = reader.Find("name")!;
        if (!taken.TryAdd(name, node))
            reader.Error(node, "name", $"the name '{name}' is taken by the {what} at {taken[name].Span}", "names are unique, because keys and counters follow them");
        return name;
    }

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
