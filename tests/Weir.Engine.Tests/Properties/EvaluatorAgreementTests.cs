using System.Collections.Concurrent;
using System.Diagnostics;
using Weir.Bpf.Language;

namespace Weir.Engine.Tests;

/// <summary>
/// The managed engine, which classifies with plans, and policy images against the reference evaluator: random policies over all layers and
/// their fields, with callouts, and random events. Each pair is explained, too.
/// </summary>
public sealed class EvaluatorAgreementTests(ITestOutputHelper output)
{
    private const int PolicyCount = 5_000;
    private const int EventsPerPolicy = 200;

    [Fact]
    public void A_million_random_pairs_of_policy_and_event_are_classified_alike()
    {
        var start = Stopwatch.GetTimestamp();
        var totals = new Counts();
        var used = new ConcurrentDictionary<(DataType, FieldKind, FilterMatchType), bool>();
        var next = -1;
        Exception? failure = null;

        // Threads of its own: on those of the pool it would keep the tests beside it waiting.
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(CompareUntilDone)).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        if (failure is not null)
        {
            throw failure;
        }

        output.WriteLine($"{totals} in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");
        Assert.Equal((long)PolicyCount * EventsPerPolicy, totals.Pairs);

        // The agreement would say little about what hardly ever happened.
        Assert.InRange(totals.Matched, totals.Pairs / 2, totals.Pairs * 99 / 100);
        Assert.InRange(totals.Blocked, totals.Pairs / 5, totals.Pairs * 4 / 5);
        Assert.InRange(totals.Vetoed, totals.Pairs / 100, totals.Pairs / 2);
        Assert.InRange(totals.Overruled, totals.Pairs / 100, totals.Pairs / 2);
        Assert.InRange(totals.Absorbed, totals.Pairs / 200, totals.Pairs / 2);
        Assert.InRange(totals.Called, totals.Pairs / 5, totals.Pairs * 10);

        var kinds = Layers.All.SelectMany(layer => layer.Fields).Select(field => (field.Type, field.Kind)).Distinct();
        var missing =
            from kind in kinds
            from match in Enum.GetValues<FilterMatchType>()
            where MatchTable.Values.Any(value => MatchTable.Expected(match, value, kind.Type, kind.Kind) is null)
            where !used.ContainsKey((kind.Type, kind.Kind, match))
            select $"{match} on {kind}";
        Assert.Empty(missing);

        void CompareUntilDone()
        {
            var counts = new Counts();
            try
            {
                while (Interlocked.Increment(ref next) is var seed && seed < PolicyCount && failure is null)
                {
                    var random = new RandomPolicy(seed);
                    foreach (var condition in random.SubLayers.SelectMany(filters => filters).SelectMany(filter => filter.Conditions))
                    {
                        var field = random.Layer.FindField(condition.Field)!;
                        used.TryAdd((field.Type, field.Kind, condition.Match), true);
                    }

                    Run(random, seed, counts, distort: result => result);
                }
            }
            catch (Exception exception)
            {
                failure = exception;
            }

            totals.Add(counts);
        }
    }

    [Fact]
    public void An_evaluator_that_knows_no_veto_is_found_and_shown_by_two_filters()
    {
        var failure = Assert.ThrowsAny<Exception>(() =>
        {
            for (var seed = 0; seed < 100; seed++)
            {
                Run(new RandomPolicy(seed), seed, new Counts(), distort: result => result with { IsVeto = false });
            }
        });

        var text = failure.Message.Split("event at")[0];
        Assert.Contains("seed ", text, StringComparison.Ordinal);
        Assert.Equal(2, text.Split(" weight ").Length - 1);
    }

    private static void Run(RandomPolicy random, int seed, Counts counts, Func<ClassifyResult, ClassifyResult> distort)
    {
        using var policy = new CalloutPolicy(random.Layer.Id);
        var installed = Install(policy.Session, random.SubLayers);
        for (var i = 0; i < EventsPerPolicy; i++)
        {
            if (i == EventsPerPolicy / 2)
            {
                Change(policy.Session, random, installed);
            }

            var values = random.NextEvent();
            if (Compare(policy, values, counts, distort) is { } difference)
            {
                var found = new Disagreement(random.SubLayers, values, (filters, values) =>
                {
                    using var smaller = new CalloutPolicy(values.Layer.Id);
                    Install(smaller.Session, filters);
                    return Compare(smaller, values, new Counts(), distort);
                });
                Assert.Fail($"seed {seed}, event {i}\n{(found.IsReproduced ? found.Shrink() : $"{found}only after the change in the middle:\n{difference}")}");
            }
        }
    }

    /// <summary>Classifies by all; null when they agree, also on which callouts they call with which rights.</summary>
    private static string? Compare(CalloutPolicy policy, FieldValues values, Counts counts, Func<ClassifyResult, ClassifyResult> distort)
    {
        // The explanation is the reference evaluator's own account, so what it comes to is what the others are held against.
        var explanation = policy.Explain(values, out var expectedCalls);
        var expected = explanation.Result;
        var actual = distort(policy.Kernel.Classify(values));
        counts.Count(expected, expectedCalls.Count);
        if (!expected.Equals(actual))
        {
            return $"reference: {expected}\nplan:      {actual}";
        }

        var calls = new List<(ulong FilterId, ClassifyRights Rights)>();
        actual = counts.Pairs % 2 == 0 ? policy.ClassifyByImage(values, out calls) : policy.ClassifyByLiveImage(values, out calls);
        if (!expected.Equals(actual) || !calls.SequenceEqual(expectedCalls))
        {
            return $"reference: {expected}\nimage:     {actual}\nreference calls: {string.Join(", ", expectedCalls)}\nimage calls:     {string.Join(", ", calls)}";
        }

        if (Incoherence(explanation) is { } incoherence)
        {
            return $"reference: {expected}\n{incoherence}";
        }

        // That it is listened to changes nothing.
        if (counts.Pairs % 4 == 0
            && (!policy.ClassifyByReference(values, out var unheardCalls).Equals(expected) || !unheardCalls.SequenceEqual(expectedCalls)))
        {
            return $"explained: {expected}\nnobody listens: {policy.ClassifyByReference(values, out _)}";
        }

        // Of the calls the engine keeps no list, so a plan is asked that has the scripted callouts in their place; not each time, it takes longer.
        if (expectedCalls.Count == 0 || counts.Pairs % 4 != 0)
        {
            return null;
        }

        policy.ClassifyByPlan(values, out calls);
        return calls.SequenceEqual(expectedCalls)
            ? null
            : $"reference calls: {string.Join(", ", expectedCalls)}\nplan calls:      {string.Join(", ", calls)}";
    }

    /// <summary>
    /// Null when the parts of an explanation come to its result: conditions to filters, filters to sublayers, and the steps of arbitration
    /// to verdict and decider.
    /// </summary>
    private static string? Incoherence(LayerExplanation explanation)
    {
        var state = ArbitrationState.None;
        var decider = 0UL;
        var isVeto = false;
        foreach (var subLayer in explanation.SubLayers)
        {
            foreach (var filter in subLayer.Filters)
            {
                var isAsked = filter.Outcome is FilterOutcome.Decides or FilterOutcome.PassesOn;
                if (filter.Outcome != FilterOutcome.NotAsked && filter.Matches != isAsked)
                {
                    return $"{filter.Filter}: {filter.Outcome}, and its conditions say {filter.Matches}";
                }

                foreach (var group in filter.Groups)
                {
                    if (group.Passed != group.Alternatives.Any(static one => one.Passed))
                    {
                        return $"{filter.Filter}: the conditions on {group.Field.Key} do not come to {group.Passed}";
                    }
                }
            }

            if (subLayer.Merge is not { } merge)
            {
                continue;
            }

            if (merge.Before != state)
            {
                return $"{subLayer.SubLayer}: begins with {merge.Before}, and before it stood {state}";
            }

            state = merge.After;
            decider = merge.IsIgnored ? decider : subLayer.Decision!.Filter.Id;
            isVeto |= merge.IsVeto;
        }

        var verdict = state is ArbitrationState.SoftBlock or ArbitrationState.HardBlock ? Verdict.Block : Verdict.Permit;
        return (verdict, decider, isVeto) == (explanation.Result.Verdict, explanation.Result.FilterId, explanation.Result.IsVeto)
            ? null
            : $"the steps come to {verdict} by {decider}, veto {isVeto}";
    }

    private static List<(Guid SubLayer, List<ulong> Filters)> Install(Session session, FilterSpec[][] subLayers)
    {
        using var transaction = session.BeginTransaction();
        var installed = new List<(Guid, List<ulong>)>();
        foreach (var filters in subLayers)
        {
            var key = session.AddSubLayer(Make.SubLayer(weight: (ushort)(1000 - installed.Count)));
            installed.Add((key, [.. filters.Select(filter => session.AddFilter(filter with { SubLayer = key }))]));
        }

        transaction.Commit();
        return installed;
    }

    private static void Change(Session session, RandomPolicy random, List<(Guid SubLayer, List<ulong> Filters)> installed)
    {
        var (subLayer, filter) = random.Change();
        var (key, filters) = installed[subLayer];
        using var transaction = session.BeginTransaction();
        session.DeleteFilter(filters[filter]);
        session.AddFilter(random.SubLayers[subLayer][^1] with { SubLayer = key });
        transaction.Commit();
    }

    /// <summary>What happened how often.</summary>
    private sealed class Counts
    {
        public long Pairs { get; private set; }

        /// <summary>Some filter decided.</summary>
        public long Matched { get; private set; }

        public long Blocked { get; private set; }

        public long Vetoed { get; private set; }

        /// <summary>A sublayer's block that was permitted in the end.</summary>
        public long Overruled { get; private set; }

        public long Absorbed { get; private set; }

        /// <summary>Calls of callouts.</summary>
        public long Called { get; private set; }

        public void Count(ClassifyResult result, int calls)
        {
            Pairs++;
            Matched += result.FilterId != 0 ? 1 : 0;
            Blocked += result.Verdict == Verdict.Block ? 1 : 0;
            Vetoed += result.IsVeto ? 1 : 0;
            Absorbed += result.IsAbsorbed ? 1 : 0;
            Called += calls;
            foreach (var decision in result.Decisions)
            {
                if (result.Verdict == Verdict.Permit && decision.Action == FilterAction.Block)
                {
                    Overruled++;
                    break;
                }
            }
        }

        public void Add(Counts other)
        {
            lock (this)
            {
                Pairs += other.Pairs;
                Matched += other.Matched;
                Blocked += other.Blocked;
                Vetoed += other.Vetoed;
                Overruled += other.Overruled;
                Absorbed += other.Absorbed;
                Called += other.Called;
            }
        }

        public override string ToString() =>
            $"{Pairs} pairs: {Matched} matched, {Blocked} blocked, {Vetoed} vetoed, {Overruled} blocks overruled, {Absorbed} absorbed, {Called} callouts called";
    }
}
