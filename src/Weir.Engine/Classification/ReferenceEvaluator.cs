using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>
/// What the model means, as a plain loop over sublayers, filters and conditions. The oracle that every faster evaluator must agree
/// with; it shares no code with them and is never optimised.
/// </summary>
public static class ReferenceEvaluator
{
    private enum State
    {
        None,
        SoftPermit,
        HardPermit,
        HardBlock,
    }

    /// <summary>Classifies a packet at a layer.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="values">What the packet has in the layer's fields.</param>
    /// <exception cref="WfpException">There is no such layer.</exception>
    /// <exception cref="ArgumentException">The values are those of another layer.</exception>
    public static ClassifyResult Classify(PolicySnapshot policy, LayerId layer, FieldValues values)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(values);
        if (values.Layer != Layers.Get(layer))
        {
            throw new ArgumentException($"The values are those of {values.Layer}, not of {Layers.Get(layer)}.", nameof(values));
        }

        var state = State.None;
        var filterId = 0UL;
        var isVeto = false;
        var decisions = ImmutableArray.CreateBuilder<SubLayerDecision>();

        // All sublayers are evaluated, also after a block, so that events can name each sublayer's filter.
        foreach (var subLayer in policy.SubLayersByWeight)
        {
            var filter = FirstMatch(policy, layer, subLayer, values);
            if (filter is null)
            {
                continue;
            }

            var clear = filter.Spec.Flags.HasFlag(FilterFlags.ClearActionRight);
            decisions.Add(new SubLayerDecision(subLayer.Key, filter.Id, filter.Spec.Action, clear));

            switch (state)
            {
                case State.None:
                case State.SoftPermit:
                    state = filter.Spec.Action == FilterAction.Block ? State.HardBlock
                        : clear ? State.HardPermit
                        : State.SoftPermit;
                    filterId = filter.Id;
                    break;

                case State.HardPermit:
                    if (filter.Spec.Action == FilterAction.Block && clear)
                    {
                        state = State.HardBlock;
                        filterId = filter.Id;
                        isVeto = true;
                    }

                    break;

                case State.HardBlock:
                    break;
            }
        }

        var verdict = state == State.HardBlock ? Verdict.Block : Verdict.Permit;
        return new ClassifyResult(verdict, filterId, isVeto, decisions.ToImmutable());
    }

    /// <summary>The heaviest matching filter of the sublayer; of equal weights the one with the lower id.</summary>
    private static InstalledFilter? FirstMatch(PolicySnapshot policy, LayerId layer, InstalledSubLayer subLayer, FieldValues values) =>
        policy.Filters
            .Where(filter => filter.Spec.Layer == layer && filter.Spec.SubLayer == subLayer.Key)
            .OrderByDescending(filter => filter.EffectiveWeight)
            .ThenBy(filter => filter.Id)
            .FirstOrDefault(filter => Matches(filter, values));

    /// <summary>Conditions on the same field are alternatives; the fields must all match.</summary>
    private static bool Matches(InstalledFilter filter, FieldValues values) =>
        filter.Spec.Conditions
            .GroupBy(condition => condition.Field)
            .All(alternatives => alternatives.Any(condition => Matches(condition, values[condition.Field])));

    private static bool Matches(FilterCondition condition, FilterValue field)
    {
        // An absent field satisfies only the condition that it is absent.
        if (field.Type == DataType.Empty || condition.Value.Type == DataType.Empty)
        {
            return field.Type == condition.Value.Type;
        }

        var value = condition.Value;
        return condition.Match switch
        {
            FilterMatchType.Equal => IsEqual(field, value),
            FilterMatchType.NotEqual => !IsEqual(field, value),
            FilterMatchType.Greater => field.Number > value.Number,
            FilterMatchType.GreaterOrEqual => field.Number >= value.Number,
            FilterMatchType.Less => field.Number < value.Number,
            FilterMatchType.LessOrEqual => field.Number <= value.Number,
            FilterMatchType.Range => value.Low <= field.Number && field.Number <= value.High,
            FilterMatchType.FlagsAllSet => (field.Number & value.Number) == value.Number,
            FilterMatchType.FlagsAnySet => (field.Number & value.Number) != 0,
            FilterMatchType.FlagsNoneSet => (field.Number & value.Number) == 0,
            _ => throw new ArgumentOutOfRangeException(nameof(condition), condition.Match, "Not a match type."),
        };
    }

    private static bool IsEqual(FilterValue field, FilterValue value) => value.Type switch
    {
        DataType.V4AddressMask => (field.Number & value.Mask) == (value.Number & value.Mask),
        DataType.V6AddressPrefix => LeadingBits(field.Number, value.PrefixLength) == LeadingBits(value.Number, value.PrefixLength),
        _ => field == value,
    };

    /// <summary>The first bits of an address. A shift by 128 would be a shift by 0, so no bits at all is a case of its own.</summary>
    private static UInt128 LeadingBits(UInt128 address, byte count) => count == 0 ? 0 : address >> (128 - count);
}
