namespace Weir.Engine.Tests.Security;

/// <summary>Every operation of a session, with each right that it needs and where.</summary>
internal static class AccessMatrix
{
    private static readonly SecurityDescriptor s_some = new(Principal.Root, AccessControlEntry.Allow(Principal.Everyone, AccessRights.All));

    public static IReadOnlyList<(string Operation, AccessRights Right, Place Place, Action<AccessWorld, Session> Run)> Rows { get; } =
    [
        ("begin a read-only transaction", AccessRights.BeginReadTransaction, Place.Engine,
            (_, session) => session.BeginTransaction(readOnly: true).Abort()),
        ("begin a transaction", AccessRights.BeginWriteTransaction, Place.Engine, (_, session) => session.BeginTransaction().Abort()),
        ("read the engine's security", AccessRights.ReadSecurity, Place.Engine, (_, session) => session.GetSecurity()),
        ("write the engine's security", AccessRights.WriteSecurity, Place.Engine, (_, session) => session.SetSecurity(s_some)),

        ("read an option", AccessRights.Read, Place.Engine, (_, session) => session.GetOption(EngineOption.CollectNetEvents)),
        ("set an option", AccessRights.Write, Place.Engine, (_, session) => session.SetOption(EngineOption.CollectNetEvents, true)),

        ("list net events", AccessRights.Enumerate, Place.Container(ObjectKind.NetEvent), (_, session) => session.GetNetEvents()),
        ("hear of net events", AccessRights.Subscribe, Place.Container(ObjectKind.NetEvent),
            (_, session) => session.SubscribeNetEvents(_ => { })),

        ("add a provider", AccessRights.Add, Place.Container(ObjectKind.Provider), (_, session) => session.AddProvider(Make.Provider())),
        ("add a provider context", AccessRights.Add, Place.Container(ObjectKind.ProviderContext),
            (_, session) => session.AddProviderContext(Make.ProviderContext())),
        ("add a sublayer", AccessRights.Add, Place.Container(ObjectKind.SubLayer), (_, session) => session.AddSubLayer(Make.SubLayer())),
        ("add a callout", AccessRights.Add, Place.Container(ObjectKind.Callout), (_, session) => session.AddCallout(Make.Callout())),
        ("add a filter", AccessRights.Add, Place.Container(ObjectKind.Filter), (_, session) => session.AddFilter(Make.Filter())),

        ("name a layer in a callout", AccessRights.AddLink, Place.Container(ObjectKind.Layer),
            (_, session) => session.AddCallout(Make.Callout())),
        ("name a layer in a filter", AccessRights.AddLink, Place.Container(ObjectKind.Layer),
            (_, session) => session.AddFilter(Make.Filter())),
        ("name a sublayer in a filter", AccessRights.AddLink, Place.Object(ObjectKind.SubLayer),
            (world, session) => session.AddFilter(Make.Filter(subLayer: world.SubLayer))),
        ("name a provider in a provider context", AccessRights.AddLink, Place.Object(ObjectKind.Provider),
            (world, session) => session.AddProviderContext(Make.ProviderContext() with { Provider = world.Provider })),
        ("name a provider in a sublayer", AccessRights.AddLink, Place.Object(ObjectKind.Provider),
            (world, session) => session.AddSubLayer(Make.SubLayer() with { Provider = world.Provider })),
        ("name a provider in a callout", AccessRights.AddLink, Place.Object(ObjectKind.Provider),
            (world, session) => session.AddCallout(Make.Callout() with { Provider = world.Provider })),
        ("name a provider in a filter", AccessRights.AddLink, Place.Object(ObjectKind.Provider),
            (world, session) => session.AddFilter(Make.Filter() with { Provider = world.Provider })),
        ("name a callout in a filter", AccessRights.AddLink, Place.Object(ObjectKind.Callout),
            (world, session) => session.AddFilter(Make.CalloutFilter(world.CalloutKey))),
        ("name a provider context in a filter", AccessRights.AddLink, Place.Object(ObjectKind.ProviderContext),
            (world, session) => session.AddFilter(Make.CalloutFilter(world.CalloutKey) with { ProviderContext = world.ContextKey })),

        ("delete a provider", AccessRights.Delete, Place.Object(ObjectKind.Provider),
            (world, session) => session.DeleteProvider(world.Provider)),
        ("delete a provider context by key", AccessRights.Delete, Place.Object(ObjectKind.ProviderContext),
            (world, session) => session.DeleteProviderContext(world.ContextKey)),
        ("delete a provider context by id", AccessRights.Delete, Place.Object(ObjectKind.ProviderContext),
            (world, session) => session.DeleteProviderContext(world.Context)),
        ("delete a sublayer", AccessRights.Delete, Place.Object(ObjectKind.SubLayer),
            (world, session) => session.DeleteSubLayer(world.SubLayer)),
        ("delete a callout by key", AccessRights.Delete, Place.Object(ObjectKind.Callout),
            (world, session) => session.DeleteCallout(world.CalloutKey)),
        ("delete a callout by id", AccessRights.Delete, Place.Object(ObjectKind.Callout),
            (world, session) => session.DeleteCallout(world.Callout)),
        ("delete a filter by key", AccessRights.Delete, Place.Object(ObjectKind.Filter),
            (world, session) => session.DeleteFilter(world.FilterKey)),
        ("delete a filter by id", AccessRights.Delete, Place.Object(ObjectKind.Filter),
            (world, session) => session.DeleteFilter(world.Filter)),

        ("get a provider", AccessRights.Read, Place.Object(ObjectKind.Provider), (world, session) => session.GetProvider(world.Provider)),
        ("get a provider context by key", AccessRights.Read, Place.Object(ObjectKind.ProviderContext),
            (world, session) => session.GetProviderContext(world.ContextKey)),
        ("get a provider context by id", AccessRights.Read, Place.Object(ObjectKind.ProviderContext),
            (world, session) => session.GetProviderContext(world.Context)),
        ("get a sublayer", AccessRights.Read, Place.Object(ObjectKind.SubLayer), (world, session) => session.GetSubLayer(world.SubLayer)),
        ("get a callout by key", AccessRights.Read, Place.Object(ObjectKind.Callout),
            (world, session) => session.GetCallout(world.CalloutKey)),
        ("get a callout by id", AccessRights.Read, Place.Object(ObjectKind.Callout), (world, session) => session.GetCallout(world.Callout)),
        ("get a filter by key", AccessRights.Read, Place.Object(ObjectKind.Filter), (world, session) => session.GetFilter(world.FilterKey)),
        ("get a filter by id", AccessRights.Read, Place.Object(ObjectKind.Filter), (world, session) => session.GetFilter(world.Filter)),
        ("get a filter's counters", AccessRights.ReadStatistics, Place.Object(ObjectKind.Filter),
            (world, session) => session.GetCounters(world.Filter)),

        ("hear of changes of providers", AccessRights.Subscribe, Place.Container(ObjectKind.Provider),
            (_, session) => session.SubscribeProviderChanges(_ => { })),
        ("hear of changes of provider contexts", AccessRights.Subscribe, Place.Container(ObjectKind.ProviderContext),
            (_, session) => session.SubscribeProviderContextChanges(_ => { })),
        ("hear of changes of sublayers", AccessRights.Subscribe, Place.Container(ObjectKind.SubLayer),
            (_, session) => session.SubscribeSubLayerChanges(_ => { })),
        ("hear of changes of callouts", AccessRights.Subscribe, Place.Container(ObjectKind.Callout),
            (_, session) => session.SubscribeCalloutChanges(_ => { })),
        ("hear of changes of filters", AccessRights.Subscribe, Place.Container(ObjectKind.Filter),
            (_, session) => session.SubscribeFilterChanges(_ => { })),

        .. Enum.GetValues<ObjectKind>().Select(kind => SecurityRow(
            "read a container's security", AccessRights.ReadSecurity, Place.Container(kind),
            (_, session) => session.GetSecurity(kind))),
        .. Enum.GetValues<ObjectKind>().Select(kind => SecurityRow(
            "write a container's security", AccessRights.WriteSecurity, Place.Container(kind),
            (_, session) => session.SetSecurity(kind, s_some))),
        .. KindsWithDescriptors.Select(kind => SecurityRow(
            "read an object's security", AccessRights.ReadSecurity, Place.Object(kind),
            (world, session) => session.GetSecurity(kind, world.KeyOf(kind)))),
        .. KindsWithDescriptors.Select(kind => SecurityRow(
            "write an object's security", AccessRights.WriteSecurity, Place.Object(kind),
            (world, session) => session.SetSecurity(kind, world.KeyOf(kind), s_some))),
        .. KindsWithDescriptors.Select(kind => SecurityRow(
            "change an object's owner", AccessRights.WriteSecurity | AccessRights.WriteOwner, Place.Object(kind),
            (world, session) => session.SetSecurity(kind, world.KeyOf(kind), new SecurityDescriptor(Principal.User(7))))),
    ];

    public static IEnumerable<ObjectKind> KindsWithDescriptors =>
        Enum.GetValues<ObjectKind>().Where(kind => kind is not (ObjectKind.Layer or ObjectKind.NetEvent));

    private static (string Operation, AccessRights Right, Place Place, Action<AccessWorld, Session> Run) SecurityRow(
        string operation, AccessRights right, Place place, Action<AccessWorld, Session> run) => ($"{operation} ({place})", right, place, run);
}
