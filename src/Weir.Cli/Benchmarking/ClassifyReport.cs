namespace Weir.Cli.Benchmarking;

/// <summary>What <c>weir bench classify</c> found.</summary>
internal sealed record ClassifyReport
{
    /// <summary>Name of the engine.</summary>
    public required string Engine { get; init; }

    /// <summary>Number of rules.</summary>
    public required int Filters { get; init; }

    /// <summary>For each packet the number of the rule that decided, from 0, or -1.</summary>
    public required int[] Matches { get; init; }

    /// <summary>Time for a packet of the trace, the median of the rounds.</summary>
    public required double NanosecondsPerPacket { get; init; }

    /// <summary>The same with a policy that has no filter, taken in turn with it.</summary>
    public required double NanosecondsEmpty { get; init; }

    /// <summary>How often the trace was classified for the medians.</summary>
    public required int Rounds { get; init; }

    /// <summary>How long making what the engine evaluates took, from the committed policy.</summary>
    public required TimeSpan Build { get; init; }

    /// <summary>Size of what the engine evaluates; 0 for one that evaluates the policy itself.</summary>
    public required long Bytes { get; init; }
}
