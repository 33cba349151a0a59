namespace Weir.Engine.Tests.Limits;

public sealed class LimitSpecTests
{
    public static TheoryData<LimitSpec, string> Texts => new()
    {
        { LimitSpec.Bits(20_000_000, 256_000), "20mbit burst 256kB" },
        { LimitSpec.Bits(1_500_000, 262_144), "1500kbit burst 256KiB" },
        { LimitSpec.Bits(1_000_000_000_000, 10_000_000), "1000gbit burst 10MB" },
        { LimitSpec.Bits(12_345, 1515), "12345bit burst 1515B" },
        { LimitSpec.Bits(8_000_000, 3 << 20), "8mbit burst 3MiB" },
        { LimitSpec.Packets(1000, 50), "1000pps burst 50" },
    };

    public static TheoryData<LimitSpec, string> Refused => new()
    {
        { LimitSpec.Bits(0, 2000), "the limit has a rate of 0, which lets nothing through. Use a rate, or the action block." },
        { LimitSpec.Packets(0, 1), "the limit has a rate of 0, which lets nothing through. Use a rate, or the action block." },
        { LimitSpec.Bits(12_111, 2000), "the rate of 12111bit is below one full packet of 1514 bytes a second. Use 12112bit or more, or a limit in pps." },
        { LimitSpec.Bits(1_000_000_000_001, 2000), "the rate of 1000000000001bit is above 1000gbit. Use 1000gbit at most." },
        { LimitSpec.Packets(1_000_000_001, 1), "the rate of 1000000001pps is above 1000000000pps. Use 1000000000pps at most." },
        {
            LimitSpec.Bits(20_000_000, 1513),
            "the burst of 1513B is smaller than one full packet, so the limit would never let one through at once. Use 1514B or more; a tenth of a second at this rate is 250kB."
        },
        {
            LimitSpec.Packets(1000, 0),
            "the burst of 0 is smaller than one full packet, so the limit would never let one through at once. Use 1 or more; a tenth of a second at this rate is 100."
        },
        { LimitSpec.Packets(1, 3601), "the burst of 3601 takes the rate of 1pps more than an hour to fill. Use 3600 at most." },
        { LimitSpec.Bits(8_000_000, ulong.MaxValue), "the burst of 18446744073709551615B takes the rate of 8mbit more than an hour to fill. Use 3600MB at most." },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_limit_is_written_as_policies_write_it(LimitSpec limit, string text) => Assert.Equal(text, limit.ToString());

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_no_traffic_could_keep_is_refused_with_the_way_out(LimitSpec limit, string message)
    {
        using var engine = new FilterEngine(new ManagedEngine());
        using var session = engine.OpenSession();

        var refusal = Assert.Throws<WfpException>(() => session.AddFilter(Make.Filter(FilterAction.Limit) with { Limit = limit }));

        Assert.Equal((FwpError.OutOfBounds, "test filter"), (refusal.Code, refusal.ObjectName));
        Assert.StartsWith($"Filter 'test filter': {message} (", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_action_and_the_limit_belong_together()
    {
        using var engine = new FilterEngine(new ManagedEngine());
        using var session = engine.OpenSession();

        var missing = Assert.Throws<WfpException>(() => session.AddFilter(Make.Filter(FilterAction.Limit)));
        var idle = Assert.Throws<WfpException>(() => session.AddFilter(Make.Filter() with { Limit = LimitSpec.Packets(1, 1) }));
        var unit = Assert.Throws<WfpException>(() => session.AddFilter(
            Make.Filter(FilterAction.Limit) with { Limit = new LimitSpec { Unit = (LimitUnit)2, Rate = 1, Burst = 1 } }));

        Assert.Equal((FwpError.InvalidActionType, FwpError.InvalidActionType, FwpError.InvalidEnumerator), (missing.Code, idle.Code, unit.Code));
        Assert.Contains("the action Limit needs a limit, and the filter has none. Set Limit.", missing.Message, StringComparison.Ordinal);
        Assert.Contains("it has a limit, but the action Block does not limit. Leave Limit out", idle.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_engine_that_cannot_limit_refuses_the_filter_by_name()
    {
        using var engine = new FilterEngine(new BuiltIn.PartialKernel());
        using var session = engine.OpenSession();

        var refusal = Assert.Throws<WfpException>(() => session.AddFilter(
            Make.Filter(FilterAction.Limit, LayerId.StreamV4) with { Limit = LimitSpec.Packets(1, 1) }));

        Assert.Equal((FwpError.ActionIncompatibleWithLayer, "test filter"), (refusal.Code, refusal.ObjectName));
        Assert.Contains("does not limit at STREAM_V4: it has no limits. Use the action block or permit", refusal.Message, StringComparison.Ordinal);
    }
}
