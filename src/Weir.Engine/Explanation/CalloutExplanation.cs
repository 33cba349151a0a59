using Weir.Bpf.Language;

namespace Weir.Engine;

/// <summary>What the callout of a filter was asked, and what it answered.</summary>
public sealed record CalloutExplanation
{
    /// <summary>The callout's key.</summary>
    public required Guid Key { get; init; }

    /// <summary>The callout object's name; empty when the policy has no such object.</summary>
    public required string Name { get; init; }

    /// <summary>False when no code is registered for the callout: then the filter's flags say what it counts as.</summary>
    public required bool IsRegistered { get; init; }

    /// <summary>Whether it was given the right to write the action: not when the state was hard already.</summary>
    public required bool HadRight { get; init; }

    /// <summary>What it answered; <see cref="ClassifyAction.None"/> when it answered nothing, or is not registered.</summary>
    public required ClassifyAction Action { get; init; }

    /// <summary>True when it cleared the right that it had.</summary>
    public required bool ClearedRight { get; init; }

    /// <summary>True when its block asks that the packet vanishes without an event.</summary>
    public required bool Absorbs { get; init; }

    /// <summary>What its code threw; null when it did not. <see cref="Action"/> is then the fault action that it declares.</summary>
    public Exception? Fault { get; init; }
}
