using System.Net;
using Weir.Engine.Tests.Subscriptions;

namespace Weir.Engine.Tests.ErrorCodes;

/// <summary>For every code that the engine returns: a way to get it, and what the message must name.</summary>
internal static class Provocations
{
    private static readonly Guid s_key = new("0b1f3a52-8c47-4f0e-9d3a-2f6f7c9e1a44");

    public static IReadOnlyDictionary<FwpError, (string Names, Action<ErrorWorld> Provoke)> All { get; } =
        new Dictionary<FwpError, (string Names, Action<ErrorWorld> Provoke)>
        {
            [FwpError.AccessDenied] = ("the container of filters", world =>
                world.Engine.OpenSession(new SessionOptions { Caller = new AccessToken(1000) }).AddFilter(Make.Filter())),
            [FwpError.InvalidSecurityDescriptor] = ("The container of filters", world =>
                world.Session.SetSecurity(
                    ObjectKind.Filter, new SecurityDescriptor(Principal.Root, AccessControlEntry.Allow(Principal.Root, AccessRights.None)))),
            [FwpError.CalloutNotFound] = ("Filter 'test filter'", world => world.Session.AddFilter(Make.CalloutFilter(s_key))),
            [FwpError.ConditionNotFound] = ("Filter 'test filter'", world =>
                world.Add(Fields.AleAppId, FilterMatchType.Equal, FilterValue.WindowsAppId("\\device\\disk\\a.exe"))),
            [FwpError.FilterNotFound] = ("filter with id 99", world => world.Session.DeleteFilter(99)),
            [FwpError.LayerNotFound] = ("Filter 'test filter'", world => world.Add(filter => filter with { Layer = (LayerId)9999 })),
            [FwpError.ProviderNotFound] = ("provider with key 0b1f3a52", world => world.Session.GetProvider(s_key)),
            [FwpError.ProviderContextNotFound] = ("provider context with key 0b1f3a52", world => world.Session.GetProviderContext(s_key)),
            [FwpError.SublayerNotFound] = ("sublayer with key 0b1f3a52", world => world.Session.DeleteSubLayer(s_key)),
            [FwpError.AlreadyExists] = ("Provider 'test provider'", world =>
            {
                world.Session.AddProvider(Make.Provider(s_key));
                world.Session.AddProvider(Make.Provider(s_key));
            }
            ),
            [FwpError.InUse] = ("Sublayer 'test sublayer'", world =>
            {
                var subLayer = world.Session.AddSubLayer(Make.SubLayer());
                world.Add(filter => filter with { SubLayer = subLayer });
                world.Session.DeleteSubLayer(subLayer);
            }
            ),
            [FwpError.DynamicSessionInProgress] = ("'test filter'", world =>
                world.OpenDynamic().DeleteFilter(world.Session.AddFilter(Make.Filter()))),
            [FwpError.WrongSession] = ("'test filter'", world =>
                world.OpenDynamic().DeleteFilter(world.OpenDynamic().AddFilter(Make.Filter()))),
            [FwpError.NoTxnInProgress] = ("transaction", world =>
            {
                var transaction = world.Session.BeginTransaction();
                transaction.Commit();
                transaction.Commit();
            }
            ),
            [FwpError.TxnInProgress] = ("session already has a transaction", world =>
            {
                world.Session.BeginTransaction(readOnly: true);
                world.Session.BeginTransaction();
            }
            ),
            [FwpError.TxnAborted] = ("transaction", world =>
            {
                var transaction = world.Session.BeginTransaction();
                world.Clock.Advance(TimeSpan.FromMinutes(2));
                transaction.Commit();
            }
            ),
            [FwpError.SessionAborted] = ("session", world =>
            {
                world.Engine.Dispose();
                world.Session.AddFilter(Make.Filter());
            }
            ),
            [FwpError.IncompatibleTxn] = ("transaction is read-only", world =>
            {
                world.Session.BeginTransaction(readOnly: true);
                world.Session.AddFilter(Make.Filter());
            }
            ),
            [FwpError.Timeout] = ("write lock", world =>
            {
                world.Session.BeginTransaction();
                world.Engine.OpenSession(new SessionOptions { TransactionWaitTimeout = TimeSpan.FromTicks(1) }).AddFilter(Make.Filter());
            }
            ),
            [FwpError.NetEventsDisabled] = ("COLLECT_NET_EVENTS", world =>
            {
                world.Session.SetOption(EngineOption.CollectNetEvents, false);
                world.Session.GetNetEvents();
            }
            ),
            [FwpError.IncompatibleLayer] = ("Filter 'test filter'", world => world.Add(filter => filter with
            {
                Flags = FilterFlags.BootTime,
                Layer = Layers.All.First(layer => !layer.Flags.HasFlag(LayerFlags.Kernel)).Id,
            })),
            [FwpError.LifetimeMismatch] = ("Provider 'test provider'", world =>
                world.OpenDynamic().AddProvider(Make.Provider() with { Persistent = true })),
            [FwpError.BuiltinObject] = ("'UNIVERSAL'", world => world.Session.DeleteSubLayer(SubLayers.Universal)),
            [FwpError.TooManyCallouts] = ("Callout 'test callout'", world =>
            {
                world.Session.BeginTransaction();
                for (var i = 0; i <= 100_000; i++)
                {
                    world.Session.AddCallout(Make.Callout());
                }
            }
            ),
            [FwpError.NotificationDropped] = ("Subscription of filters in session 'first'", DropNotifications),
            [FwpError.InvalidEnumerator] = ("Sublayer 'test sublayer'", world =>
                world.Session.AddSubLayer(Make.SubLayer(failMode: (FailMode)9))),
            [FwpError.InvalidFlags] = ("Filter 'test filter'", world => world.Add(filter => filter with { Flags = FilterFlags.Disabled })),
            [FwpError.InvalidNetMask] = ("Filter 'test filter'", world =>
                world.Add(Fields.IpRemoteAddress, FilterMatchType.Equal, FilterValue.V4AddressMask(0, 0xFF00FF00))),
            [FwpError.InvalidRange] = ("Filter 'test filter'", world =>
                world.Add(Fields.IpRemotePort, FilterMatchType.Range, FilterValue.PortRange(9, 8))),
            [FwpError.InvalidInterval] = ("Template of net events", world => world.Session.GetNetEvents(new NetEventTemplate
            {
                StartTime = DateTimeOffset.UnixEpoch.AddTicks(1),
                EndTime = DateTimeOffset.UnixEpoch,
            })),
            [FwpError.NullDisplayName] = ("Filter", world => world.Add(filter => filter with { Name = "" })),
            [FwpError.InvalidActionType] = ("Filter 'test filter'", world => world.Add(filter => filter with { Action = (FilterAction)7 })),
            [FwpError.InvalidWeight] = ("Filter 'test filter'", world => world.Add(filter => filter with { Weight = FilterWeight.Range(16) })),
            [FwpError.MatchTypeMismatch] = ("Filter 'test filter'", world =>
                world.Add(Fields.IpProtocol, FilterMatchType.EqualCaseInsensitive, FilterValue.UInt8(6))),
            [FwpError.TypeMismatch] = ("Filter 'test filter'", world =>
                world.Add(Fields.IpProtocol, FilterMatchType.Equal, FilterValue.UInt16(6))),
            [FwpError.OutOfBounds] = ("QueueLength", world =>
                world.Session.SubscribeFilterChanges(_ => { }, options: new SubscriptionOptions { QueueLength = 0 })),
            [FwpError.DuplicateCondition] = ("Filter 'test filter'", world => world.Add(filter => filter with
            {
                Conditions =
                [
                    FilterCondition.RemotePort(1),
                    FilterCondition.RemoteAddress(IPAddress.Loopback),
                    FilterCondition.RemotePort(2),
                ],
            })),
            [FwpError.ActionIncompatibleWithLayer] = ("Filter 'test filter'", world =>
            {
                world.Session.AddCallout(Make.Callout(s_key, LayerId.InboundTransportV4));
                world.Session.AddFilter(Make.CalloutFilter(s_key));
            }
            ),
            [FwpError.ZeroLengthArray] = ("Provider context 'test provider context'", world =>
                world.Session.AddProviderContext(Make.ProviderContext() with { ClassifyOptions = new ClassifyOptions() })),
            [FwpError.ContextIncompatibleWithLayer] = ("Filter 'test filter'", world =>
                world.NameContext(LayerId.OutboundTransportV4, s_key, new ClassifyOptions { LocalOnlyMapping = true })),
            [FwpError.ProviderContextMismatch] = ("Filter 'test filter'", world =>
                world.NameContext(LayerId.AleAuthConnectV4, BuiltInCallouts.SetOptionsAuthConnectLayerV4, null)),
            [FwpError.ContextIncompatibleWithCallout] = ("Filter 'test filter'", world =>
            {
                var context = world.Session.AddProviderContext(Make.ProviderContext());
                world.Session.AddCallout(Make.Callout(s_key));
                world.Session.AddFilter(Make.CalloutFilter(s_key) with { ProviderContext = world.Session.GetProviderContext(context).Key });
            }
            ),
            [FwpError.NeverMatch] = ("Subscription of filters in session 'first'", world =>
                world.Session.SubscribeFilterChanges(_ => { }, SubscriptionFlags.None)),
            [FwpError.InvalidParameter] = ("Filter 'test filter\u0007'", world => world.Add(filter => filter with { Name = "test filter\u0007" })),
            [FwpError.TooManySublayers] = ("Sublayer 'test sublayer'", world =>
            {
                world.Session.BeginTransaction();
                for (var i = 0; i <= ushort.MaxValue; i++)
                {
                    world.Session.AddSubLayer(Make.SubLayer());
                }
            }
            ),
            [FwpError.CalloutNotificationFailed] = ("Filter 'test filter'", world =>
            {
                world.Engine.RegisterCallout(new RefusingCallout(), s_key);
                world.Session.AddCallout(Make.Callout(s_key));
                world.Session.AddFilter(Make.CalloutFilter(s_key));
            }
            ),
        };

    /// <summary>The subscriber gets the code, not a caller.</summary>
    private static void DropNotifications(ErrorWorld world)
    {
        using var losses = new Inbox<WfpException>();
        using var inbox = new Inbox<ObjectChange<InstalledFilter>>();
        using var writer = world.Engine.OpenSession();
        using var subscription = world.Session.SubscribeFilterChanges(
            inbox.Receive, options: new SubscriptionOptions { QueueLength = 1, Dropped = losses.Receive });
        inbox.Hold();
        writer.AddFilter(Make.Filter());
        inbox.WaitUntilInside();
        writer.AddFilter(Make.Filter());
        writer.AddFilter(Make.Filter());
        inbox.Open();
        throw losses.Next();
    }
}
