using CsCheck;

namespace Weir.Engine.Tests;

public sealed class CalloutPropertyTests
{
    /// <summary>A policy at one layer: four sublayers with up to three filters each, most of which call callouts; and packets for it.</summary>
    private static readonly Gen<(LayerId Layer, FilterSpec[][] Filters, FieldValues[] Packets)> s_policyAndPackets =
        Generate.Layer.SelectMany(layer => Gen.Select(
            Gen.Frequency((1, Generate.FilterAt(layer)), (3, Generate.CalloutFilterAt(layer))).Array[0, 3].Array[4],
            Generate.PacketAt(layer).Array[20],
            (filters, packets) => (layer, filters, packets)));

    [Fact]
    public void Reference_plan_and_managed_engine_agree_on_100000_random_pairs()
    {
        long blocked = 0, decided = 0, vetoed = 0, absorbed = 0, overruled = 0;
        s_policyAndPackets.Sample(
            testCase =>
            {
                using var policy = new CalloutPolicy(testCase.Layer);
                Install(policy.Session, testCase.Filters);
                foreach (var packet in testCase.Packets)
                {
                    var result = policy.Classify(packet);
                    Count(ref decided, result.FilterId != 0);
                    Count(ref blocked, result.Verdict == Verdict.Block);
                    Count(ref vetoed, result.IsVeto);
                    Count(ref absorbed, result.IsAbsorbed);
                    Count(ref overruled, result.Verdict == Verdict.Permit && result.Decisions.Any(decision => decision.Action == FilterAction.Block));
                }
            },
            iter: 5_000);

        // The agreement would say little about what hardly ever happened.
        Assert.InRange(decided, 50_000, 99_000);
        Assert.InRange(blocked, 20_000, 90_000);
        Assert.InRange(overruled, 5_000, 50_000);
        Assert.InRange(vetoed, 1_000, 50_000);
        Assert.InRange(absorbed, 1_000, 50_000);
    }

    private static void Install(Session session, FilterSpec[][] filtersOfSubLayers)
    {
        using var transaction = session.BeginTransaction();
        foreach (var filters in filtersOfSubLayers)
        {
            var subLayer = session.AddSubLayer(Make.SubLayer());
            foreach (var filter in filters)
            {
                session.AddFilter(filter with { SubLayer = subLayer });
            }
        }

        transaction.Commit();
    }

    private static void Count(ref long counter, bool happened)
    {
        if (happened)
        {
            Interlocked.Increment(ref counter);
        }
    }
}
