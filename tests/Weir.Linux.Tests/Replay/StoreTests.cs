using Weir.Engine;
using Weir.Linux.Tests.Programs;

namespace Weir.Linux.Tests.Replay;

/// <summary>The engine's store and its boot-time phase over the kernel's programs.</summary>
public sealed class StoreTests : IDisposable
{
    private const LayerId Layer = LayerId.OutboundTransportV4;

    private readonly BrittleStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public void BootTimeFiltersAreEnforcedUntilThePersistentOnesTakeOver()
    {
        ulong bootTime;
        ulong persistent;
        using (LinuxReplay kernel = LinuxReplay.Open())
        using (FilterEngine engine = Open(kernel))
        using (Session session = engine.OpenSession())
        {
            bootTime = Add(session, FilterFlags.BootTime, port: 80);
            persistent = Add(session, FilterFlags.Persistent, port: 81);
            Assert.Equal(0UL, FilterThatBlocks(kernel, port: 80));
            Assert.Equal(persistent, FilterThatBlocks(kernel, port: 81));
        }

        using LinuxReplay next = LinuxReplay.Open();
        using FilterEngine starting = Open(next, startInBootTime: true);
        Assert.Equal(bootTime, FilterThatBlocks(next, port: 80));
        Assert.Equal(0UL, FilterThatBlocks(next, port: 81));

        starting.EndBootTime();
        Assert.Equal(0UL, FilterThatBlocks(next, port: 80));
        Assert.Equal(persistent, FilterThatBlocks(next, port: 81));
    }

    [Fact]
    public void WhenTheStoreFailsTheKernelGoesBack()
    {
        using LinuxReplay kernel = LinuxReplay.Open();
        using FilterEngine engine = Open(kernel);
        using Session session = engine.OpenSession();
        ulong old = Add(session, FilterFlags.Persistent, port: 80);
        _store.FailsToCommit = true;

        using Transaction transaction = session.BeginTransaction();
        session.DeleteFilter(old);
        Add(session, FilterFlags.Persistent, port: 81);
        Assert.Throws<IOException>(transaction.Commit);

        Assert.Equal(old, FilterThatBlocks(kernel, port: 80));
        Assert.Equal(0UL, FilterThatBlocks(kernel, port: 81));
        Assert.Equal(1UL, engine.GetCounters(old).Packets);

        _store.FailsToCommit = false;
        ulong later = Add(session, FilterFlags.Persistent, port: 81);
        Assert.Equal(later, FilterThatBlocks(kernel, port: 81));
    }

    private static ulong Add(Session session, FilterFlags flags, ushort port) => session.AddFilter(new FilterSpec
    {
        Name = $"port {port}",
        Layer = Layer,
        Action = FilterAction.Block,
        Conditions = [FilterCondition.RemotePort(port)],
        Flags = flags,
    });

    /// <summary>0 when the packet is permitted.</summary>
    private static ulong FilterThatBlocks(LinuxReplay kernel, ushort port) =>
        kernel.Classify(TransportPacket.Parse(Packets.V4("127.0.0.1", "192.0.2.1", 17, Packets.Ports(4000, port, 12)), Layer)).FilterId;

    private FilterEngine Open(LinuxReplay kernel, bool startInBootTime = false) =>
        new(kernel, new FilterEngineOptions { Store = _store, StartInBootTime = startInBootTime });

    private sealed class BrittleStore : IPolicyStore
    {
        private readonly InMemoryPolicyStore _inner = new();

        public bool FailsToCommit { get; set; }

        public StoredPolicy Load() => _inner.Load();

        public IPolicyStoreTransaction Prepare(StoredPolicyChange change) => new Change(this, _inner.Prepare(change));

        public void Dispose() => _inner.Dispose();

        private sealed class Change(BrittleStore store, IPolicyStoreTransaction inner) : IPolicyStoreTransaction
        {
            public void Commit()
            {
                if (store.FailsToCommit)
                {
                    throw new IOException("No space left on device");
                }

                inner.Commit();
            }

            public void Dispose() => inner.Dispose();
        }
    }
}
