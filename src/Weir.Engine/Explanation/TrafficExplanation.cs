using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>
/// What a policy does to traffic and why, layer by layer in Linux's order. The traffic passes when every layer permits; after the first
/// block it goes no further.
/// </summary>
public sealed record TrafficExplanation
{
    /// <summary>The traffic.</summary>
    public required Traffic Traffic { get; init; }

    /// <summary>The layers on its path, in Linux's order.</summary>
    public required ImmutableArray<StepExplanation> Steps { get; init; }

    /// <summary>The layer that blocks; null when all permit.</summary>
    public StepExplanation? Blocking => Steps.FirstOrDefault(static step => step.Blocks);

    /// <summary>What happens to the traffic.</summary>
    public Verdict Verdict => Blocking is null ? Verdict.Permit : Verdict.Block;

    /// <summary>Explains what happens to traffic on its whole path.</summary>
    /// <param name="traffic">The traffic.</param>
    /// <param name="policy">The policy in force.</param>
    /// <param name="explain">Explains one layer, for example <see cref="ManagedEngine.Explain"/>.</param>
    public static TrafficExplanation Of(Traffic traffic, PolicySnapshot policy, Func<FieldValues, LayerExplanation> explain)
    {
        ArgumentNullException.ThrowIfNull(traffic);
        ArgumentNullException.ThrowIfNull(explain);
        var steps = ImmutableArray.CreateBuilder<StepExplanation>();
        var isBlocked = false;
        foreach (var (step, layer) in traffic.Path(policy))
        {
            var explained = new StepExplanation(step, layer, isBlocked ? null : explain(traffic.At(layer, step.Direction)));
            isBlocked |= explained.Blocks;
            steps.Add(explained);
        }

        if (steps.Count == 0 && traffic.OnlyLayer is { } only)
        {
            steps.Add(new StepExplanation(Step: null, only, explain(traffic.At(only, DirectionAt(only)))));
        }

        return new TrafficExplanation { Traffic = traffic, Steps = steps.ToImmutable() };
    }

    private static Direction? DirectionAt(Layer layer) =>
        layer.Family.StartsWith("INBOUND_", StringComparison.Ordinal) ? Direction.Inbound
        : layer.Family.StartsWith("OUTBOUND_", StringComparison.Ordinal) ? Direction.Outbound
        : null;
}
