using Weir.Engine.Tests.Sessions;

namespace Weir.Engine.Tests.NetEvents;

public sealed class EngineOptionTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly FilterEngine _engine;
    private readonly Session _session;

    public EngineOptionTests()
    {
        _engine = new FilterEngine(new RecordingKernel(), new FilterEngineOptions { Clock = _clock });
        _session = _engine.OpenSession(new SessionOptions { Name = "the slow one" });
    }

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void Options_have_their_defaults_and_keep_what_is_set_for_all_sessions()
    {
        using var other = _engine.OpenSession();
        Assert.True(other.GetOption(EngineOption.CollectNetEvents));
        Assert.Equal(NetEventKeywords.None, other.GetOption(EngineOption.NetEventMatchAnyKeywords));
        Assert.Equal(TimeSpan.Zero, other.GetOption(EngineOption.TransactionWatchdogTimeout));
        Assert.False(other.GetOption(EngineOption.NameCache));
        Assert.False(other.GetOption(EngineOption.MonitorIpsecConnections));
        Assert.Equal(PacketQueuing.None, other.GetOption(EngineOption.PacketQueuing));

        _session.SetOption(EngineOption.NetEventMatchAnyKeywords, NetEventKeywords.InboundBroadcast);
        _session.SetOption(EngineOption.TransactionWatchdogTimeout, TimeSpan.FromMilliseconds(5));
        _session.SetOption(EngineOption.CollectNetEvents, false);

        Assert.Equal(NetEventKeywords.InboundBroadcast, other.GetOption(EngineOption.NetEventMatchAnyKeywords));
        Assert.Equal(TimeSpan.FromMilliseconds(5), other.GetOption(EngineOption.TransactionWatchdogTimeout));
        Assert.False(other.GetOption(EngineOption.CollectNetEvents));
    }

    [Fact]
    public void What_this_engine_cannot_do_is_refused_with_the_reason()
    {
        Refused(FwpError.InvalidParameter, "there is no IPsec", () => _session.SetOption(EngineOption.MonitorIpsecConnections, true));
        Refused(FwpError.InvalidParameter, "resolves no names", () => _session.SetOption(EngineOption.NameCache, true));
        Refused(FwpError.InvalidParameter, "where it is", () => _session.SetOption(EngineOption.PacketQueuing, PacketQueuing.Inbound));
        _session.SetOption(EngineOption.MonitorIpsecConnections, false);
        _session.SetOption(EngineOption.NameCache, false);
        _session.SetOption(EngineOption.PacketQueuing, PacketQueuing.None);
        Refused(FwpError.InvalidFlags, "no keywords 0x140", () =>
            _session.SetOption(EngineOption.NetEventMatchAnyKeywords, (NetEventKeywords)0x150));
        Refused(FwpError.OutOfBounds, "0 to 24 days", () =>
            _session.SetOption(EngineOption.TransactionWatchdogTimeout, TimeSpan.FromTicks(-1)));
        Refused(FwpError.OutOfBounds, "0 to 24 days", () =>
            _session.SetOption(EngineOption.TransactionWatchdogTimeout, TimeSpan.FromDays(25)));
        Assert.Equal(NetEventKeywords.None, _session.GetOption(EngineOption.NetEventMatchAnyKeywords));
    }

    [Fact]
    public void A_dynamic_session_and_a_transaction_set_none()
    {
        using var dynamic = _engine.OpenSession(new SessionOptions { Dynamic = true });
        Refused(FwpError.DynamicSessionInProgress, "not dynamic", () => dynamic.SetOption(EngineOption.CollectNetEvents, false));
        Assert.True(dynamic.GetOption(EngineOption.CollectNetEvents));

        foreach (var readOnly in new[] { true, false })
        {
            using var transaction = _session.BeginTransaction(readOnly);
            Refused(FwpError.TxnInProgress, "Commit or abort", () => _session.SetOption(EngineOption.CollectNetEvents, false));
            Assert.True(_session.GetOption(EngineOption.CollectNetEvents));
        }
    }

    [Fact]
    public void The_watchdog_tells_of_a_transaction_that_holds_the_lock_for_longer()
    {
        var found = new List<LongTransaction>();
        _engine.TransactionIsLong += found.Add;
        _engine.TransactionIsLong += _ => throw new InvalidOperationException("a test's own");
        _session.SetOption(EngineOption.TransactionWatchdogTimeout, TimeSpan.FromSeconds(10));
        var begun = _clock.GetUtcNow();

        using (var transaction = _session.BeginTransaction())
        {
            _clock.Advance(TimeSpan.FromSeconds(9));
            Assert.Empty(found);
            _clock.Advance(TimeSpan.FromSeconds(2));
            Assert.Equal([new LongTransaction(_session.Key, "the slow one", begun, TimeSpan.FromSeconds(10))], found);
            _clock.Advance(TimeSpan.FromSeconds(60));
            transaction.Commit();
        }

        _session.BeginTransaction().Dispose();
        _session.BeginTransaction(readOnly: true);
        _clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Single(found);
    }

    private static void Refused(FwpError code, string advice, Action call)
    {
        var thrown = Assert.Throws<WfpException>(call);
        Assert.Equal(code, thrown.Code);
        Assert.Contains(advice, thrown.Message, StringComparison.Ordinal);
    }
}
