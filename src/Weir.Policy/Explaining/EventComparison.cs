using System.Globalization;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>What an event says was decided, and whether a policy would decide the same.</summary>
/// <param name="Event">The event: the deciding program's own record.</param>
/// <param name="Explanation">The policy at hand, at the event's layer.</param>
public sealed record EventComparison(RecordedEvent Event, LayerExplanation Explanation)
{
    /// <summary>
    /// True when verdict and deciding filter are the same; filters are the same by key. A filter that limits permits and blocks, as its limit
    /// was kept or not, which a policy does not tell: the same filter is then enough.
    /// </summary>
    public bool Agrees =>
        (Event.Verdict == Explanation.Result.Verdict || Explanation.Decider?.Spec.Action == FilterAction.Limit)
        && (Event.Filter is null ? Explanation.Decider is null : Event.Filter.Is(Explanation.Decider));

    /// <summary>The comparison as text. Lines end with <c>\n</c>.</summary>
    public string Describe()
    {
        var text = new WrappedText();
        text.Line(0, $"The event of {Event.Time.ToString("yyyy-MM-dd HH:mm:ss.fff zzz", CultureInfo.InvariantCulture)} says:");
        text.Line(2, $"{Told()}.");
        foreach (var decision in Event.Decisions)
        {
            var strength = (decision.IsBlock, decision.ClearActionRight) switch
            {
                (true, true) => "block + clear",
                (true, false) => "block",
                (false, true) => "hard permit",
                _ => "soft permit",
            };
            text.Line(4, $"sublayer '{decision.SubLayer ?? decision.SubLayerKey.ToString()}': {strength}, by {decision.Filter}");
        }

        text.Line(0, Agrees
            ? "The policy at hand decides the same. Why:"
            : $"The policy at hand does not: {Ours()}. It may have changed since, or the event does not tell every field that it asks about. Why:");
        text.Gap();
        return text.ToString();
    }

    private string Told()
    {
        var by = Event.Filter is { } filter ? $"by {filter}" : "because no filter decided";
        if (Agrees && Explanation.Decider is { Spec.Limit: { } limit })
            by += Event.Verdict == Verdict.Block ? $", beyond its limit of {limit}" : $", within its limit of {limit}";
        return $"{(Event.Verdict == Verdict.Block ? "BLOCKED" : "PERMITTED")} at {PolicyLayers.NameOf(Explanation.Layer)} {by}{(Event.IsVeto ? ", a veto over a hard permit" : "")}";
    }

    private string Ours()
    {
        var verdict = Explanation.Result.Verdict == Verdict.Block ? "it blocks" : "it permits";
        return Explanation.Decider is { } filter ? $"{verdict} by filter '{filter.Spec.Name}'" : $"{verdict}, because no filter decides";
    }
}
