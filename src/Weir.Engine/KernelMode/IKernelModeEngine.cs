namespace Weir.Engine;

/// <summary>
/// The half of Weir that sees traffic and applies the policy to it. <see cref="FilterEngine"/> owns the objects and hands over every
/// commit.
/// </summary>
public interface IKernelModeEngine
{
    /// <summary>
    /// Makes <paramref name="after"/> the enforced policy. Called inside the commit, one call at a time, never with an empty change.
    /// When it throws, the commit fails with that exception and the previous policy stays: an implementation must then still enforce
    /// the previous policy, whole.
    /// </summary>
    /// <param name="change">
    /// The difference to the policy of the last successful call (<see cref="PolicySnapshot.Initial"/> before the first). It may be the
    /// inverse of the last one, when a store fails.
    /// </param>
    /// <param name="after">The whole policy.</param>
    void Apply(PolicyChange change, PolicySnapshot after);

    /// <summary>
    /// Why traffic is not classified at a layer, in words that go on after "this kernel-mode engine does not classify at LAYER: "; null, as
    /// by default, when it is. Filters at such a layer are refused with <see cref="FwpError.IncompatibleLayer"/>. The answer never changes.
    /// </summary>
    string? WhyNotClassified(Layer layer) => null;

    /// <summary>
    /// Why traffic at a layer never has a value in a field, in words that go on after "this kernel-mode engine never has a value for FIELD
    /// at LAYER: "; null, as by default, when it can have one. Conditions on such a field are refused with
    /// <see cref="FwpError.ConditionNotFound"/>, apart from those that ask for its absence. The answer never changes.
    /// </summary>
    string? WhyNotSupplied(Layer layer, LayerField field) => null;

    /// <summary>
    /// Why traffic at a layer cannot be limited, in words that go on after "this kernel-mode engine does not limit at LAYER: "; null when it
    /// can be. Filters with <see cref="FilterAction.Limit"/> are refused there with <see cref="FwpError.ActionIncompatibleWithLayer"/>. By
    /// default nowhere. The answer never changes.
    /// </summary>
    string? WhyNotLimited(Layer layer) => "it has no limits";

    /// <summary>
    /// Takes the code of a callout. It is called nowhere until it is linked at a layer; from then on filters at that layer which name
    /// its key reach it. Called on the thread that registers, which may be inside a write transaction.
    /// </summary>
    /// <param name="registration">The callout, with its class, key, fault action and licence.</param>
    IKernelModeCallout RegisterCallout(CalloutRegistration registration);

    /// <summary>
    /// Traffic whose verdict the filter with this id has decided so far; zero for an unknown filter. A filter that took the place of one with
    /// its key in one change (<see cref="PolicyChange.FindReplacedFilters"/>) goes on with the counters of that one, and no packet that met
    /// either is left out. Safe to call from any thread.
    /// </summary>
    FilterCounters GetCounters(ulong filterId);

    /// <summary>
    /// Whether permits are to raise events, too; at first they are not. Called on the thread that sets
    /// <see cref="EngineOption.NetEventMatchAnyKeywords"/>. An implementation that cannot tell of permits has nothing to do.
    /// </summary>
    void ReportPermits(bool wanted)
    {
    }

    /// <summary>Raised when a classification is worth an event. Raised on a thread of the implementation's choice.</summary>
    event Action<NetEvent>? NetEventRaised;
}
