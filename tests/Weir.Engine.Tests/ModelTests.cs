using CsCheck;
using Weir.Bpf.Language;

namespace Weir.Engine.Tests;

/// <summary>
/// Random sequences of calls by three sessions, against <see cref="EngineModel"/>, which keeps plain sets and copies them. Both must
/// give the same code for every call and have the same policy after it; and what a callout has been told must lead to the same filters.
/// Time passes, kernel and store fail, and engines follow one another with the same store.
/// </summary>
public sealed partial class ModelTests
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
}
