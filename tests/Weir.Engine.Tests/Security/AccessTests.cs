namespace Weir.Engine.Tests.Security;

public sealed class AccessTests : IDisposable
{
    private const uint Administrators = 4;

    private static readonly AccessToken s_root = new(0, 0);
    private static readonly AccessToken s_administrator = new(1001, 1001, Administrators);
    private static readonly AccessToken s_somebody = new(1002, 1002);

    private readonly FilterEngine _engine = new(new RecordingKernel(), new FilterEngineOptions { AdministratorsGroup = Administrators });

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void At_first_root_and_administrators_may_do_everything_and_others_open_sessions()
    {
        foreach (var caller in new[] { s_root, s_administrator })
        {
            using var session = OpenAs(caller);
            var id = session.AddFilter(Make.Filter());
            Assert.Equal(id, session.GetFilter(id).Id);
            session.DeleteFilter(id);
            session.SetSecurity(ObjectKind.Filter, null);
        }

        using var stranger = OpenAs(s_somebody);
        Refused(FwpError.AccessDenied, () => stranger.AddFilter(Make.Filter()));
        Refused(FwpError.AccessDenied, () => stranger.BeginTransaction(readOnly: true));
        Refused(FwpError.AccessDenied, () => stranger.GetSubLayer(SubLayers.Universal));
        Refused(FwpError.AccessDenied, () => stranger.GetSecurity());
    }

    [Fact]
    public void Without_an_administrators_group_its_members_are_like_others()
    {
        using var engine = new FilterEngine(new RecordingKernel());
        using var session = engine.OpenSession(new SessionOptions { Caller = s_administrator });
        Refused(FwpError.AccessDenied, () => session.AddFilter(Make.Filter()));
    }

    [Fact]
    public void A_session_is_refused_to_who_has_no_right_to_open_one()
    {
        using var owner = _engine.OpenSession();
        owner.SetSecurity(new SecurityDescriptor(Principal.Root, AccessControlEntry.Deny(Principal.Everyone, AccessRights.All)));

        var refused = Refused(FwpError.AccessDenied, () => OpenAs(s_administrator));

        Assert.Contains(
            "User 1001, groups 4 1001: no right Open on the engine. Its descriptor has the line 'deny everyone All'. Ask its owner, user 0, or root to change that with SetSecurity.",
            refused.Message,
            StringComparison.Ordinal);
        Assert.EndsWith("(ERROR_ACCESS_DENIED, 0x80070005)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Root_can_always_repair_security_and_nothing_more()
    {
        using var owner = _engine.OpenSession();
        var nobody = new SecurityDescriptor(Principal.User(1002), AccessControlEntry.Deny(Principal.Everyone, AccessRights.All));
        owner.SetSecurity(nobody);
        using var root = OpenAs(s_root);

        Refused(FwpError.AccessDenied, () => root.AddFilter(Make.Filter()));
        Assert.Equal(nobody, root.GetSecurity());
        root.SetSecurity(null);

        root.AddFilter(Make.Filter());
    }

    [Fact]
    public void The_owner_of_an_object_can_always_change_who_may_do_what_with_it()
    {
        using var owner = _engine.OpenSession();
        var id = owner.AddFilter(Make.Filter() with { Security = new SecurityDescriptor(Principal.User(s_somebody.UserId)) });
        var key = owner.GetFilter(id).Key;
        using var session = OpenAs(s_somebody);

        Refused(FwpError.AccessDenied, () => session.GetFilter(id));
        Assert.Equal(Principal.User(s_somebody.UserId), session.GetSecurity(ObjectKind.Filter, key).Owner);
        var mine = new SecurityDescriptor(Principal.User(s_somebody.UserId), AccessControlEntry.Allow(Principal.Everyone, AccessRights.Read));
        session.SetSecurity(ObjectKind.Filter, key, mine);

        Assert.Same(mine, session.GetFilter(id).Security);
        Refused(FwpError.AccessDenied, () => session.SetSecurity(ObjectKind.Filter, key, null));
    }

    [Fact]
    public void A_new_descriptor_changes_nothing_else_of_the_object()
    {
        using var owner = _engine.OpenSession();
        var id = owner.AddFilter(Make.Filter());
        var before = owner.GetFilter(id);
        var version = _engine.Policy.Version;

        owner.SetSecurity(ObjectKind.Filter, before.Key, new SecurityDescriptor(Principal.Root));

        Assert.Same(before, owner.GetFilter(id));
        Assert.Equal(version, _engine.Policy.Version);
    }

    [Fact]
    public void The_whole_policy_is_for_the_owner_of_the_engine()
    {
        using var session = OpenAs(s_root);
        Assert.Contains("Get or enumerate", Refused(FwpError.AccessDenied, () => _ = session.Policy).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Security_is_not_for_transactions()
    {
        using var owner = _engine.OpenSession();
        using var transaction = owner.BeginTransaction();
        var key = owner.GetFilter(owner.AddFilter(Make.Filter())).Key;

        Refused(FwpError.TxnInProgress, () => owner.SetSecurity(null));
        Refused(FwpError.TxnInProgress, () => owner.SetSecurity(ObjectKind.Filter, null));
        Refused(FwpError.TxnInProgress, () => owner.SetSecurity(ObjectKind.Filter, key, null));
        transaction.Commit();
        owner.SetSecurity(ObjectKind.Filter, key, null);
    }

    [Fact]
    public void A_dynamic_session_sets_security_of_its_own_objects_only()
    {
        using var owner = _engine.OpenSession();
        var fixedKey = owner.GetFilter(owner.AddFilter(Make.Filter())).Key;
        using var dynamic = _engine.OpenSession(new SessionOptions { Dynamic = true });
        using var other = _engine.OpenSession(new SessionOptions { Dynamic = true });
        var key = dynamic.GetFilter(dynamic.AddFilter(Make.Filter())).Key;

        dynamic.SetSecurity(ObjectKind.Filter, key, new SecurityDescriptor(Principal.Root));
        Refused(FwpError.WrongSession, () => other.SetSecurity(ObjectKind.Filter, key, null));
        Refused(FwpError.DynamicSessionInProgress, () => dynamic.SetSecurity(ObjectKind.Filter, fixedKey, null));
        Refused(FwpError.DynamicSessionInProgress, () => dynamic.SetSecurity(ObjectKind.Filter, null));
        Refused(FwpError.DynamicSessionInProgress, () => dynamic.SetSecurity(null));
    }

    [Fact]
    public void What_has_no_descriptor_of_its_own_cannot_be_given_one()
    {
        using var owner = _engine.OpenSession();
        Refused(FwpError.InvalidEnumerator, () => owner.GetSecurity(ObjectKind.Layer, Guid.NewGuid()));
        Refused(FwpError.InvalidEnumerator, () => owner.SetSecurity(ObjectKind.NetEvent, Guid.NewGuid(), null));
        Refused(FwpError.InvalidEnumerator, () => owner.GetSecurity((ObjectKind)77));
        Refused(FwpError.InvalidEnumerator, () => owner.SetSecurity((ObjectKind)77, null));
        Refused(FwpError.BuiltinObject, () => owner.SetSecurity(ObjectKind.SubLayer, SubLayers.Universal, null));
    }

    [Fact]
    public void Security_of_an_object_that_is_not_there_is_refused()
    {
        using var owner = _engine.OpenSession();
        var codes = new Dictionary<ObjectKind, FwpError>
        {
            [ObjectKind.Provider] = FwpError.ProviderNotFound,
            [ObjectKind.ProviderContext] = FwpError.ProviderContextNotFound,
            [ObjectKind.SubLayer] = FwpError.SublayerNotFound,
            [ObjectKind.Callout] = FwpError.CalloutNotFound,
            [ObjectKind.Filter] = FwpError.FilterNotFound,
        };
        foreach (var (kind, code) in codes)
        {
            Refused(code, () => owner.GetSecurity(kind, Guid.NewGuid()));
            Refused(code, () => owner.SetSecurity(kind, Guid.NewGuid(), null));
        }
    }

    public static TheoryData<string, SecurityDescriptor> InvalidDescriptors => new()
    {
        { "line 1 names no rights", new(Principal.Root, AccessControlEntry.Allow(Principal.Everyone, AccessRights.None)) },
        { "line 2 has the unknown rights 0x800", new(Principal.Root, AccessControlEntry.Allow(Principal.Everyone, AccessRights.Open), AccessControlEntry.Deny(Principal.Root, (AccessRights)0x801)) },
        { "line 1 is everyone with the number 5", new(Principal.Root, AccessControlEntry.Allow(new Principal(PrincipalKind.Everyone, 5), AccessRights.Open)) },
        { "line 1 is of the unknown kind 9", new(Principal.Root, AccessControlEntry.Allow(new Principal((PrincipalKind)9, 5), AccessRights.Open)) },
        { "the owner is of the unknown kind 9", new(new Principal((PrincipalKind)9, 5)) },
    };

    [Theory]
    [MemberData(nameof(InvalidDescriptors))]
    public void A_descriptor_that_makes_no_sense_is_refused_with_the_place(string problem, SecurityDescriptor descriptor)
    {
        using var owner = _engine.OpenSession();
        var key = owner.GetFilter(owner.AddFilter(Make.Filter())).Key;
        Action[] calls =
        [
            () => owner.AddProvider(Make.Provider() with { Security = descriptor }),
            () => owner.AddProviderContext(Make.ProviderContext() with { Security = descriptor }),
            () => owner.AddSubLayer(Make.SubLayer() with { Security = descriptor }),
            () => owner.AddCallout(Make.Callout() with { Security = descriptor }),
            () => owner.AddFilter(Make.Filter() with { Security = descriptor }),
            () => owner.SetSecurity(descriptor),
            () => owner.SetSecurity(ObjectKind.Filter, descriptor),
            () => owner.SetSecurity(ObjectKind.Filter, key, descriptor),
        ];

        Assert.All(calls, call => Assert.Contains(
            problem, Refused(FwpError.InvalidSecurityDescriptor, call).Message, StringComparison.Ordinal));
    }

    private Session OpenAs(AccessToken caller) => _engine.OpenSession(new SessionOptions { Caller = caller });

    private static WfpException Refused(FwpError code, Action call)
    {
        var thrown = Assert.Throws<WfpException>(call);
        Assert.Equal(code, thrown.Code);
        return thrown;
    }
}
