using System.Net;
using Weir.Engine;

namespace Weir.Store.Sqlite.Tests;

/// <summary>A store under a <see cref="FilterEngine"/>.</summary>
public sealed class EngineTests
{
    private static readonly FilterSpec s_block = new()
    {
        Name = "no telnet",
        Layer = LayerId.OutboundTransportV4,
        Conditions = [FilterCondition.RemoteAddress(IPNetwork.Parse("192.0.2.0/24")), FilterCondition.RemotePort(23)],
        Action = FilterAction.Block,
        Flags = FilterFlags.Persistent,
    };

    [Fact]
    public void The_next_engine_starts_with_what_the_last_one_stored_and_gives_out_new_ids()
    {
        using var directory = new TemporaryDirectory();
        ulong boot;
        ulong block;
        using (var run = new Run(directory))
        {
            run.Session.AddFilter(s_block with { Name = "gone with the engine", Flags = FilterFlags.None });
            boot = run.Session.AddFilter(s_block with { Name = "while it starts", Flags = FilterFlags.BootTime });
            block = run.Session.AddFilter(s_block with { Security = Sample.Security });
        }

        using (var run = new Run(directory))
        {
            Assert.Equal([boot, block], run.Engine.Policy.Filters.Select(filter => filter.Id));
            var filter = run.Engine.Policy.FindFilter(block)!;
            Assert.Equal(s_block with { Key = filter.Key, Security = Sample.Security }, filter.Spec);
            Assert.Equal([Lifetime.BootTime, Lifetime.Persistent], run.Engine.Policy.Filters.Select(f => f.Lifetime));
            Assert.True(run.Session.AddFilter(s_block) > block);
            run.Session.DeleteFilter(block);
        }

        using var last = new Run(directory);
        Assert.Null(last.Engine.Policy.FindFilter(block));
        Assert.Equal(2, last.Engine.Policy.FilterCount);
    }

    [Fact]
    public void Security_descriptors_of_the_engine_containers_and_objects_come_back_until_they_are_taken_away()
    {
        using var directory = new TemporaryDirectory();
        ulong id;
        using (var run = new Run(directory))
        {
            id = run.Session.AddFilter(s_block);
            run.Session.SetSecurity(Sample.Security);
            run.Session.SetSecurity(ObjectKind.Filter, Sample.Security);
            run.Session.SetSecurity(ObjectKind.Filter, run.Engine.Policy.FindFilter(id)!.Key, Sample.Security);
        }

        using (var run = new Run(directory))
        {
            Assert.Equal(Sample.Security, run.Session.GetSecurity());
            Assert.Equal(Sample.Security, run.Session.GetSecurity(ObjectKind.Filter));
            Assert.Equal(Sample.Security, run.Engine.Policy.FindFilter(id)!.Security);
            run.Session.SetSecurity(ObjectKind.Filter, run.Engine.Policy.FindFilter(id)!.Key, null);
            run.Session.SetSecurity(ObjectKind.Filter, null);
            run.Session.SetSecurity(null);
        }

        using var last = new Run(directory);
        Assert.NotEqual(Sample.Security, last.Session.GetSecurity());
        Assert.Null(last.Engine.Policy.FindFilter(id)!.Security);
        Assert.True(last.Store.Load().Security.IsEmpty);
    }

    [Fact]
    public void A_commit_that_the_store_refuses_is_no_commit()
    {
        using var directory = new TemporaryDirectory();
        using var run = new Run(directory);
        var id = run.Session.AddFilter(s_block);
        Shell.Run(directory.StorePath, "DELETE FROM filter");

        Assert.Equal(PolicyStoreError.Changed, Assert.Throws<PolicyStoreException>(() => run.Session.DeleteFilter(id)).Error);
        Assert.NotNull(run.Engine.Policy.FindFilter(id));
        Assert.Equal(id + 1, run.Session.AddFilter(s_block));
        Assert.Equal([id + 1], run.Store.Load().Filters.Select(filter => filter.Id));
    }

    private sealed class Run : IDisposable
    {
        public Run(TemporaryDirectory directory)
        {
            Store = SqlitePolicyStore.Open(directory.StorePath);
            Engine = new FilterEngine(new ManagedEngine(), new FilterEngineOptions { Store = Store });
            Session = Engine.OpenSession();
        }

        public SqlitePolicyStore Store { get; }

        public FilterEngine Engine { get; }

        public Session Session { get; }

        public void Dispose()
        {
            Session.Dispose();
            Engine.Dispose();
            Store.Dispose();
        }
    }
}
