namespace Weir.Engine.Tests.Security;

/// <summary>Each operation, with each right that it needs: allowed, not allowed, denied, by order, by group, by inheritance.</summary>
public sealed class AccessMatrixTests
{
    private static readonly Principal s_alice = Principal.User(AccessWorld.Alice.UserId);
    private static readonly Principal s_group = Principal.Group(AccessWorld.AlicesGroup);

    public static TheoryData<string> Operations => [.. AccessMatrix.Rows.Select(row => row.Operation)];

    [Fact]
    public void No_operation_is_named_twice() => Assert.Distinct(AccessMatrix.Rows.Select(row => row.Operation));

    [Theory]
    [MemberData(nameof(Operations))]
    public void The_right_is_enough_and_without_it_nothing_works(string operation)
    {
        var right = RightOf(operation);

        Allowed(operation, Allow(s_alice, right));
        var refused = Refused(operation, Allow(s_alice, AccessRights.All & ~right));
        Assert.Contains($"no right {right} on ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("User 1000, groups 500 1000", refused.Message, StringComparison.Ordinal);
        Assert.Contains("has no line that allows it", refused.Message, StringComparison.Ordinal);
        Refused(operation, Allow(Principal.User(1001), AccessRights.All));
        Refused(operation);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void The_first_line_that_names_the_right_and_the_user_counts(string operation)
    {
        var right = RightOf(operation);

        var refused = Refused(operation, Deny(s_alice, right), Allow(s_alice, AccessRights.All));
        Assert.Contains($"has the line 'deny user 1000 {right}'", refused.Message, StringComparison.Ordinal);
        Allowed(operation, Allow(s_alice, right), Deny(s_alice, AccessRights.All));
        Allowed(operation, Deny(Principal.User(1001), right), Deny(s_alice, AccessRights.All & ~right), Allow(Principal.Everyone, right));
        Refused(operation, Deny(Principal.Everyone, right), Allow(s_alice, right));
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void Members_of_a_group_have_what_it_has(string operation)
    {
        var right = RightOf(operation);

        Allowed(operation, Allow(s_group, right));
        Refused(operation, Allow(Principal.Group(501), AccessRights.All));
        Refused(operation, Deny(s_group, right), Allow(s_alice, AccessRights.All));
        Allowed(operation, Allow(s_alice, right), Deny(s_group, AccessRights.All));
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void Without_a_descriptor_of_its_own_a_place_has_the_one_above(string operation)
    {
        var (_, right, place, run) = Row(operation);
        if (place.Kind is null)
        {
            return;
        }

        foreach (var isAllowed in new[] { true, false })
        {
            using var world = new AccessWorld();
            using var session = world.OpenAs(AccessWorld.Alice);
            world.SetAbove(place, Descriptor(Allow(s_alice, isAllowed ? AccessRights.All : AccessRights.All & ~right)));

            var thrown = Record.Exception(() => run(world, session));

            if (isAllowed)
            {
                Assert.Null(thrown);
            }
            else
            {
                Assert.Equal(FwpError.AccessDenied, Assert.IsType<WfpException>(thrown).Code);
                Assert.Contains("The descriptor that it inherits", thrown.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void The_owner_of_the_engine_is_not_asked(string operation)
    {
        var (_, _, place, run) = Row(operation);
        using var world = new AccessWorld();
        world.Set(place, Descriptor(Deny(Principal.Everyone, AccessRights.All)));

        run(world, world.Owner);
    }

    private static void Allowed(string operation, params AccessControlEntry[] lines) => Assert.Null(Try(operation, lines));

    private static WfpException Refused(string operation, params AccessControlEntry[] lines)
    {
        var thrown = Assert.IsType<WfpException>(Try(operation, lines));
        Assert.Equal(FwpError.AccessDenied, thrown.Code);
        return thrown;
    }

    private static Exception? Try(string operation, AccessControlEntry[] lines)
    {
        var (_, _, place, run) = Row(operation);
        using var world = new AccessWorld();
        using var session = world.OpenAs(AccessWorld.Alice);
        world.Set(place, Descriptor(lines));
        return Record.Exception(() => run(world, session));
    }

    private static SecurityDescriptor Descriptor(params AccessControlEntry[] lines) => new(Principal.Root, lines);

    private static AccessControlEntry Allow(Principal principal, AccessRights rights) => AccessControlEntry.Allow(principal, rights);

    private static AccessControlEntry Deny(Principal principal, AccessRights rights) => AccessControlEntry.Deny(principal, rights);

    private static AccessRights RightOf(string operation) => Row(operation).Right;

    private static (string Operation, AccessRights Right, Place Place, Action<AccessWorld, Session> Run) Row(string operation) =>
        AccessMatrix.Rows.Single(row => row.Operation == operation);
}
