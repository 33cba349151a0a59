using System.Collections.Immutable;
using System.Text.Json;
using Weir.Engine;
using Weir.Policy;

namespace Weir.Cli.Commands;

internal static partial class CheckCommand
{
    private static void WriteJson(
        string path,
        PolicyObjects? objects,
        PolicySnapshot? installed,
        ImmutableArray<PolicyDiagnostic> diagnostics,
        PlaceholderInterfaces interfaces) => JsonOutput.Write(json =>
    {
        json.WriteString("policy", path);
        json.WriteBoolean("sound", objects is not null);
        json.WriteStartArray("diagnostics");
        foreach (var diagnostic in diagnostics)
            Write(json, diagnostic);
        json.WriteEndArray();
        if (objects is null || installed is null)
            return;

        json.WriteString("provider", objects.Provider.Name);
        json.WriteStartArray("sublayers");
        foreach (var subLayer in installed.SubLayersByWeight.Where(s => objects.SubLayers.Any(spec => spec.Key == s.Key)))
        {
            json.WriteStartObject();
            json.WriteString("name", subLayer.Spec.Name);
            json.WriteString("key", subLayer.Key);
            json.WriteNumber("weight", subLayer.EffectiveWeight);
            json.WriteString("fail", subLayer.Spec.FailMode == FailMode.Closed ? "closed" : "open");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("filters");
        foreach (var layer in Layers.All)
        {
            foreach (var (subLayer, filter) in InOrder(installed, layer.Id))
                Write(json, layer, subLayer, filter, interfaces);
        }

        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, PolicyDiagnostic diagnostic)
    {
        json.WriteStartObject();
        json.WriteString("severity", diagnostic.Severity == PolicySeverity.Error ? "error" : "warning");
        json.WriteNumber("line", diagnostic.Span.Line);
        json.WriteNumber("column", diagnostic.Span.Column);
        json.WriteNumber("length", diagnostic.Span.Length);
        json.WriteString("path", diagnostic.Path);
        json.WriteString("message", diagnostic.Message);
        if (diagnostic.Advice is not null)
            json.WriteString("advice", diagnostic.Advice);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Layer layer, InstalledSubLayer subLayer, InstalledFilter filter, PlaceholderInterfaces interfaces)
    {
        json.WriteStartObject();
        json.WriteString("layer", PolicyLayers.NameOf(layer));
        json.WriteString("sublayer", subLayer.Spec.Name);
        json.WriteString("name", filter.Spec.Name);
        json.WriteString("key", filter.Key);

        // A string: JSON's numbers lose the low bits of a 64-bit weight.
        json.WriteString("effective_weight", $"0x{filter.EffectiveWeight:x16}");
        json.WriteString("action", filter.Spec.Action == FilterAction.Block ? "block" : "permit");
        json.WriteBoolean("hard", filter.Spec.Flags.HasFlag(FilterFlags.ClearActionRight));
        json.WriteString("when", ConditionText.Describe(filter.Spec.Conditions, interfaces.NameOf));
        json.WriteEndObject();
    }
}
