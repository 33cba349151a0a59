using Weir.Bpf.Language;

namespace Weir.Engine.Tests;

/// <summary>
/// A random policy at one layer, and events for it: a few sublayers with filters, plain ones and ones that call callouts, which permit,
/// block, continue, veto, absorb, fault, or are not registered. The same seed makes the same policy and events.
/// </summary>
internal sealed class RandomPolicy
{
    private static readonly Answer[] s_answers =
    [
        Answer.Continue, Answer.Continue, Answer.Continue, Answer.Permit, Answer.PermitHard, Answer.Block, Answer.BlockHard, Answer.BlockAbsorb,
        Answer.None, Answer.OnlyClear, Answer.PermitAbsorbWithRight, Answer.Nonsense,
    ];

    private readonly Random _random;
    private LayerField[] _tested;

    public RandomPolicy(int seed)
    {
        _random = new Random(seed);
        Layer = Layers.All[seed % Layers.All.Length];
        SubLayers = new FilterSpec[_random.Next(1, 5)][];
        for (var i = 0; i < SubLayers.Length; i++)
        {
            SubLayers[i] = [.. Enumerable.Range(0, _random.Next(1, 6)).Select(_ => NextFilter())];
        }

        _tested = TestedFields();
    }

    public Layer Layer { get; }

    /// <summary>The filters of each sublayer, the heaviest first.</summary>
    public FilterSpec[][] SubLayers { get; }

    /// <summary>The next event: most fields that the policy tests have a value, and a few others.</summary>
    public FieldValues NextEvent()
    {
        var values = new FieldValues(Layer.Id);
        foreach (var field in _tested)
        {
            values[field.Key] = RandomFields.Value(_random, field);
        }

        if (Layer.Fields.Length > 0)
        {
            var other = Layer.Fields[_random.Next(Layer.Fields.Length)];
            values[other.Key] = RandomFields.Value(_random, other);
        }

        return values;
    }

    /// <summary>Puts another filter in the place of one, at the end of its sublayer.</summary>
    /// <returns>The place of the filter that is gone.</returns>
    public (int SubLayer, int Filter) Change()
    {
        var subLayer = _random.Next(SubLayers.Length);
        var filters = SubLayers[subLayer];
        var filter = _random.Next(filters.Length);
        SubLayers[subLayer] = [.. filters[..filter], .. filters[(filter + 1)..], NextFilter()];
        _tested = TestedFields();
        return (subLayer, filter);
    }

    private LayerField[] TestedFields() =>
    [
        .. Layer.Fields.Where(field =>
            SubLayers.Any(filters => filters.Any(filter => filter.Conditions.Any(condition => condition.Field == field.Key)))),
    ];

    private FilterSpec NextFilter()
    {
        var filter = Make.Filter(
            _random.Next(2) == 0 ? FilterAction.Block : FilterAction.Permit,
            Layer.Id,
            weight: _random.Next(3) switch
            {
                0 => FilterWeight.Exact((ulong)_random.Next(3)),
                1 => FilterWeight.Range((byte)_random.Next(3)),
                _ => FilterWeight.Auto,
            },
            clear: _random.Next(3) == 0,
            conditions: NextConditions());
        return _random.Next(3) == 0 ? WithCallout(filter) : filter;
    }

    private FilterSpec WithCallout(FilterSpec filter)
    {
        var action = _random.Next(3) switch
        {
            0 => FilterAction.CalloutInspection,
            1 => FilterAction.CalloutUnknown,
            _ => FilterAction.CalloutTerminating,
        };
        var permitIfUnregistered = action != FilterAction.CalloutInspection && _random.Next(2) == 0;
        return filter with
        {
            Action = action,
            Callout = _random.Next(6) == 0 ? CalloutPolicy.Unregistered : CalloutPolicy.KeyOf(_random.Next(3) switch
            {
                0 => ClassifyAction.Block,
                1 => ClassifyAction.Permit,
                _ => ClassifyAction.Continue,
            }),

            // Faults are rare, because each is an exception.
            Context = (ulong)(_random.Next(50) == 0 ? Answer.Fault : s_answers[_random.Next(s_answers.Length)]),
            Flags = permitIfUnregistered ? filter.Flags | FilterFlags.PermitIfCalloutUnregistered : filter.Flags,
        };
    }

    private ConditionList NextConditions()
    {
        var fields = new List<LayerField>();
        var conditions = new List<FilterCondition>();
        for (var count = _random.Next(3); count > 0 && Layer.Fields.Length > 0; count--)
        {
            var field = Layer.Fields[_random.Next(Layer.Fields.Length)];
            if (!fields.Contains(field))
            {
                fields.Add(field);
                for (var alternatives = _random.Next(1, 4); alternatives > 0; alternatives--)
                {
                    conditions.Add(RandomFields.Condition(_random, field));
                }
            }
        }

        return [.. conditions];
    }
}
