namespace Weir.Testing;

/// <summary>
/// The assembly fixture of every test project: removes what dead runs left over before the first test, and fails the run
/// after the last one when descriptors, BPF objects, namespaces, control groups or threads inside a namespace are left.
/// </summary>
public sealed class LeakGuard : IDisposable
{
    private readonly IReadOnlySet<string> _descriptorsBefore;
    private readonly IReadOnlySet<string> _objectsBefore;

    /// <summary>Cleans up after dead runs and takes stock.</summary>
    public LeakGuard()
    {
        foreach (var leftOver in Janitor.RemoveLeftOvers())
            Console.Error.WriteLine($"removed what a dead test run left over: {leftOver}");
        _descriptorsBefore = KernelDescriptors.Read();
        _objectsBefore = BpfObjects.Read();
    }

    /// <summary>What is there now and was not at the start; empty when nothing leaks.</summary>
    public IReadOnlyList<string> FindLeaks() =>
    [
        .. KernelDescriptors.Read().Except(_descriptorsBefore),
        .. BpfObjects.Read().Except(_objectsBefore).Select(name => $"still alive: {name}"),
        .. Janitor.FindOwn().Select(name => $"still there: {name}"),
        .. ThreadNamespaces.FindStrayThreads().Select(thread => $"thread {thread} ('{ThreadNamespaces.NameOf(thread)}') is still inside a network namespace"),
    ];

    /// <summary>Fails the run when something leaks.</summary>
    /// <exception cref="InvalidOperationException">Lists the leaks.</exception>
    public void Dispose()
    {
        // A thread that has done its work may take a moment to end, and the kernel frees some objects with a delay.
        var leaks = FindLeaks();
        for (var attempt = 0; attempt < 40 && leaks.Count > 0; attempt++)
        {
            Thread.Sleep(50);
            leaks = FindLeaks();
        }
        if (leaks.Count > 0)
            throw new InvalidOperationException("The tests leak; dispose what they make:\n  " + string.Join("\n  ", leaks));
    }
}
