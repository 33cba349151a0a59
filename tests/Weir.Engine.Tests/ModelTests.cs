using CsCheck;

namespace Weir.Engine.Tests;

/// <summary>
/// Random sequences of calls by three sessions, against <see cref="EngineModel"/>, which keeps plain sets and copies them. Both must
/// give the same code for every call and have the same policy after it.
/// </summary>
public sealed class ModelTests
{
    private enum Call
    {
        BeginWrite,
        BeginRead,
        Commit,
        Abort,
        AddSubLayer,
        DeleteSubLayer,
        AddFilter,
        DeleteFilter,
        EndSession,
        RefuseNext,
    }

    private static readonly Guid[] s_subLayers = [SubLayers.Universal, Guid.NewGuid(), Guid.NewGuid()];
    private static readonly Guid[] s_filters = [Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()];

    private static readonly Gen<Step> s_step = Gen.Select(
        Gen.Frequency(
            (3, Gen.Const(Call.BeginWrite)),
            (1, Gen.Const(Call.BeginRead)),
            (4, Gen.Const(Call.Commit)),
            (1, Gen.Const(Call.Abort)),
            (4, Gen.Const(Call.AddSubLayer)),
            (3, Gen.Const(Call.DeleteSubLayer)),
            (8, Gen.Const(Call.AddFilter)),
            (4, Gen.Const(Call.DeleteFilter)),
            (2, Gen.Const(Call.EndSession)),
            (1, Gen.Const(Call.RefuseNext))),
        Gen.Int[0, 2],
        Gen.Int[0, s_subLayers.Length - 1],
        Gen.Int[0, s_filters.Length - 1],
        (call, session, subLayer, filter) => new Step(call, session, s_subLayers[subLayer], s_filters[filter]));

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
                FwpError.AlreadyExists, FwpError.BuiltinObject, FwpError.DynamicSessionInProgress, FwpError.FilterNotFound, FwpError.IncompatibleTxn,
                FwpError.InUse, FwpError.LifetimeMismatch, FwpError.NoTxnInProgress, FwpError.SublayerNotFound, FwpError.Timeout,
                FwpError.TxnInProgress, FwpError.WrongSession,
            }.Select(code => code.ToString()),
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), outcomes.Keys.Order(StringComparer.Ordinal));
    }

    private sealed record Step(Call Call, int Session, Guid SubLayer, Guid Filter);

    /// <summary>One engine and one model, going through the same steps. Sessions 0 and 1 are dynamic.</summary>
    private sealed class Run : IDisposable
    {
        private readonly RecordingKernel _kernel = new();
        private readonly FilterEngine _engine;
        private readonly Session[] _sessions;
        private readonly Transaction?[] _transactions = new Transaction?[3];
        private readonly EngineModel _model = new(sessionCount: 3);

        public Run()
        {
            _engine = new FilterEngine(_kernel);
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
                case Call.AddSubLayer:
                    session.AddSubLayer(Make.SubLayer(key: step.SubLayer));
                    break;
                case Call.DeleteSubLayer:
                    session.DeleteSubLayer(step.SubLayer);
                    break;
                case Call.AddFilter:
                    session.AddFilter(Make.Filter(subLayer: step.SubLayer) with { Key = step.Filter });
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
                case Call.AddSubLayer:
                    _model.AddSubLayer(step.Session, step.SubLayer);
                    break;
                case Call.DeleteSubLayer:
                    _model.DeleteSubLayer(step.Session, step.SubLayer);
                    break;
                case Call.AddFilter:
                    _model.AddFilter(step.Session, step.Filter, step.SubLayer);
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

        private static void AssertSame(EngineModel.State expected, PolicySnapshot actual)
        {
            Assert.Equal(expected.SubLayers.Keys.ToHashSet(), actual.SubLayersByWeight.Select(subLayer => subLayer.Key).ToHashSet());
            Assert.Equal(
                expected.Filters.Select(filter => (filter.Key, filter.Value.SubLayer)).ToHashSet(),
                actual.Filters.Select(filter => (filter.Key, filter.Spec.SubLayer)).ToHashSet());
            Assert.Equal(actual.FilterCount, actual.Filters.Count());
            Assert.All(actual.Filters, filter => Assert.Same(filter, actual.FindFilter(filter.Id)));
            Assert.All(actual.Filters, filter => Assert.Same(filter, actual.FindFilter(filter.Key)));
            Assert.Equal(
                actual.Filters.ToHashSet(),
                actual.SubLayersByWeight.SelectMany(subLayer => actual.FiltersInOrder(LayerId.OutboundTransportV4, subLayer.Key)).ToHashSet());
        }
    }
}
