using Weir.Engine;

namespace Weir.Policy;

public sealed partial class ExplanationText
{
    private const int Margin = 4;
    private const int Detail = 15;
    private const int ShownWithoutMatch = 20;
    private const int ShownAlternatives = 8;

    private void Write(StepExplanation step)
    {
        var layer = step.Explanation!;
        var verdict = layer.Result.Verdict == Verdict.Block ? "BLOCK" : "PERMIT";
        var hook = step.Step is { } known ? $" ({known.Hook}{(known.Packet.Length > 0 ? $", {known.Packet}" : "")})" : "";
        _text.Line(0, $"{NameOf(step)}{hook}: {verdict}");
        foreach (var subLayer in layer.SubLayers)
        {
            _text.Gap();
            Write(subLayer);
        }

        _text.Gap();
        WriteArbitration(layer);
        if (step.Step is { Remark.Length: > 0 } remarked)
            _text.Line(2, $"On Linux: {remarked.Remark}.");
    }

    private void Write(SubLayerExplanation subLayer)
    {
        var says = subLayer.Merge is { } merge ? ArbitrationText.Describe(merge.Answer) : "no say";
        _text.Line(2, $"sublayer {Name(subLayer)}: {says}");
        var hidden = 0;
        var shown = 0;
        foreach (var filter in subLayer.Filters)
        {
            var isBrief = filter.Outcome is FilterOutcome.DoesNotMatch or FilterOutcome.NotAsked;
            if (isBrief && !_options.ShowAll && shown++ >= ShownWithoutMatch)
                hidden++;
            else
                Write(filter, inFull: !isBrief || _options.ShowAll);
        }

        if (hidden > 0)
            _text.Line(Margin, $"and {hidden} more that do not match or are not asked; --all shows them");
    }

    private void Write(FilterExplanation filter, bool inFull)
    {
        var (word, why) = filter.Outcome switch
        {
            FilterOutcome.Decides => ("decides", ""),
            FilterOutcome.PassesOn => ("passes on", ""),
            FilterOutcome.DoesNotMatch => ("no match", inFull ? "" : $": {WhyNot(filter)}"),
            _ => ("not asked", $": {NotAsked(filter)}"),
        };
        _text.Line(Margin, $"{word,-9}  '{filter.Filter.Spec.Name}', {Action(filter.Filter)} ({Hex(filter.Filter.EffectiveWeight, 16)}){why}", hanging: Detail - Margin);
        if (!inFull)
            return;
        if (filter.Groups.IsEmpty)
            _text.Line(Detail, "yes  everything");
        WriteConditions(filter);
        if (filter.Callout is { } callout)
            _text.Line(Detail, CalloutAnswerText.Describe(filter.Filter, callout));
        if (filter is { Outcome: FilterOutcome.Decides, Filter.Spec.Limit: { } limit })
            _text.Line(Detail, LimitAnswer(limit, filter.IsWithinLimit));
    }

    private static string LimitAnswer(LimitSpec limit, bool? isWithin) => isWithin switch
    {
        null => $"would be limited to {limit}: what is within passes, what is beyond is blocked",
        true => $"limit {limit}: within, so the filter permits",
        false => $"limit {limit}: beyond, so the filter blocks",
    };

    private void WriteConditions(FilterExplanation filter)
    {
        var texts = ConditionText.DescribeGroups(filter.Filter.Spec.Conditions, _options.InterfaceName);
        var width = Math.Min(60, texts.Max(text => (int?)text.Length) ?? 0);
        foreach (var (group, text) in filter.Groups.Zip(texts))
        {
            var line = $"{YesNo(group.Passed)}  {text.PadRight(width)}   {Actual(group)}";
            if (Detail + line.Length <= WrappedText.Width)
            {
                _text.Line(Detail, line);
            }
            else
            {
                _text.Line(Detail, $"{YesNo(group.Passed)}  {text}", hanging: 5);
                _text.Line(Detail + 5, Actual(group));
            }

            if (group.Alternatives.Length > 1 && (_options.ShowAll || !group.Alternatives.All(one => one.Condition.Match is FilterMatchType.Equal or FilterMatchType.Range)))
                WriteAlternatives(group);
        }
    }

    /// <summary>How an OR comes about, where a list of values does not say it: every alternative, the ones that pass first when there are many.</summary>
    private void WriteAlternatives(ConditionGroupExplanation group)
    {
        var alternatives = group.Alternatives.ToList();
        var hidden = _options.ShowAll ? 0 : Math.Max(0, alternatives.Count - ShownAlternatives);
        if (hidden > 0)
            alternatives = [.. alternatives.OrderByDescending(one => one.Passed).Take(ShownAlternatives)];
        _text.Line(Detail + 5, "one of these is enough:");
        foreach (var one in alternatives)
            _text.Line(Detail + 7, $"{YesNo(one.Passed)}  {ConditionText.Describe([one.Condition], _options.InterfaceName)}", hanging: 5);
        if (hidden > 0)
            _text.Line(Detail + 7, $"and {hidden} more; --all shows them");
    }

    private void WriteArbitration(LayerExplanation layer)
    {
        var steps = layer.SubLayers.Where(subLayer => subLayer.Merge is not null).ToList();
        if (steps.Count == 0)
        {
            _text.Line(2, "Nobody decides: no filter matches and answers, and what nobody decides is permitted.");
            return;
        }

        _text.Line(2, "arbitration, the heaviest sublayer first");
        var name = Math.Min(30, steps.Max(subLayer => subLayer.SubLayer.Spec.Name.Length + 2));
        var answer = steps.Max(subLayer => ArbitrationText.Describe(subLayer.Merge!.Answer).Length);
        foreach (var subLayer in steps)
        {
            var merge = subLayer.Merge!;
            _text.Line(
                Margin,
                $"{$"'{subLayer.SubLayer.Spec.Name}'".PadRight(name)}  {ArbitrationText.Describe(merge.Answer).PadRight(answer)}  {ArbitrationText.Describe(merge)}",
                hanging: name + answer + 4);
        }

        if (layer.Deciding is { } deciding)
            _text.Line(2, $"The verdict is {(layer.Result.Verdict == Verdict.Block ? "block" : "permit")}, by '{deciding.Decision!.Filter.Spec.Name}'.");
    }

    private string WhyNot(FilterExplanation filter)
    {
        var failed = filter.FirstFailed!;
        var text = ConditionText.DescribeGroups(filter.Filter.Spec.Conditions, _options.InterfaceName)[filter.Groups.IndexOf(failed)];
        return $"{text}, and it {Actual(failed)}";
    }

    private static string NotAsked(FilterExplanation filter) =>
        filter.Matches ? "the sublayer has decided; it would match, too" : "the sublayer has decided; it would not match";

    private string Actual(ConditionGroupExplanation group) => group switch
    {
        { IsAbsent: true } => "is absent",
        _ => $"is {Value(group)}",
    };

    private string Value(ConditionGroupExplanation group) => FieldText.ValueOf(group.Field, group.Actual, _options.InterfaceName);

    private static string Name(SubLayerExplanation subLayer) => $"'{subLayer.SubLayer.Spec.Name}' (weight {Hex(subLayer.SubLayer.EffectiveWeight, 4)})";

    private static string YesNo(bool passed) => passed ? "yes" : "no ";

    private static string Action(InstalledFilter filter)
    {
        var clears = filter.Spec.Flags.HasFlag(FilterFlags.ClearActionRight);
        return filter.Spec.Action switch
        {
            FilterAction.Permit => clears ? "hard permit" : "permit",
            FilterAction.Block => clears ? "block + clear" : "block",
            _ => PolicyActions.Describe(filter.Spec) + (clears ? " + clear" : ""),
        };
    }
}
