using System.Text.Json;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>Explanations as JSON: everything that the text says, and what it leaves out.</summary>
public static class ExplanationJson
{
    /// <summary>Writes the members of one explanation into an object that is open.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="explanation">The explanation.</param>
    /// <param name="options">How to write it; <see cref="ExplanationOptions.ShowAll"/> makes no difference, JSON has all.</param>
    public static void WriteMembers(Utf8JsonWriter json, TrafficExplanation explanation, ExplanationOptions options)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(explanation);
        ArgumentNullException.ThrowIfNull(options);
        json.WriteString("traffic", TrafficText.Describe(explanation.Traffic));
        json.WriteString("verdict", NameOf(explanation.Verdict));
        json.WriteString("summary", ExplanationText.Summarize(explanation));
        json.WriteStartArray("layers");
        foreach (var step in explanation.Steps)
        {
            json.WriteStartObject();
            Write(json, step, options);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, StepExplanation step, ExplanationOptions options)
    {
        json.WriteString("layer", PolicyLayers.NameOf(step.Layer));
        json.WriteString("hook", step.Step?.Hook);
        json.WriteString("packet", step.Step is { Packet.Length: > 0 } known ? known.Packet : null);
        json.WriteString("remark", step.Step is { Remark.Length: > 0 } remarked ? remarked.Remark : null);
        json.WriteString("not_enforced", options.WhyNotEnforced(step.Layer));
        json.WriteBoolean("reached", step.Explanation is not null);
        if (step.Explanation is not { } layer)
            return;
        var decider = layer.Decider;
        json.WriteString("verdict", NameOf(layer.Result.Verdict));
        json.WriteBoolean("veto", layer.Result.IsVeto);
        json.WriteBoolean("absorbed", layer.Result.IsAbsorbed);
        json.WriteString("filter", decider?.Spec.Name);
        json.WriteString("filter_key", decider?.Key.ToString());
        json.WriteStartObject("values");
        foreach (var (key, value) in layer.Values)
            json.WriteString(FieldText.NameOf(key), FieldText.ValueOf(layer.Layer.FindField(key)!, value, options.InterfaceName));
        json.WriteEndObject();
        json.WriteStartArray("sublayers");
        foreach (var subLayer in layer.SubLayers)
        {
            json.WriteStartObject();
            Write(json, subLayer, options);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, SubLayerExplanation subLayer, ExplanationOptions options)
    {
        json.WriteString("name", subLayer.SubLayer.Spec.Name);
        json.WriteString("key", subLayer.SubLayer.Key);
        json.WriteNumber("weight", subLayer.SubLayer.EffectiveWeight);
        json.WriteString("decision", subLayer.Decision?.Filter.Spec.Name);
        if (subLayer.Merge is { } merge)
        {
            json.WriteStartObject("merge");
            json.WriteString("before", ArbitrationText.Describe(merge.Before));
            json.WriteString("answer", ArbitrationText.Describe(merge.Answer));
            json.WriteString("after", ArbitrationText.Describe(merge.After));
            json.WriteBoolean("ignored", merge.IsIgnored);
            json.WriteBoolean("veto", merge.IsVeto);
            json.WriteEndObject();
        }

        json.WriteStartArray("filters");
        foreach (var filter in subLayer.Filters)
        {
            json.WriteStartObject();
            Write(json, filter, options);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, FilterExplanation filter, ExplanationOptions options)
    {
        var spec = filter.Filter.Spec;
        json.WriteString("name", spec.Name);
        json.WriteString("key", spec.Key);
        json.WriteNumber("id", filter.Filter.Id);

        // A string: JSON's numbers lose the low bits of a 64-bit weight.
        json.WriteString("effective_weight", $"0x{filter.Filter.EffectiveWeight:x16}");
        json.WriteString("action", PolicyActions.NameOf(spec.Action));
        if (spec.Limit is { } limit)
            json.WriteString("limit", limit.ToString());
        if (filter.IsWithinLimit is { } isWithin)
            json.WriteBoolean("within_limit", isWithin);
        json.WriteBoolean("clear_action_right", spec.Flags.HasFlag(FilterFlags.ClearActionRight));
        json.WriteString("outcome", filter.Outcome switch
        {
            FilterOutcome.Decides => "decides",
            FilterOutcome.PassesOn => "passes on",
            FilterOutcome.DoesNotMatch => "no match",
            _ => "not asked",
        });
        json.WriteBoolean("matches", filter.Matches);
        json.WriteString("answer", filter.Answer is { } answer ? ArbitrationText.Describe(answer) : null);
        WriteConditions(json, filter, options);
        if (filter.Callout is { } callout)
            Write(json, filter.Filter, callout);
    }

    private static void WriteConditions(Utf8JsonWriter json, FilterExplanation filter, ExplanationOptions options)
    {
        json.WriteStartArray("conditions");
        foreach (var (group, text) in filter.Groups.Zip(ConditionText.DescribeGroups(filter.Filter.Spec.Conditions, options.InterfaceName)))
        {
            json.WriteStartObject();
            json.WriteString("field", FieldText.NameOf(group.Field.Key));
            json.WriteString("condition", text);
            json.WriteString("actual", group.IsAbsent ? null : FieldText.ValueOf(group.Field, group.Actual, options.InterfaceName));
            json.WriteBoolean("passed", group.Passed);
            if (group.Alternatives.Length > 1)
            {
                json.WriteStartArray("alternatives");
                foreach (var one in group.Alternatives)
                {
                    json.WriteStartObject();
                    json.WriteString("condition", ConditionText.Describe([one.Condition], options.InterfaceName));
                    json.WriteBoolean("passed", one.Passed);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, InstalledFilter filter, CalloutExplanation callout)
    {
        json.WriteStartObject("callout");
        json.WriteString("name", callout.Name);
        json.WriteString("key", callout.Key);
        json.WriteBoolean("registered", callout.IsRegistered);
        json.WriteString("answer", callout.IsRegistered ? CalloutAnswerText.Describe(callout.Action) : null);
        json.WriteBoolean("had_right", callout.HadRight);
        json.WriteBoolean("cleared_right", callout.ClearedRight);
        json.WriteBoolean("absorbs", callout.Absorbs);
        json.WriteString("fault", callout.Fault?.GetType().FullName);
        json.WriteString("meaning", CalloutAnswerText.Describe(filter, callout));
        json.WriteEndObject();
    }

    private static string NameOf(Verdict verdict) => verdict == Verdict.Block ? "block" : "permit";
}
