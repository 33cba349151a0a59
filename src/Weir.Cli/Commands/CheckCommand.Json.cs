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
        ImmutableArray<RankedFilter> ranked,
        ImmutableArray<PolicyDiagnostic> diagnostics,
        PlaceholderInterfaces interfaces,
        int omittedErrors = 0) => JsonOutput.Write(json =>
    {
        json.WriteString("policy", path);
        json.WriteBoolean("sound", objects is not null);
        json.WriteStartArray("diagnostics");
        foreach (var diagnostic in diagnostics)
            Write(json, diagnostic);
        json.WriteEndArray();
        if (objects is null)
        {
            json.WriteNumber("omitted_errors", omittedErrors);
            return;
        }

        if (objects.Provider is { } provider)
            json.WriteString("provider", provider.Name);
        json.WriteStartArray("providers");
        foreach (var one in objects.Providers)
        {
            json.WriteStartObject();
            json.WriteString("name", one.Name);
            json.WriteString("key", one.Key);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("sublayers");
        foreach (var subLayer in objects.SubLayers)
        {
            json.WriteStartObject();
            json.WriteString("name", subLayer.Name);
            json.WriteString("key", subLayer.Key);
            json.WriteNumber("weight", subLayer.Weight);
            json.WriteString("fail", subLayer.FailMode == FailMode.Closed ? "closed" : "open");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("callouts");
        foreach (var callout in objects.Callouts)
            Write(json, callout);
        json.WriteEndArray();
        json.WriteStartArray("filters");
        foreach (var filter in ranked)
            Write(json, filter, interfaces);

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
        if (diagnostic.Rule is not null)
            json.WriteString("rule", diagnostic.Rule);
        if (diagnostic.Advice is not null)
            json.WriteString("advice", diagnostic.Advice);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PolicyCalloutSpec callout)
    {
        json.WriteStartObject();
        json.WriteString("layer", PolicyLayers.NameOf(Layers.Get(callout.Spec.ApplicableLayer)));
        json.WriteString("name", callout.Spec.Name);
        json.WriteString("key", callout.Spec.Key);
        if (callout.Source.Class is { } type)
            json.WriteString("class", type);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RankedFilter filter, PlaceholderInterfaces interfaces)
    {
        var spec = filter.Filter.Spec;
        json.WriteStartObject();
        json.WriteString("layer", PolicyLayers.NameOf(Layers.Get(spec.Layer)));
        json.WriteString("sublayer", filter.SubLayerName);
        json.WriteString("name", spec.Name);
        json.WriteString("key", spec.Key);

        // A string: JSON's numbers lose the low bits of a 64-bit weight.
        json.WriteString("effective_weight", $"0x{filter.EffectiveWeight:x16}");
        json.WriteString("action", PolicyActions.NameOf(spec.Action));
        if (spec.Limit is { } limit)
        {
            json.WriteStartObject("limit");
            json.WriteString("unit", limit.Unit == LimitUnit.Packets ? "packets" : "bytes");
            json.WriteNumber("rate", limit.Rate);
            json.WriteNumber("burst", limit.Burst);
            json.WriteEndObject();
        }

        if (filter.Filter.Source.Callout is { } callout)
        {
            json.WriteString("callout", callout);
            json.WriteString("context", $"0x{spec.Context:x16}");
            json.WriteBoolean("permit_if_callout_unregistered", spec.Flags.HasFlag(FilterFlags.PermitIfCalloutUnregistered));
        }

        json.WriteBoolean("hard", spec.Flags.HasFlag(FilterFlags.ClearActionRight));
        json.WriteString("when", ConditionText.Describe(spec.Conditions, interfaces.NameOf));
        json.WriteEndObject();
    }
}
