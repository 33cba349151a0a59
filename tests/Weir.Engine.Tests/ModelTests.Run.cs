using System.Diagnostics.CodeAnalysis;
using CsCheck;
using Weir.Engine.Tests.Sessions;
using Weir.Engine.Tests.Stores;

namespace Weir.Engine.Tests;

/// <content>A run of a sequence.</content>
public sealed partial class ModelTests
{
    /// <summary>One engine and one model, going through the same steps. Sessions 0 and 1 are dynamic.</summary>
    private sealed class Run : IDisposable
    {
        private readonly UnreliableStore _store = new();
        private readonly ManualClock _clock = new();
        private readonly EngineModel _model = new(sessionCount: 3);
        private readonly Transaction?[] _transactions = new Transaction?[3];
        private RecordingKernel _kernel;
        private FilterEngine _engine;
        private Session[] _sessions;
        private Listener _listener;
        private ulong _version;
        private bool _refusesBack;

        public Run()
        {
            _store.BeforeCommit = () =>
            {
                if (_store.FailCommit && _refusesBack)
                {
                    _refusesBack = false;
                    _kernel!.RefuseNext = true;
                }
            };
            Start();
        }

        public void Dispose()
        {
            _engine.Dispose();
            _store.Dispose();
        }

        [MemberNotNull(nameof(_kernel), nameof(_engine), nameof(_sessions), nameof(_listener))]
        private void Start()
        {
            _engine?.Dispose();
            _kernel = new RecordingKernel();
            _listener = new Listener();
            _engine = new FilterEngine(_kernel, new FilterEngineOptions { Store = _store, Clock = _clock, StartInBootTime = true });
            AssertBootTime();
            _engine.RegisterCallout(_listener, EngineModel.Registered);
            _engine.EndBootTime();
            _sessions = [Open(0), Open(1), Open(2)];
            Array.Clear(_transactions);
            _version = 0;
        }

        private void AssertBootTime()
        {
            var stored = _store.Load().Filters;
            Assert.Equal(stored.Where(filter => filter.Spec.Flags.HasFlag(FilterFlags.BootTime)).Select(filter => filter.Id), _engine.Policy.Filters.Select(filter => filter.Id));
            Assert.All(_engine.Policy.Filters, filter => Assert.True(_engine.Policy.Enforces(filter)));
            AssertInOrder(_engine.Policy);
            Assert.Throws<InvalidOperationException>(() => _engine.OpenSession());
        }

        /// <summary>Takes a step in both, and returns the outcome they agree on.</summary>
        public string Take(Step step)
        {
            var expected = OutcomeOf(() => InModel(step));
            var actual = OutcomeOf(() => InEngine(step));

            Assert.Equal(expected, actual);
            Assert.Same(_kernel.Enforced, _engine.Policy);
            Assert.Equal(0, _store.OpenCount);
            Assert.True(_engine.Policy.Version >= _version);
            _version = _engine.Policy.Version;
            AssertSame(_model.Committed, _engine.Policy);
            for (var i = 0; i < _sessions.Length; i++)
            {
                if (_model.ViewOf(i) is { } view)
                {
                    AssertSame(view, _sessions[i].Policy);
                }
                else
                {
                    Assert.Equal(FwpError.TxnAborted, Assert.Throws<WfpException>(() => _sessions[i].Policy).Code);
                }
            }

            var heardOf = _engine.Policy.Filters
                .Where(filter => filter.Spec.Callout == EngineModel.Registered && filter.IsEnforced).Select(filter => filter.Id).ToHashSet();
            Assert.Equal(heardOf, _listener.Committed);
            Assert.True(_model.IsWriterTaken ? _listener.Added.IsSupersetOf(heardOf) : _listener.Added.SetEquals(heardOf));
            return actual;
        }

        private void InEngine(Step step)
        {
            var session = _sessions[step.Session];
            switch (step.Call)
            {
                case Call.BeginWrite:
                    _transactions[step.Session] = session.BeginTransaction();
                    break;
                case Call.BeginRead:
                    _transactions[step.Session] = session.BeginTransaction(readOnly: true);
                    break;
                case Call.Commit:
                    (_transactions[step.Session] ?? throw new WfpException(FwpError.NoTxnInProgress, "never begun")).Commit();
                    break;
                case Call.Abort:
                    (_transactions[step.Session] ?? throw new WfpException(FwpError.NoTxnInProgress, "never begun")).Abort();
                    break;
                case Call.AddProvider:
                    session.AddProvider(Make.Provider(step.Provider) with { Persistent = step.IsPersistent });
                    break;
                case Call.DeleteProvider:
                    session.DeleteProvider(step.Provider);
                    break;
                case Call.AddProviderContext:
                    session.AddProviderContext(Make.ProviderContext(step.Context) with
                    {
                        Provider = step.OwningProvider,
                        Persistent = step.IsPersistent,
                    });
                    break;
                case Call.DeleteProviderContext:
                    session.DeleteProviderContext(step.Context);
                    break;
                case Call.AddSubLayer:
                    session.AddSubLayer(Make.SubLayer(key: step.SubLayer) with
                    {
                        Provider = step.OwningProvider,
                        Persistent = step.IsPersistent,
                    });
                    break;
                case Call.DeleteSubLayer:
                    session.DeleteSubLayer(step.SubLayer);
                    break;
                case Call.AddCallout:
                    session.AddCallout(Make.Callout(step.Callout) with
                    {
                        Provider = step.OwningProvider,
                        UsesProviderContext = step.Callout == EngineModel.Registered,
                        Persistent = step.IsPersistent,
                    });
                    break;
                case Call.DeleteCallout:
                    session.DeleteCallout(step.Callout);
                    break;
                case Call.AddFilter:
                    session.AddFilter(Make.Filter(subLayer: step.SubLayer) with
                    {
                        Key = step.Filter,
                        Provider = step.OwningProvider,
                        Flags = step.Flags,
                    });
                    break;
                case Call.AddCalloutFilter:
                    session.AddFilter(Make.CalloutFilter(step.Callout) with
                    {
                        Key = step.Filter,
                        SubLayer = step.SubLayer,
                        Provider = step.OwningProvider,
                        Flags = step.Flags,
                    });
                    break;
                case Call.AddContextFilter:
                    session.AddFilter(Make.CalloutFilter(step.Callout) with
                    {
                        Key = step.Filter,
                        SubLayer = step.SubLayer,
                        Provider = step.OwningProvider,
                        ProviderContext = step.Context,
                        Flags = step.Flags,
                    });
                    break;
                case Call.DeleteFilter:
                    session.DeleteFilter(step.Filter);
                    break;
                case Call.EndSession:
                    _sessions[step.Session] = Open(step.Session);
                    _transactions[step.Session] = null;
                    session.Dispose();
                    break;
                case Call.RefuseNext:
                    _kernel.RefuseNext = true;
                    break;
                case Call.RefuseNextFilter:
                    _listener.RefuseNext = true;
                    break;
                case Call.FailPrepare:
                    _store.FailPrepare = true;
                    break;
                case Call.FailCommit:
                    _store.FailCommit = true;
                    break;
                case Call.RefuseBack:
                    _store.FailCommit = true;
                    _refusesBack = true;
                    break;
                case Call.PassTime:
                    _clock.Advance(TimeSpan.FromHours(1));
                    break;
                case Call.Restart:
                    Start();
                    break;
            }
        }

        private void InModel(Step step)
        {
            switch (step.Call)
            {
                case Call.BeginWrite:
                    _model.Begin(step.Session, readOnly: false);
                    break;
                case Call.BeginRead:
                    _model.Begin(step.Session, readOnly: true);
                    break;
                case Call.Commit:
                    _model.Commit(step.Session);
                    break;
                case Call.Abort:
                    _model.Abort(step.Session);
                    break;
                case Call.AddProvider:
                    _model.AddProvider(step.Session, step.AskedOfOthers, step.Provider);
                    break;
                case Call.DeleteProvider:
                    _model.DeleteProvider(step.Session, step.Provider);
                    break;
                case Call.AddProviderContext:
                    _model.AddProviderContext(step.Session, step.AskedOfOthers, step.Context, step.OwningProvider);
                    break;
                case Call.DeleteProviderContext:
                    _model.DeleteProviderContext(step.Session, step.Context);
                    break;
                case Call.AddSubLayer:
                    _model.AddSubLayer(step.Session, step.AskedOfOthers, step.SubLayer, step.OwningProvider);
                    break;
                case Call.DeleteSubLayer:
                    _model.DeleteSubLayer(step.Session, step.SubLayer);
                    break;
                case Call.AddCallout:
                    _model.AddCallout(step.Session, step.AskedOfOthers, step.Callout, step.OwningProvider);
                    break;
                case Call.DeleteCallout:
                    _model.DeleteCallout(step.Session, step.Callout);
                    break;
                case Call.AddFilter:
                    _model.AddFilter(step.Session, step.Asked, step.Filter, step.SubLayer, step.OwningProvider);
                    break;
                case Call.AddCalloutFilter:
                    _model.AddFilter(step.Session, step.Asked, step.Filter, step.SubLayer, step.OwningProvider, step.Callout);
                    break;
                case Call.AddContextFilter:
                    _model.AddFilter(step.Session, step.Asked, step.Filter, step.SubLayer, step.OwningProvider, step.Callout, step.Context);
                    break;
                case Call.DeleteFilter:
                    _model.DeleteFilter(step.Session, step.Filter);
                    break;
                case Call.EndSession:
                    _model.EndSession(step.Session);
                    break;
                case Call.RefuseNext:
                    _model.RefuseNext = true;
                    break;
                case Call.RefuseNextFilter:
                    _model.RefuseNextFilter = true;
                    break;
                case Call.FailPrepare:
                    _model.FailPrepare = true;
                    break;
                case Call.FailCommit:
                    _model.FailCommit = true;
                    break;
                case Call.RefuseBack:
                    _model.FailCommit = true;
                    _model.RefuseBack = true;
                    break;
                case Call.PassTime:
                    _model.PassTime();
                    break;
                case Call.Restart:
                    _model.Restart();
                    break;
            }
        }

        private Session Open(int index) => _engine.OpenSession(new SessionOptions
        {
            Dynamic = EngineModel.IsDynamic(index),
            // One thread plays all sessions, so a lock that is taken stays taken: do not wait.
            TransactionWaitTimeout = TimeSpan.FromTicks(1),
        });

        private static string OutcomeOf(Action call)
        {
            try
            {
                call();
                return "ok";
            }
            catch (WfpException refusal)
            {
                return refusal.Code.ToString();
            }
            catch (RecordingKernel.RefusedException)
            {
                return "refused by the kernel";
            }
            catch (UnreliableStore.BrokenException)
            {
                return "the store failed";
            }
            catch (CommitNotStoredException)
            {
                return "in force and not stored";
            }
        }

        private static (object, object, object, object, object, Guid) Shown(Lifetime lifetime, Guid key, EngineModel.Filter filter) =>
            (lifetime, filter.SubLayer, filter.Provider, filter.Callout, filter.ProviderContext, key);

        private static (object, object, object, object, object, Guid) Shown(InstalledFilter filter) =>
            (filter.Lifetime, filter.Spec.SubLayer, filter.Spec.Provider, filter.Spec.Callout, filter.Spec.ProviderContext, filter.Key);

        private static void AssertSame(EngineModel.State expected, PolicySnapshot actual)
        {
            Assert.Equal(
                expected.Providers.Select(provider => (provider.Key, provider.Value.Life.Lifetime)).ToHashSet(),
                actual.Providers.Select(provider => (provider.Key, provider.Lifetime)).ToHashSet());
            Assert.Equal(
                expected.ProviderContexts.Select(context => (context.Key, context.Value.Provider, context.Value.Life.Lifetime)).ToHashSet(),
                actual.ProviderContexts.Select(context => (context.Key, context.Spec.Provider, context.Lifetime)).ToHashSet());
            Assert.Equal(
                expected.SubLayers.Select(subLayer => (subLayer.Key, subLayer.Value.Provider, subLayer.Value.Life.Lifetime)).ToHashSet(),
                actual.SubLayersByWeight.Select(subLayer => (subLayer.Key, subLayer.Spec.Provider, subLayer.Lifetime)).ToHashSet());
            Assert.Equal(
                expected.Callouts.Select(callout => (callout.Key, callout.Value.Provider, callout.Value.Life.Lifetime)).ToHashSet(),
                actual.Callouts.Select(callout => (callout.Key, callout.Spec.Provider, callout.Lifetime)).ToHashSet());
            Assert.Equal(
                expected.Filters.Select(filter => Shown(filter.Value.Life.Lifetime, filter.Key, filter.Value)).ToHashSet(),
                actual.Filters.Select(Shown).ToHashSet());
            Assert.All(actual.Filters, filter => Assert.Same(actual.FindProviderContext(filter.Spec.ProviderContext), filter.ProviderContext));
            Assert.Equal(actual.FilterCount, actual.Filters.Count());
            Assert.All(actual.Filters, filter => Assert.Same(filter, actual.FindFilter(filter.Id)));
            Assert.All(actual.Filters, filter => Assert.Same(filter, actual.FindFilter(filter.Key)));
            AssertInOrder(actual);
        }

        private static void AssertInOrder(PolicySnapshot policy) => Assert.Equal(
            policy.Filters.Where(policy.Enforces).ToHashSet(),
            policy.SubLayersByWeight.SelectMany(subLayer => policy.FiltersInOrder(LayerId.OutboundTransportV4, subLayer.Key)).ToHashSet());
    }
}
