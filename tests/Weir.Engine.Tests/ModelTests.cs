using CsCheck;
using Weir.Bpf.Language;

namespace Weir.Engine.Tests;

/// <summary>
/// Random sequences of calls by three sessions, against <see cref="EngineModel"/>, which keeps plain sets and copies them. Both must
/// give the same code for every call and have the same policy after it; and what a callout has been told must lead to the same filters.
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
    }

    private static readonly Guid[] s_providers = [Guid.NewGuid(), Guid.NewGuid()];
    private static readonly Guid[] s_contexts = [Guid.NewGuid(), Guid.NewGuid()];
    private static readonly Guid[] s_subLayers = [SubLayers.Universal, Guid.NewGuid(), Guid.NewGuid()];
    private static readonly Guid[] s_callouts = [EngineModel.Registered, Guid.NewGuid()];
    private static readonly Guid[] s_filters = [Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()];

    private static readonly Gen<Step> s_step = Gen.Select(
        Gen.Frequency(
            (3, Gen.Const(Call.BeginWrite)),
            (1, Gen.Const(Call.BeginRead)),
            (4, Gen.Const(Call.Commit)),
            (1, Gen.Const(Call.Abort)),
            (4, Gen.Const(Call.AddProvider)),
            (3, Gen.Const(Call.DeleteProvider)),
            (4, Gen.Const(Call.AddProviderContext)),
            (3, Gen.Const(Call.DeleteProviderContext)),
            (4, Gen.Const(Call.AddSubLayer)),
            (3, Gen.Const(Call.DeleteSubLayer)),
            (4, Gen.Const(Call.AddCallout)),
            (2, Gen.Const(Call.DeleteCallout)),
            (4, Gen.Const(Call.AddFilter)),
            (6, Gen.Const(Call.AddCalloutFilter)),
            (6, Gen.Const(Call.AddContextFilter)),
            (4, Gen.Const(Call.DeleteFilter)),
            (2, Gen.Const(Call.EndSession)),
            (1, Gen.Const(Call.RefuseNext)),
            (1, Gen.Const(Call.RefuseNextFilter))),
        Gen.Int[0, 2],
        Gen.OneOf(s_providers),
        Gen.OneOf(s_contexts),
        Gen.OneOf(s_subLayers),
        Gen.OneOf(s_callouts),
        Gen.OneOf(s_filters),
        Gen.Frequency((1, Gen.Const(true)), (3, Gen.Const(false))),
        (call, session, provider, context, subLayer, callout, filter, isOwned) =>
            new Step(call, session, provider, context, subLayer, callout, filter, isOwned));

    [Fact]
    public void Engine_and_model_agree_on_random_sequences_of_calls()
    {
        var outcomes = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        s_step.Array[1, 60].Sample(
            steps =>
            {
                using var run = new Run();
                foreach (var step in steps)
                {
                    var outcome = run.Take(step);
                    outcomes.AddOrUpdate(outcome, 1, (_, count) => count + 1);
                }
            },
            iter: 1_000);

        // Every outcome that these calls can have must have been met, or the sequences are too tame to say anything.
        string[] expected =
        [
            "ok", "refused by the kernel",
            .. new[]
            {
                FwpError.AlreadyExists, FwpError.BuiltinObject, FwpError.CalloutNotFound, FwpError.CalloutNotificationFailed,
                FwpError.ContextIncompatibleWithCallout, FwpError.DynamicSessionInProgress, FwpError.FilterNotFound,
                FwpError.IncompatibleTxn, FwpError.InUse, FwpError.LifetimeMismatch, FwpError.NoTxnInProgress,
                FwpError.ProviderContextNotFound, FwpError.ProviderNotFound, FwpError.SublayerNotFound, FwpError.Timeout,
                FwpError.TxnInProgress, FwpError.WrongSession,
            }.Select(code => code.ToString()),
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), outcomes.Keys.Order(StringComparer.Ordinal));
    }

    /// <summary>A call and the objects that it is about. What it adds names the provider only when it is owned.</summary>
    private sealed record Step(
        Call Call, int Session, Guid Provider, Guid Context, Guid SubLayer, Guid Callout, Guid Filter, bool IsOwned)
    {
        public Guid OwningProvider => IsOwned ? Provider : Guid.Empty;
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
        private readonly RecordingKernel _kernel = new();
        private readonly FilterEngine _engine;
        private readonly Session[] _sessions;
        private readonly Transaction?[] _transactions = new Transaction?[3];
        private readonly EngineModel _model = new(sessionCount: 3);
        private readonly Listener _listener = new();

        public Run()
        {
            _engine = new FilterEngine(_kernel);
            _engine.RegisterCallout(_listener, EngineModel.Registered);
            _sessions = [Open(0), Open(1), Open(2)];
        }

        public void Dispose() => _engine.Dispose();

        /// <summary>Takes a step in both, and returns the outcome they agree on.</summary>
        public string Take(Step step)
        {
            var expected = OutcomeOf(() => InModel(step));
            var actual = OutcomeOf(() => InEngine(step));

            Assert.Equal(expected, actual);
            Assert.Same(_kernel.Enforced, _engine.Policy);
            AssertSame(_model.Committed, _engine.Policy);
            for (var i = 0; i < _sessions.Length; i++)
            {
                AssertSame(_model.ViewOf(i), _sessions[i].Policy);
            }

            var heardOf = _engine.Policy.Filters.Where(filter => filter.Spec.Callout == EngineModel.Registered).Select(filter => filter.Id).ToHashSet();
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
                    session.AddProvider(Make.Provider(step.Provider));
                    break;
                case Call.DeleteProvider:
                    session.DeleteProvider(step.Provider);
                    break;
                case Call.AddProviderContext:
                    session.AddProviderContext(Make.ProviderContext(step.Context) with { Provider = step.OwningProvider });
                    break;
                case Call.DeleteProviderContext:
                    session.DeleteProviderContext(step.Context);
                    break;
                case Call.AddSubLayer:
                    session.AddSubLayer(Make.SubLayer(key: step.SubLayer) with { Provider = step.OwningProvider });
                    break;
                case Call.DeleteSubLayer:
                    session.DeleteSubLayer(step.SubLayer);
                    break;
                case Call.AddCallout:
                    session.AddCallout(Make.Callout(step.Callout) with
                    {
                        Provider = step.OwningProvider,
                        UsesProviderContext = step.Callout == EngineModel.Registered,
                    });
                    break;
                case Call.DeleteCallout:
                    session.DeleteCallout(step.Callout);
                    break;
                case Call.AddFilter:
                    session.AddFilter(Make.Filter(subLayer: step.SubLayer) with { Key = step.Filter, Provider = step.OwningProvider });
                    break;
                case Call.AddCalloutFilter:
                    session.AddFilter(Make.CalloutFilter(step.Callout) with
                    {
                        Key = step.Filter,
                        SubLayer = step.SubLayer,
                        Provider = step.OwningProvider,
                    });
                    break;
                case Call.AddContextFilter:
                    session.AddFilter(Make.CalloutFilter(step.Callout) with
                    {
                        Key = step.Filter,
                        SubLayer = step.SubLayer,
                        Provider = step.OwningProvider,
                        ProviderContext = step.Context,
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
                    _model.AddProvider(step.Session, step.Provider);
                    break;
                case Call.DeleteProvider:
                    _model.DeleteProvider(step.Session, step.Provider);
                    break;
                case Call.AddProviderContext:
                    _model.AddProviderContext(step.Session, step.Context, step.OwningProvider);
                    break;
                case Call.DeleteProviderContext:
                    _model.DeleteProviderContext(step.Session, step.Context);
                    break;
                case Call.AddSubLayer:
                    _model.AddSubLayer(step.Session, step.SubLayer, step.OwningProvider);
                    break;
                case Call.DeleteSubLayer:
                    _model.DeleteSubLayer(step.Session, step.SubLayer);
                    break;
                case Call.AddCallout:
                    _model.AddCallout(step.Session, step.Callout, step.OwningProvider);
                    break;
                case Call.DeleteCallout:
                    _model.DeleteCallout(step.Session, step.Callout);
                    break;
                case Call.AddFilter:
                    _model.AddFilter(step.Session, step.Filter, step.SubLayer, step.OwningProvider);
                    break;
                case Call.AddCalloutFilter:
                    _model.AddFilter(step.Session, step.Filter, step.SubLayer, step.OwningProvider, step.Callout);
                    break;
                case Call.AddContextFilter:
                    _model.AddFilter(step.Session, step.Filter, step.SubLayer, step.OwningProvider, step.Callout, step.Context);
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
        }

        private static EngineModel.Filter Shown(InstalledFilter filter) => new(
            Owner: null, filter.Spec.SubLayer, filter.Spec.Provider, filter.Spec.Callout, filter.Spec.ProviderContext, Serial: 0);

        private static void AssertSame(EngineModel.State expected, PolicySnapshot actual)
        {
            Assert.Equal(expected.Providers.Keys.ToHashSet(), actual.Providers.Select(provider => provider.Key).ToHashSet());
            Assert.Equal(
                expected.ProviderContexts.Select(context => (context.Key, context.Value.Provider)).ToHashSet(),
                actual.ProviderContexts.Select(context => (context.Key, context.Spec.Provider)).ToHashSet());
            Assert.Equal(
                expected.SubLayers.Select(subLayer => (subLayer.Key, subLayer.Value.Provider)).ToHashSet(),
                actual.SubLayersByWeight.Select(subLayer => (subLayer.Key, subLayer.Spec.Provider)).ToHashSet());
            Assert.Equal(
                expected.Callouts.Select(callout => (callout.Key, callout.Value.Provider)).ToHashSet(),
                actual.Callouts.Select(callout => (callout.Key, callout.Spec.Provider)).ToHashSet());
            Assert.Equal(
                expected.Filters.Select(filter => (filter.Key, filter.Value with { Owner = null, Serial = 0 })).ToHashSet(),
                actual.Filters.Select(filter => (filter.Key, Shown(filter))).ToHashSet());
            Assert.All(actual.Filters, filter => Assert.Same(actual.FindProviderContext(filter.Spec.ProviderContext), filter.ProviderContext));
            Assert.Equal(actual.FilterCount, actual.Filters.Count());
            Assert.All(actual.Filters, filter => Assert.Same(filter, actual.FindFilter(filter.Id)));
            Assert.All(actual.Filters, filter => Assert.Same(filter, actual.FindFilter(filter.Key)));
            Assert.Equal(
                actual.Filters.ToHashSet(),
                actual.SubLayersByWeight.SelectMany(subLayer => actual.FiltersInOrder(LayerId.OutboundTransportV4, subLayer.Key)).ToHashSet());
        }
    }
}
