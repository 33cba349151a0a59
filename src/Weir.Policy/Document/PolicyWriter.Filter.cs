using System.Globalization;
using Weir.Engine;

namespace Weir.Policy;

public static partial class PolicyWriter
{
    private static void WriteFilter(Lines lines, PolicyFilter filter, PolicyDocument document)
    {
        lines.Head(filter.Name, filter.Description, filter.Key, filter.Provider);
        lines.Add("layer", LayersText(filter.Layers));

        // Without the key a file's only sublayer is meant.
        if (filter.SubLayer is { } subLayer)
        {
            if (document.SubLayers is not [var only] || only.Name != subLayer)
                lines.Text("sublayer", subLayer);
        }
        else if (!document.SubLayers.IsEmpty)
        {
            lines.Add("sublayer", "universal");
        }

        if (filter.When is { } when)
            lines.Text("when", when.ToString());
        if (!filter.Conditions.IsEmpty)
        {
            lines.Add("conditions", null);
            foreach (var condition in filter.Conditions)
                lines.Item(ConditionText(condition));
        }

        lines.Add("action", PolicyActions.Describe(filter.Action, filter.Limit));
        if (filter.Callout is { } callout)
            lines.Text("callout", callout);
        if (filter.Context != 0)
            lines.Add("context", $"0x{filter.Context:x}");
        if (filter.ProviderContext is { } context)
            lines.Text("provider-context", context);
        if (filter.IsHard)
            lines.Add("hard", "true");
        string[] flags =
        [
            .. filter.PermitsIfCalloutUnregistered ? ["permit-if-callout-unregistered"] : Array.Empty<string>(),
            .. filter.IsPersistent ? ["persistent"] : Array.Empty<string>(),
            .. filter.IsBootTime ? ["boottime"] : Array.Empty<string>(),
        ];
        lines.Flags(flags);
        if (filter.Weight.Type == DataType.UInt8)
            lines.Add("weight", filter.Weight.Value.ToString(CultureInfo.InvariantCulture));
        if (filter.Weight.Type == DataType.UInt64)
            lines.Add("weight", $"{{exact: 0x{filter.Weight.Value:x16}}}");
        lines.Rest(filter.ProviderData, filter.Security);
    }

    private static string ConditionText(PolicyCondition condition)
    {
        List<string> parts = [$"field: {condition.Field}"];
        if (condition.Match != FilterMatchType.Equal)
            parts.Add($"match: {PolicyReader.NameOf(condition.Match)}");
        if (condition.HasType)
            parts.Add($"type: {TypedValue.TypeName(condition.Values[0].Exact)}");
        if (!condition.HasType || condition.Values[0].Exact.Type != DataType.Empty)
        {
            var values = condition.Values.Select(value => ValueOf(value, condition)).ToList();
            parts.Add($"value: {(values is [var only] ? only : $"[{string.Join(", ", values)}]")}");
        }

        return $"{{{string.Join(", ", parts)}}}";
    }

    private static string ValueOf(PolicyValue value, PolicyCondition condition)
    {
        if (value.Kind == PolicyValueKind.Exact)
        {
            return value.Exact.Type == DataType.Range
                ? $"{{low: {Exact(value.Exact.Low, condition)}, high: {Exact(value.Exact.High, condition)}}}"
                : Exact(value.Exact, condition);
        }

        if (value.IsName)
            return value.Text[0] == '"' ? YamlText.Quoted(value.Name) : YamlText.Scalar(value.Name);

        // An upside-down range of numbers cannot be written with a dash.
        return YamlText.Scalar(value.Text);
    }

    private static string Exact(FilterValue value, PolicyCondition condition)
    {
        if (condition.HasType)
            return YamlText.Scalar(TypedValue.Write(value));
        return value.Type switch
        {
            DataType.UnicodeString => value.ToUnicodeString() is "empty" ? YamlText.Quoted("empty") : YamlText.Scalar(value.ToUnicodeString()),
            DataType.ByteBlob when ValueText.TextOfBytes(value.ToByteBlob().Bytes) is { } text && ValueText.TryBytes(text) is null => YamlText.Quoted(text),
            _ => YamlText.Scalar(TypedValue.Write(value)),
        };
    }
}
