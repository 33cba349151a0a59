using System.Text;

namespace Weir.Engine.Tests;

/// <summary>A policy and an event on which evaluators disagree.</summary>
/// <param name="SubLayers">The filters of each sublayer, the heaviest first.</param>
/// <param name="Event">The event.</param>
/// <param name="Compare">Evaluates by both; null when they agree.</param>
internal sealed record Disagreement(FilterSpec[][] SubLayers, FieldValues Event, Func<FilterSpec[][], FieldValues, string?> Compare)
{
    /// <summary>True when the evaluators disagree on the policy as it stands, without what has happened before.</summary>
    public bool IsReproduced => Compare(SubLayers, Event) is not null;

    /// <summary>The same disagreement with less: without any filter, condition or value that it does not need.</summary>
    public Disagreement Shrink()
    {
        var smallest = this;
        while (smallest.Smaller().FirstOrDefault(candidate => candidate.Compare(candidate.SubLayers, candidate.Event) is not null) is { } smaller)
        {
            smallest = smaller;
        }

        return smallest;
    }

    /// <summary>The policy, the event and what each evaluator says.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (var i = 0; i < SubLayers.Length; i++)
        {
            text.AppendLine($"sublayer {i + 1}");
            foreach (var filter in SubLayers[i])
            {
                text.Append($"  {filter.Action} weight {filter.Weight}, {filter.Flags}");
                text.Append(filter.Callout == Guid.Empty ? "" : $", callout {filter.Callout.ToString()[^1]} answers {(Answer)filter.Context}");
                text.AppendLine();
                foreach (var condition in filter.Conditions)
                {
                    text.AppendLine($"    {condition}");
                }
            }
        }

        return text.AppendLine($"event at {Event}").AppendLine(Compare(SubLayers, Event)).ToString();
    }

    private IEnumerable<Disagreement> Smaller()
    {
        for (var i = 0; i < SubLayers.Length; i++)
        {
            yield return this with { SubLayers = Without(SubLayers, i) };
            for (var j = 0; j < SubLayers[i].Length; j++)
            {
                yield return this with { SubLayers = With(i, Without(SubLayers[i], j)) };
                for (var k = 0; k < SubLayers[i][j].Conditions.Count; k++)
                {
                    var fewer = SubLayers[i][j] with { Conditions = [.. Without(SubLayers[i][j].Conditions.ToArray(), k)] };
                    yield return this with { SubLayers = With(i, [.. SubLayers[i][..j], fewer, .. SubLayers[i][(j + 1)..]]) };
                }
            }
        }

        foreach (var (absent, _) in Event)
        {
            var values = new FieldValues(Event.Layer.Id);
            foreach (var (key, value) in Event.Where(pair => pair.Key != absent))
            {
                values[key] = value;
            }

            yield return this with { Event = values };
        }
    }

    private FilterSpec[][] With(int index, FilterSpec[] filters) => [.. SubLayers[..index], filters, .. SubLayers[(index + 1)..]];

    private static T[] Without<T>(T[] items, int index) => [.. items[..index], .. items[(index + 1)..]];
}
