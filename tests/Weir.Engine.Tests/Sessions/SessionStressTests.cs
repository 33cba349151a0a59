using System.Collections.Concurrent;
using Weir.Engine.Tests.Stores;

namespace Weir.Engine.Tests.Sessions;

/// <summary>
/// Eight threads open sessions, change policy and read it, for a while. Whatever a thread sees must be a policy that some commit made.
/// </summary>
public sealed class SessionStressTests : IDisposable
{
    private const int ThreadCount = 8;
    private const int Least = 500;
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(3);

    /// <summary>A machine with other work needs longer for as much.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly UnreliableStore _store = new();
    private readonly RecordingKernel _kernel = new();
    private readonly FilterEngine _engine;
    private int _commits;
    private int _reads;

    public SessionStressTests() => _engine = new FilterEngine(_kernel, new FilterEngineOptions { Store = _store });

    public void Dispose()
    {
        _engine.Dispose();
        _store.Dispose();
    }

    [Fact]
    public void Many_threads_see_whole_policies_only()
    {
        var failures = new ConcurrentQueue<Exception>();
        var (until, latest) = (DateTime.UtcNow + s_duration, DateTime.UtcNow + s_patience);
        var threads = Enumerable.Range(0, ThreadCount).Select(number => new Thread(() =>
        {
            try
            {
                var random = new Random(number);
                while (DateTime.UtcNow < (Math.Min(Volatile.Read(ref _commits), Volatile.Read(ref _reads)) > Least ? until : latest) && failures.IsEmpty)
                {
                    Work(number, random);
                }
            }
            catch (Exception failure)
            {
                failures.Enqueue(failure);
            }
        })).ToList();

        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.Empty(failures);
        Assert.True(_commits > Least, $"{_commits} commits");
        Assert.True(_reads > Least, $"{_reads} reads");
        Assert.Same(_kernel.Enforced, _engine.Policy);
        Check(_engine.Policy);
        Assert.All(_engine.Policy.Filters, filter => Assert.Equal(Lifetime.Persistent, filter.Lifetime));
        using var next = new FilterEngine(new RecordingKernel(), new FilterEngineOptions { Store = _store });
        Assert.Equal(_engine.Policy.Filters.Select(filter => (filter.Id, filter.Key)), next.Policy.Filters.Select(filter => (filter.Id, filter.Key)));
    }

    private void Work(int thread, Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                WriteDynamic(random);
                break;
            case 1:
                WritePersistent(thread);
                break;
            default:
                Read(random);
                break;
        }
    }

    /// <summary>Every transaction adds a sublayer and two filters, or is given up. All of it is gone when the session is.</summary>
    private void WriteDynamic(Random random)
    {
        var added = new List<ulong>();
        using (var session = _engine.OpenSession(new SessionOptions { Dynamic = true }))
        {
            for (var i = 0; i < random.Next(1, 4); i++)
            {
                using var transaction = session.BeginTransaction();
                var provider = session.AddProvider(Make.Provider());
                var subLayer = session.AddSubLayer(Make.SubLayer() with { Provider = provider });
                var pair = Make.Filter(subLayer: subLayer) with { Name = $"pair {subLayer}", Provider = provider };
                added.Add(session.AddFilter(pair));
                added.Add(session.AddFilter(pair));
                if (random.Next(3) != 0)
                {
                    transaction.Commit();
                    Interlocked.Increment(ref _commits);
                }
            }

            if (random.Next(2) == 0)
            {
                session.BeginTransaction();
                session.AddFilter(Make.Filter() with { Name = "never" });
            }
        }

        var policy = _engine.Policy;
        Assert.All(added, id => Assert.Null(policy.FindFilter(id)));
    }

    /// <summary>Each thread has a pair of persistent filters, which it replaces whole.</summary>
    private void WritePersistent(int thread)
    {
        using var session = _engine.OpenSession();
        using var transaction = session.BeginTransaction();
        var name = $"pair of thread {thread}";
        foreach (var filter in session.Policy.Filters.Where(filter => filter.Spec.Name == name).ToList())
        {
            session.DeleteFilter(filter.Id);
        }

        session.AddFilter(Lasting.Filter() with { Name = name });
        session.AddFilter(Lasting.Filter() with { Name = name });
        transaction.Commit();
        Interlocked.Increment(ref _commits);
    }

    private void Read(Random random)
    {
        using var session = _engine.OpenSession();
        using var transaction = session.BeginTransaction(readOnly: true);
        var policy = session.Policy;
        Check(policy);
        if (random.Next(2) == 0)
        {
            Thread.Yield();
        }

        Assert.Same(policy, session.Policy);
        Assert.True(_engine.Policy.Version >= policy.Version);
        Interlocked.Increment(ref _reads);
    }

    /// <summary>Everything that is referred to is there, pairs are pairs, and all indexes tell the same.</summary>
    private static void Check(PolicySnapshot policy)
    {
        foreach (var pair in policy.Filters.GroupBy(filter => filter.Spec.Name))
        {
            Assert.StartsWith("pair", pair.Key, StringComparison.Ordinal);
            Assert.Equal(2, pair.Count());
        }

        foreach (var filter in policy.Filters)
        {
            Assert.Same(filter, policy.FindFilter(filter.Id));
            Assert.Same(filter, policy.FindFilter(filter.Key));
            Assert.Contains(filter, policy.FiltersInOrder(filter.Spec.Layer, filter.Spec.SubLayer));
            Assert.True(filter.Spec.Provider == Guid.Empty || policy.FindProvider(filter.Spec.Provider) is not null);
        }

        Assert.All(policy.SubLayersByWeight, subLayer => Assert.True(
            subLayer.Spec.Provider == Guid.Empty || policy.FindProvider(subLayer.Spec.Provider) is not null));
    }
}
