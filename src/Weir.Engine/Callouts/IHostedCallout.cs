namespace Weir.Engine;

/// <summary>
/// A callout with a user half that works while the callout is registered: takes records out of a ring, fills a table, reports. A host that
/// registers callouts of others (<c>weir run --callout</c>) runs it; a program that registers its own callouts may run it itself, or not.
/// </summary>
public interface IHostedCallout : ICallout
{
    /// <summary>
    /// The user half. Called once for an instance, on a thread of its own, after the registration and before the first filter names the
    /// callout. It returns when <paramref name="stop"/> is set, at once; an <see cref="OperationCanceledException"/> is a return. When the
    /// host has stopped it because its registration went, and another of the instance stays, it is called again with that one.
    /// </summary>
    /// <param name="registration">The registration, with the callout's maps and counters; of several under one instance, the first.</param>
    /// <param name="stop">Set before the callout is unregistered.</param>
    void Run(CalloutRegistration registration, CancellationToken stop);
}
