using System.Diagnostics.CodeAnalysis;
using CsCheck;
using Weir.Bpf.Language;
using Weir.Engine.Tests.Sessions;
using Weir.Engine.Tests.Stores;

namespace Weir.Engine.Tests;

/// <summary>
/// Random sequences of calls by three sessions, against <see cref="EngineModel"/>, which keeps plain sets and copies them. Both must
/// give the same code for every call and have the same policy after it; and what a callout has been told must lead to the same filters.
/// Time passes, kernel and store fail, and engines follow one another with the same store.
/// </summary>
public sealed class ModelTests
{
    private enum Call
    {
        BeginWrite,
        BeginRead,
        Commit,
        Abort,
        AddProvider,
        DeleteProvider,
        AddProviderContext,
        DeleteProviderContext,
        AddSubLayer,
        DeleteSubLayer,
        AddCallout,
        DeleteCallout,
        AddFilter,
        AddCalloutFilter,
        AddContextFilter,
        DeleteFilter,
        EndSession,
        RefuseNext,
        RefuseNextFilter,
        FailPrepare,
        FailCommit,
        RefuseBack,
        PassTime,
        Restart,
    }

    private static readonly Guid[] s_providers = [Guid.NewGuid(), Guid.NewGuid()];
    private static readonly Guid[] s_contexts = [Guid.NewGuid(), Guid.NewGuid()];
    private static readonly Guid[] s_subLayers = [SubLayers.Universal, SubLayers.Inspection, Guid.NewGuid(), Guid.NewGuid()];
    private static readonly Guid[] s_callouts = [EngineModel.Registered, Guid.NewGuid()];
    private static readonly Guid[] s_filters = [Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()];

    private static readonly Gen<Step> s_step = Gen.Select(
        Gen.Frequency(
            (2, Gen.Const(Call.BeginWrite)),
            (1, Gen.Const(Call.BeginRead)),
            (9, Gen.Const(Call.Commit)),
            (1, Gen.Const(Call.Abort)),
            (4, Gen.Const(Call.AddProvider)),
            (4, Gen.Const(Call.DeleteProvider)),
            (7, Gen.Const(Call.AddProviderContext)),
            (3, Gen.Const(Call.DeleteProviderContext)),
            (4, Gen.Const(Call.AddSubLayer)),
            (3, Gen.Const(Call.DeleteSubLayer)),
            (7, Gen.Const(Call.AddCallout)),
            (4, Gen.Const(Call.DeleteCallout)),
            (4, Gen.Const(Call.AddFilter)),
            (6, Gen.Const(Call.AddCalloutFilter)),
            (12, Gen.Const(Call.AddContextFilter)),
            (4, Gen.Const(Call.DeleteFilter)),
            (2, Gen.Const(Call.EndSession)),
            (1, Gen.Const(Call.RefuseNext)),
            (1, Gen.Const(Call.RefuseNextFilter)),
            (1, Gen.Const(Call.FailPrepare)),
            (1, Gen.Const(Call.FailCommit)),
            (1, Gen.Const(Call.RefuseBack)),
            (1, Gen.Const(Call.PassTime)),
            (1, Gen.Const(Call.Restart))),
        Gen.Int[0, 2],
        Gen.OneOf(s_providers),
        Gen.OneOf(s_contexts),
        Gen.OneOf(s_subLayers),
        Gen.OneOf(s_callouts),
        Gen.OneOf(s_filters),
        Gen.Frequency((1, Gen.Const(true)), (3, Gen.Const(false))),
        (call, session, provider, context, subLayer, callout, filter, isOwned) =>
            new Step(call, session, Lifetime.Static, provider, context, subLayer, callout, filter, isOwned));

    private static readonly Gen<Lifetime> s_lifetime = Gen.Frequency(
        (5, Gen.Const(Lifetime.Static)), (3, Gen.Const(Lifetime.Persistent)), (1, Gen.Const(Lifetime.BootTime)));

    /// <summary>A step, and the lifetime that what it adds should have. Dynamic sessions seldom ask for what they do not get.</summary>
    private static readonly Gen<Step> s_stepOfLifetime = Gen.Select(
        s_step,
        s_lifetime,
        Gen.Int[0, 9],
        (step, asked, dice) => EngineModel.IsDynamic(step.Session) && dice > 0 ? step : step with { Asked = asked });

    [Fact]
    public void Engine_and_model_agree_on_random_sequences_of_calls()
    {
        var outcomes = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        s_stepOfLifetime.Array[1, 100].Sample(
            steps =>
            {
                using var run = new Run();
                foreach (var step in steps)
                {
                    var outcome = run.Take(step);
                    outcomes.AddOrUpdate(outcome, 1, (_, count) => count + 1);
                }
            },
            iter: 600);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join("\n", outcomes.OrderBy(outcome => outcome.Value)));

        // Every outcome that these calls can have must have been met, or the sequences are too tame to say anything.
        string[] expected =
        [
            "ok", "refused by the kernel", "the store failed", "in force and not stored",
            .. new[]
            {
                FwpError.AlreadyExists, FwpError.BuiltinObject, FwpError.CalloutNotFound, FwpError.CalloutNotificationFailed,
                FwpError.ContextIncompatibleWithCallout, FwpError.DynamicSessionInProgress, FwpError.FilterNotFound,
                FwpError.IncompatibleTxn, FwpError.InUse, FwpError.LifetimeMismatch, FwpError.NoTxnInProgress,
                FwpError.ProviderContextNotFound, FwpError.ProviderNotFound, FwpError.SublayerNotFound, FwpError.Timeout,
                FwpError.TxnAborted, FwpError.TxnInProgress, FwpError.WrongSession,
            }.Select(code => code.ToString()),
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), outcomes.Keys.Order(StringComparer.Ordinal));
    }

    /// <summary>A call and the objects that it is about. What it adds names the provider only when it is owned.</summary>
    private sealed record Step(
        Call Call, int Session, Lifetime Asked, Guid Provider, Guid Context, Guid SubLayer, Guid Callout, Guid Filter, bool IsOwned)
    {
        public Guid OwningProvider => IsOwned ? Provider : Guid.Empty;

        /// <summary>The lifetime for objects that are not filters.</summary>
        public Lifetime AskedOfOthers => Asked == Lifetime.Static ? Lifetime.Static : Lifetime.Persistent;

        public bool IsPersistent => Asked != Lifetime.Static;

        public FilterFlags Flags => Asked switch
        {
            Lifetime.Persistent => FilterFlags.Persistent,
            Lifetime.BootTime => FilterFlags.BootTime,
            _ => FilterFlags.None,
        };
    }

    /// <summary>Keeps the filters that it has been told of: those it agreed to, and of these the committed ones.</summary>
    private sealed class Listener : ICallout
    {
        public HashSet<ulong> Added { get; } = [];

        public HashSet<ulong> Committed { get; } = [];

        public bool RefuseNext { get; set; }

        public static void Classify(
            in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut)
        {
        }

        public void Notify(CalloutNotification notification)
        {
            var id = notification.Filter.Id;
            switch (notification.Type)
            {
                case CalloutNotificationType.AddFilter when RefuseNext:
                    RefuseNext = false;
                    notification.Refuse("The test wants it so.");
                    break;
                case CalloutNotificationType.AddFilter:
                    Added.Add(id);
                    break;
                case CalloutNotificationType.AddFilterPostCommit:
                    Committed.Add(id);
                    break;
                case CalloutNotificationType.DeleteFilter:
                    Added.Remove(id);
                    Committed.Remove(id);
                    break;
            }
        }
    }

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
