namespace Weir.Engine.Tests.Stores;

/// <summary>Whatever fails in a commit, the engine, the kernel and the store have the same policy afterwards, or the caller is told.</summary>
public sealed class StoreFailureTests : IDisposable
{
    private readonly UnreliableStore _store = new();
    private readonly RecordingKernel _kernel = new();
    private readonly FilterEngine _engine;
    private readonly Session _session;

    public StoreFailureTests()
    {
        _engine = new FilterEngine(_kernel, new FilterEngineOptions { Store = _store });
        _session = _engine.OpenSession();
        _session.AddFilter(Lasting.Filter());
    }

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void A_store_that_cannot_prepare_refuses_the_commit_before_the_kernel_hears_of_it()
    {
        var before = _engine.Policy;
        var applies = _kernel.ApplyCount;
        _store.FailPrepare = true;

        Assert.Throws<UnreliableStore.BrokenException>(() => _session.AddFilter(Lasting.Filter()));

        Assert.Same(before, _engine.Policy);
        Assert.Equal(applies, _kernel.ApplyCount);
        AssertAllAgree();
    }

    [Fact]
    public void A_kernel_that_refuses_leaves_the_store_as_it_was()
    {
        var before = _engine.Policy;
        _kernel.RefuseNext = true;

        Assert.Throws<RecordingKernel.RefusedException>(() => _session.AddFilter(Lasting.Filter()));

        Assert.Same(before, _engine.Policy);
        AssertAllAgree();
    }

    [Fact]
    public void A_store_that_cannot_commit_makes_the_kernel_go_back()
    {
        var before = _engine.Policy;
        var old = Assert.Single(before.Filters);
        _store.FailCommit = true;
        using var transaction = _session.BeginTransaction();
        _session.DeleteFilter(old.Id);
        _session.AddFilter(Lasting.Filter());
        _session.AddFilter(Make.Filter());

        Assert.Throws<UnreliableStore.BrokenException>(transaction.Commit);

        Assert.Same(old, Assert.Single(_engine.Policy.Filters));
        Assert.True(_engine.Policy.Version > before.Version);
        AssertAllAgree();
        _session.AddFilter(Lasting.Filter());
        AssertAllAgree();
    }

    [Fact]
    public void Nobody_sees_a_policy_that_is_not_stored_yet()
    {
        var before = _engine.Policy;
        _store.BeforeCommit = () =>
        {
            Assert.Same(before, _engine.Policy);
            Assert.NotSame(before, _kernel.Enforced);
        };

        _session.AddFilter(Lasting.Filter());

        Assert.Same(_kernel.Enforced, _engine.Policy);
    }

    [Fact]
    public void When_the_kernel_cannot_go_back_the_commit_is_in_force_and_the_next_one_stores_it()
    {
        var old = Assert.Single(_engine.Policy.Filters);
        _store.FailCommit = true;
        _store.BeforeCommit = () => _kernel.RefuseNext = true;
        using var transaction = _session.BeginTransaction();
        _session.DeleteFilter(old.Id);
        var added = _session.AddFilter(Lasting.Filter());

        var failure = Assert.Throws<CommitNotStoredException>(transaction.Commit);

        Assert.IsType<UnreliableStore.BrokenException>(failure.StoreFailure);
        Assert.IsType<RecordingKernel.RefusedException>(failure.KernelFailure);
        Assert.Same(_kernel.Enforced, _engine.Policy);
        Assert.Equal(added, Assert.Single(_engine.Policy.Filters).Id);
        Assert.Equal(old.Id, Assert.Single(_store.Load().Filters).Id);

        _store.BeforeCommit = () => { };
        _session.AddFilter(Make.Filter());
        Assert.Equal(old.Id, Assert.Single(_store.Load().Filters).Id);
        _session.AddSubLayer(Lasting.SubLayer());
        AssertAllAgree();
    }

    [Fact]
    public void What_is_missing_in_the_store_stays_missing_while_the_store_is_broken()
    {
        _store.FailCommit = true;
        _store.BeforeCommit = () => _kernel.RefuseNext = true;
        Assert.Throws<CommitNotStoredException>(() => _session.AddFilter(Lasting.Filter()));
        _store.BeforeCommit = () => { };
        var before = _engine.Policy;

        _store.FailPrepare = true;
        Assert.Throws<UnreliableStore.BrokenException>(() => _session.AddFilter(Lasting.Filter()));
        Assert.Same(before, _engine.Policy);
        _store.FailCommit = true;
        Assert.Throws<UnreliableStore.BrokenException>(() => _session.AddFilter(Lasting.Filter()));
        Assert.Same(before, _engine.Policy);

        _session.AddFilter(Lasting.Filter());
        AssertAllAgree();
    }

    [Fact]
    public void A_security_descriptor_that_cannot_be_stored_is_not_in_force()
    {
        var filter = Assert.Single(_engine.Policy.Filters);
        var descriptor = new SecurityDescriptor(Principal.Root);

        _store.FailPrepare = true;
        Assert.Throws<UnreliableStore.BrokenException>(() => _session.SetSecurity(ObjectKind.Filter, filter.Key, descriptor));
        _store.FailCommit = true;
        Assert.Throws<UnreliableStore.BrokenException>(() => _session.SetSecurity(ObjectKind.Filter, filter.Key, descriptor));
        _store.FailCommit = true;
        Assert.Throws<UnreliableStore.BrokenException>(() => _session.SetSecurity(descriptor));

        Assert.Null(filter.Security);
        Assert.NotEqual(descriptor, _session.GetSecurity());
        AssertAllAgree();
    }

    [Fact]
    public void A_broken_store_does_not_keep_dynamic_sessions_from_ending()
    {
        var dynamic = _engine.OpenSession(new SessionOptions { Dynamic = true });
        dynamic.AddFilter(Make.Filter());
        _store.FailPrepare = true;

        dynamic.Dispose();

        Assert.Single(_engine.Policy.Filters);
        Assert.True(_store.FailPrepare);
    }

    private void AssertAllAgree()
    {
        Assert.Same(_kernel.Enforced, _engine.Policy);
        Assert.Equal(0, _store.OpenCount);
        Assert.Equal(
            _engine.Policy.Filters.Where(filter => filter.Lifetime == Lifetime.Persistent).Select(filter => (filter.Id, filter.Key)),
            _store.Load().Filters.Select(filter => (filter.Id, filter.Spec.Key)));
        using var next = new FilterEngine(new RecordingKernel(), new FilterEngineOptions { Store = _store });
        Assert.Equal(
            _engine.Policy.SubLayersByWeight.Where(subLayer => subLayer.Lifetime != Lifetime.Static).Select(subLayer => subLayer.Key),
            next.Policy.SubLayersByWeight.Select(subLayer => subLayer.Key));
    }
}
