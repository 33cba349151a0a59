namespace Weir.Engine.Tests.Sessions;

/// <summary>What sessions are, and how they are listed.</summary>
public sealed class SessionListTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly FilterEngine _engine;
    private readonly Session _session;

    public SessionListTests()
    {
        _engine = new FilterEngine(new RecordingKernel(), new FilterEngineOptions { Clock = _clock });
        _session = _engine.OpenSession(new SessionOptions { Name = "lister" });
    }

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void A_session_is_listed_as_it_was_opened_until_it_ends()
    {
        var opened = _clock.GetUtcNow();
        var options = new SessionOptions
        {
            Key = Guid.NewGuid(),
            Name = "agent",
            Description = "of the office",
            Dynamic = true,
            Caller = new AccessToken(1000, 100),
            ProcessId = 4711,
            TransactionWaitTimeout = TimeSpan.FromSeconds(3),
        };
        var agent = _engine.OpenSession(options);
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(options.Key, agent.Key);
        Assert.Equal(
            new SessionInfo
            {
                Key = options.Key,
                Name = "agent",
                Description = "of the office",
                IsDynamic = true,
                Caller = options.Caller,
                ProcessId = 4711,
                TransactionWaitTimeout = TimeSpan.FromSeconds(3),
                OpenedAt = opened,
                WritingSince = null,
            },
            _session.GetSessions()[1]);

        agent.Dispose();
        var left = Assert.Single(_session.GetSessions());
        Assert.Equal(_session.Key, left.Key);
        Assert.Equal(TimeSpan.FromSeconds(15), left.TransactionWaitTimeout);
    }

    [Fact]
    public void A_session_that_writes_is_seen_to()
    {
        using var other = _engine.OpenSession();
        using (_session.BeginTransaction(readOnly: true))
        {
            Assert.Null(Since());
        }

        var begun = _clock.GetUtcNow();
        using (_session.BeginTransaction())
        {
            _clock.Advance(TimeSpan.FromMinutes(59));
            Assert.Equal(begun, Since());
            _clock.Advance(TimeSpan.FromMinutes(1));
            Assert.Null(Since());
        }

        Assert.Null(Since());

        DateTimeOffset? Since() => other.GetSessions()[0].WritingSince;
    }

    [Fact]
    public void Templates_choose_by_process_user_and_kind()
    {
        Open("a", 1, user: 10, isDynamic: true);
        Open("b", 1, user: 20, isDynamic: false);
        Open("c", 2, user: 10, isDynamic: false);

        Assert.Equal(["lister", "a", "b", "c"], Names(null));
        Assert.Equal(["lister", "a", "b", "c"], Names(new SessionTemplate()));
        Assert.Equal(["a", "b"], Names(new SessionTemplate { ProcessId = 1 }));
        Assert.Equal(["a", "c"], Names(new SessionTemplate { UserId = 10 }));
        Assert.Equal(["lister", "b", "c"], Names(new SessionTemplate { IsDynamic = false }));
        Assert.Equal(["a"], Names(new SessionTemplate { IsDynamic = true }));
        Assert.Empty(Names(new SessionTemplate { ProcessId = 2, UserId = 20 }));

        void Open(string name, int process, uint user, bool isDynamic) => _engine.OpenSession(
            new SessionOptions { Name = name, ProcessId = process, Caller = new AccessToken(user), Dynamic = isDynamic });
        IEnumerable<string> Names(SessionTemplate? template) => _session.GetSessions(template).Select(session => session.Name);
    }

    [Fact]
    public void A_key_is_one_open_sessions()
    {
        var options = new SessionOptions { Key = Guid.NewGuid() };
        var first = _engine.OpenSession(options);
        Refused(FwpError.AlreadyExists, () => _engine.OpenSession(options));
        first.Dispose();
        _engine.OpenSession(options).Dispose();
    }

    [Fact]
    public void Texts_are_printable()
    {
        Refused(FwpError.InvalidParameter, () => _engine.OpenSession(new SessionOptions { Name = "a\u0007" }));
        Refused(FwpError.InvalidParameter, () => _engine.OpenSession(new SessionOptions { Description = "a\ud800" }));
    }

    [Fact]
    public void Listing_needs_the_right_to()
    {
        using var user = _engine.OpenSession(new SessionOptions { Caller = new AccessToken(1000) });
        Refused(FwpError.AccessDenied, () => user.GetSessions());
        _session.SetSecurity(new SecurityDescriptor(
            Principal.Root, AccessControlEntry.Allow(Principal.User(1000), AccessRights.Enumerate)));
        Assert.Equal(2, user.GetSessions().Count);
    }

    private static void Refused(FwpError code, Action call) => Assert.Equal(code, Assert.Throws<WfpException>(call).Code);
}
