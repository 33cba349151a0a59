namespace Weir.Engine.Tests.Limits;

/// <summary>The arithmetic of limits, which the kernel shares, against plain arithmetic and against exact fractions.</summary>
public sealed class LimitMeterTests
{
    private static readonly LimitSpec[] s_edges =
    [
        LimitSpec.Bits(LimitSpec.FullPacket * 8, LimitSpec.FullPacket),
        LimitSpec.Bits(LimitSpec.FullPacket * 8, LimitSpec.FullPacket * LimitSpec.LongestFill),
        LimitSpec.Bits(LimitSpec.HighestBitRate, LimitSpec.FullPacket),
        LimitSpec.Bits(LimitSpec.HighestBitRate, LimitSpec.HighestBitRate / 8 * LimitSpec.LongestFill),
        LimitSpec.Packets(1, 1),
        LimitSpec.Packets(1, LimitSpec.LongestFill),
        LimitSpec.Packets(LimitSpec.HighestPacketRate, 1),
        LimitSpec.Packets(LimitSpec.HighestPacketRate, LimitSpec.HighestPacketRate * LimitSpec.LongestFill),
    ];

    [Fact]
    public void It_answers_as_plain_arithmetic_does()
    {
        var random = new Random(20);
        for (var run = 0; run < 2000; run++)
        {
            var limit = run < s_edges.Length ? s_edges[run] : AnyLimit(random);
            Assert.Null(limit.FindProblem());
            var rate = LimitRate.Of(limit);
            var reference = new ReferenceLimits();
            var filter = Limited(limit);
            var paidUntil = 0UL;
            var now = run % 2 == 0 ? (ulong)random.NextInt64(1L << 50) : 0;
            for (var packet = 0; packet < 200; packet++)
            {
                now += Step(random, rate);
                (reference.Time, reference.PacketLength) = (now, Length(random));

                var expected = reference.IsWithinLimit(filter);

                Assert.Equal(expected, LimitMeter.Take(ref paidUntil, in rate, now, reference.PacketLength));
            }
        }
    }

    /// <summary>Never more than the exact token bucket would let through, and less only by what is rounded.</summary>
    [Fact]
    public void A_rate_is_kept_from_below()
    {
        var random = new Random(21);
        foreach (var limit in s_edges.Concat(Enumerable.Range(0, 200).Select(_ => AnyLimit(random))))
        {
            // Always more traffic than the limit, in packets that fit the bucket: the time it takes is what they cost.
            var rate = LimitRate.Of(limit);
            var length = (uint)Math.Min(LimitSpec.FullPacket, limit.Burst);
            var (paidUntil, now, passed) = (0UL, 0UL, 0UL);
            for (var packet = 0; packet < 10_000; packet++)
            {
                if (LimitMeter.Take(ref paidUntil, in rate, now, length))
                {
                    passed++;
                }
                else
                {
                    now = paidUntil + LimitMeter.CostOf(in rate, length) - rate.Burst;
                    Assert.True(LimitMeter.Take(ref paidUntil, in rate, now, length));
                    passed++;
                }
            }

            var units = (UInt128)passed * (limit.Unit == LimitUnit.Packets ? 1ul : length * 8);
            var burst = (UInt128)limit.Burst * (limit.Unit == LimitUnit.Packets ? 1ul : 8);
            var exact = ((UInt128)limit.Rate * now / 1_000_000_000) + burst;
            Assert.True(units <= exact + 1, $"{limit}: {units} in {now} ns, exactly {exact}");
            if (now == 0)
            {
                continue;
            }

            // A nanosecond for each packet, and 1 part in 8,000 of the cost.
            var cost = (UInt128)passed * LimitMeter.CostOf(in rate, length);
            var tolerated = (UInt128)limit.Rate * (passed + (cost / 8000)) / 1_000_000_000;
            Assert.True(units + tolerated + 1 >= exact || units <= burst, $"{limit}: {units} in {now} ns, exactly {exact}");
        }
    }

    [Fact]
    public void A_burst_passes_at_once_and_comes_back_with_time()
    {
        var rate = LimitRate.Of(LimitSpec.Packets(3, 50));
        var paidUntil = 0UL;

        Assert.Equal(50, Count(100, 7));
        Assert.Equal(0, Count(1, 7 + 333_333_332));
        Assert.Equal(1, Count(2, 7 + 333_333_334));
        Assert.Equal(50, Count(100, 7 + 60_000_000_000));

        int Count(int packets, ulong now)
        {
            var passed = 0;
            for (var i = 0; i < packets; i++)
            {
                passed += LimitMeter.Take(ref paidUntil, in rate, now, 100) ? 1 : 0;
            }

            return passed;
        }
    }

    /// <summary>A host hands segments to its card that are larger than a small bucket: they pass one at a time, and are paid in full.</summary>
    [Fact]
    public void A_packet_that_is_larger_than_the_bucket_passes_when_it_is_full()
    {
        var rate = LimitRate.Of(LimitSpec.Bits(8_000_000, 2000));
        var paidUntil = 0UL;

        Assert.True(LimitMeter.Take(ref paidUntil, in rate, 0, 64_000));
        Assert.False(LimitMeter.Take(ref paidUntil, in rate, 63_999_999, 64_000));
        Assert.False(LimitMeter.Take(ref paidUntil, in rate, 62_099_999, 100));
        Assert.True(LimitMeter.Take(ref paidUntil, in rate, 62_100_000, 100));
        Assert.True(LimitMeter.Take(ref paidUntil, in rate, 64_100_000, 64_000));
    }

    [Fact]
    public void Processors_that_pay_at_the_same_time_lose_no_packet_and_no_payment()
    {
        const int threads = 4;
        const int packetsEach = 200_000;
        var rate = LimitRate.Of(LimitSpec.Packets(1_000_000, threads * packetsEach / 2));
        var paidUntil = 0UL;
        var passed = 0;
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            var mine = 0;
            for (var i = 0; i < packetsEach; i++)
            {
                mine += LimitMeter.Take(ref paidUntil, in rate, 1000, 60) ? 1 : 0;
            }

            Interlocked.Add(ref passed, mine);
        })).ToList();

        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());

        // One whose attempts were all in vain pays unasked, so that each processor may be one packet ahead.
        Assert.InRange(passed, threads * packetsEach / 2, (threads * packetsEach / 2) + threads);
        Assert.Equal(1000UL + ((ulong)passed * 1000), paidUntil);
    }

    private static InstalledFilter Limited(LimitSpec limit)
    {
        using var engine = new FilterEngine(new ManagedEngine());
        using var session = engine.OpenSession();
        var id = session.AddFilter(Make.Filter(FilterAction.Limit) with { Limit = limit });
        return engine.Policy.FindFilter(id)!;
    }

    private static LimitSpec AnyLimit(Random random)
    {
        var packets = random.Next(2) == 0;
        var highest = packets ? LimitSpec.HighestPacketRate : LimitSpec.HighestBitRate;
        var lowest = packets ? 1 : LimitSpec.FullPacket * 8;
        var rate = (ulong)(lowest * Math.Pow((double)highest / lowest, random.NextDouble()));
        var smallest = packets ? 1 : LimitSpec.FullPacket;
        var largest = rate * LimitSpec.LongestFill / (packets ? 1UL : 8);
        var burst = (ulong)(smallest * Math.Pow((double)largest / smallest, random.NextDouble() * 0.99));
        return new LimitSpec { Unit = packets ? LimitUnit.Packets : LimitUnit.Bytes, Rate = rate, Burst = burst };
    }

    /// <summary>From no time at all to twice what fills the bucket, mostly near what a packet costs.</summary>
    private static ulong Step(Random random, LimitRate rate) => random.Next(8) switch
    {
        0 => 0,
        1 => (ulong)random.NextInt64((long)rate.Burst * 2),
        _ => (ulong)random.NextInt64((long)Math.Max(1, LimitMeter.CostOf(in rate, 1514) * 2)),
    };

    private static uint Length(Random random) => random.Next(16) switch
    {
        0 => (uint)random.Next(1 << 21),
        1 => uint.MaxValue,
        2 => 0,
        3 or 4 => (uint)random.Next(65536),
        _ => (uint)random.Next(40, 1515),
    };
}
