namespace Weir.Engine;

/// <summary>An invoker of callouts that knows whether their code failed.</summary>
internal interface ICalloutFaults
{
    /// <summary>What the code of the callout that was called last threw; null when it did not.</summary>
    Exception? LastFault { get; }
}
