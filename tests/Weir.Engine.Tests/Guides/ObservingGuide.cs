using System.Net.Sockets;

namespace Weir.Engine.Tests.Guides;

/// <summary>The program whose parts the guide "Observing the engine, and who may do what" shows.</summary>
internal static class ObservingGuide
{
    public static void Run(FilterEngine engine)
    {
        using var session = engine.OpenSession();

        foreach (var happened in session.GetNetEvents(new NetEventTemplate
        {
            StartTime = DateTimeOffset.UtcNow.AddMinutes(-5),
            Conditions = [FilterCondition.RemotePort(443), FilterCondition.Protocol(ProtocolType.Tcp)],
        }))
        {
            Console.WriteLine($"{happened.Time:T} {happened.Type} {happened.RemoteAddress} by filter {happened.FilterId}");
        }

        using var subscription = session.SubscribeNetEvents(
            happened => Console.WriteLine($"{happened.Verdict} {happened.RemoteAddress}"),
            options: new SubscriptionOptions { QueueLength = 10_000, Dropped = loss => Console.WriteLine(loss.Message) });

        using var changes = session.SubscribeFilterChanges(change => Console.WriteLine($"{change.Type} {change.Target} in version {change.PolicyVersion}"));
        var there = session.Policy.Filters.ToList();

        session.SetOption(EngineOption.NetEventMatchAnyKeywords, NetEventKeywords.InboundMulticast | NetEventKeywords.ClassifyAllow);
        session.SetOption(EngineOption.TransactionWatchdogTimeout, TimeSpan.FromSeconds(10));
        engine.TransactionIsLong += found => Console.WriteLine($"Session '{found.SessionName}' has been writing since {found.WritingSince}.");

        using var theirs = engine.OpenSession(new SessionOptions { Name = "backup", Caller = new AccessToken(userId: 1000, groupIds: [1000, 4]) });

        session.SetSecurity(ObjectKind.NetEvent, new SecurityDescriptor(
            Principal.Root,
            AccessControlEntry.Deny(Principal.User(1001), AccessRights.All),
            AccessControlEntry.Allow(Principal.Group(4), AccessRights.Enumerate | AccessRights.Subscribe | AccessRights.Read),
            AccessControlEntry.Allow(Principal.Root, AccessRights.All)));

        Assert.Empty(there);
        Assert.Empty(theirs.GetNetEvents());
    }
}
