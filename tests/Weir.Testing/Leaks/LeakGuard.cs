namespace Weir.Testing;

/// <summary>
/// The assembly fixture of every test project: removes what dead runs left over before the first test, and fails the run
/// after the last one when descriptors, BPF objects, namespaces, control groups or threads inside a namespace are left.
/// </summary>
public sealed class LeakGuard : IDisposable
{
    private const int Attempts = 8;
    private static readonly TimeSpan SettlingTime = TimeSpan.FromMilliseconds(300);

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
        // A thread that has done its work may take a moment to end, and the kernel frees some objects with a delay; maps must
        // not be listed in the very moment of their end (see BpfMap.List).
        IReadOnlyList<string> leaks;
        var attempts = 0;
        do
        {
            Thread.Sleep(SettlingTime);
            leaks = FindLeaks();
        }
        while (leaks.Count > 0 && ++attempts < Attempts);
        if (leaks.Count > 0)
            throw new InvalidOperationException("The tests leak; dispose what they make:\n  " + string.Join("\n  ", leaks));
    }
}
