using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Store.Sqlite.Tests;

/// <summary>A policy with every property of every kind of object set, and every type of value.</summary>
internal static class Sample
{
    public static readonly SecurityDescriptor Security = new(
        Principal.User(1000),
        AccessControlEntry.Deny(Principal.Group(uint.MaxValue), AccessRights.Delete | AccessRights.WriteOwner),
        AccessControlEntry.Allow(Principal.Everyone, AccessRights.Read),
        AccessControlEntry.Allow(Principal.Root, AccessRights.All));

    /// <summary>The match types in the order in which the fixture of version 1 has them.</summary>
    private static readonly FilterMatchType[] s_matches =
    [
        FilterMatchType.Equal,
        FilterMatchType.Greater,
        FilterMatchType.Less,
        FilterMatchType.GreaterOrEqual,
        FilterMatchType.LessOrEqual,
        FilterMatchType.Range,
        FilterMatchType.FlagsAllSet,
        FilterMatchType.FlagsAnySet,
        FilterMatchType.FlagsNoneSet,
        FilterMatchType.EqualCaseInsensitive,
        FilterMatchType.NotEqual,
        FilterMatchType.Prefix,
        FilterMatchType.NotPrefix,
    ];

    private static readonly Guid s_provider = new("11111111-0000-4000-8000-000000000001");
    private static readonly Guid s_context = new("22222222-0000-4000-8000-000000000001");
    private static readonly Guid s_subLayer = new("33333333-0000-4000-8000-000000000001");
    private static readonly Guid s_callout = new("44444444-0000-4000-8000-000000000001");

    /// <summary>A value of every type, at both ends of it where it has ends.</summary>
    public static IReadOnlyList<FilterValue> Values { get; } =
    [
        FilterValue.Empty,
        FilterValue.UInt8(0),
        FilterValue.UInt8(byte.MaxValue),
        FilterValue.UInt16(ushort.MaxValue),
        FilterValue.UInt32(uint.MaxValue),
        FilterValue.UInt64(ulong.MaxValue),
        FilterValue.Int8(sbyte.MinValue),
        FilterValue.Int8(sbyte.MaxValue),
        FilterValue.Int16(short.MinValue),
        FilterValue.Int32(int.MinValue),
        FilterValue.Int64(long.MinValue),
        FilterValue.Int64(long.MaxValue),
        FilterValue.Float(-0f),
        FilterValue.Float(float.NaN),
        FilterValue.Float(float.Epsilon),
        FilterValue.Double(double.NegativeInfinity),
        FilterValue.Double(BitConverter.UInt64BitsToDouble(0x7FF8_0000_0000_0001)),
        FilterValue.ByteArray16(1),
        FilterValue.ByteArray16(UInt128.MaxValue),
        FilterValue.ByteArray6([0, 1, 2, 3, 4, 255]),
        FilterValue.ByteBlob([]),
        FilterValue.ByteBlob([0, 255, 34, 39]),
        FilterValue.WindowsAppId(@"\device\harddiskvolume1\windows\system32\svchost.exe"),
        FilterValue.Sid(SecurityIdentifier.Parse("S-1-5-21-1-2-3-4294967295")),
        FilterValue.SecurityDescriptor(Security),
        FilterValue.SecurityDescriptor(new SecurityDescriptor(Principal.Root)),
        FilterValue.TokenInformation(new AccessToken(0)),
        FilterValue.TokenAccessInformation(new AccessToken(uint.MaxValue, 0, 7, uint.MaxValue)),
        FilterValue.UnicodeString(""),
        FilterValue.UnicodeString("größe \"x\" \\ ' 漢字 \U0001F30A \u0001 \u2028"),
        FilterValue.BitmapIndex(63),
        FilterValue.BitmapArray64(ulong.MaxValue),
        FilterValue.V4AddressMask(0x0A000001, 0xFF00FF00),
        FilterValue.V6AddressPrefix(UInt128.MaxValue, 128),
        FilterValue.V6AddressPrefix(0xFFFF_7F00_0001, 96),
        FilterValue.PortRange(1, 2),
        FilterValue.Range(FilterValue.UInt64(0), FilterValue.UInt64(ulong.MaxValue)),
        FilterValue.Range(FilterValue.ByteArray16(0), FilterValue.ByteArray16(UInt128.MaxValue)),
        FilterValue.Range(FilterValue.UnicodeString("a"), FilterValue.UnicodeString("ä")),
        FilterValue.Range(FilterValue.UInt8(1), FilterValue.UInt16(2)),
    ];

    /// <summary>The policy.</summary>
    public static StoredPolicy Policy { get; } = new()
    {
        Providers =
        [
            new ProviderSpec
            {
                Key = s_provider,
                Name = "Büro 漢字 \U0001F30A",
                Description = "It's \"quoted\"; DROP TABLE provider --",
                ServiceName = "weir-office.service",
                ProviderData = [1, 0, 255],
                Persistent = true,
                Security = Security,
            },
            new ProviderSpec { Key = new("11111111-0000-4000-8000-000000000000"), Name = "plain", Persistent = true },
        ],
        ProviderContexts =
        [
            new StoredProviderContext(
                new ProviderContextSpec
                {
                    Key = s_context,
                    Name = "context",
                    Description = "data for a callout",
                    Provider = s_provider,
                    Data = [.. Enumerable.Range(0, 256).Select(i => (byte)i)],
                    ProviderData = [7],
                    Persistent = true,
                    Security = Security,
                },
                Id: 5),
            new StoredProviderContext(
                new ProviderContextSpec
                {
                    Key = new("66666666-0000-4000-8000-000000000000"),
                    Name = "options",
                    ClassifyOptions = new ClassifyOptions
                    {
                        MulticastState = MulticastState.AllowGlobal,
                        LooseSourceMapping = true,
                        UnicastLifetime = TimeSpan.FromSeconds(uint.MaxValue),
                        MulticastLifetime = TimeSpan.FromSeconds(1),
                        LocalOnlyMapping = true,
                    },
                    Persistent = true,
                },
                Id: long.MaxValue),
        ],
        SubLayers =
        [
            new StoredSubLayer(
                new SubLayerSpec
                {
                    Key = s_subLayer,
                    Name = "sublayer",
                    Description = "first",
                    Provider = s_provider,
                    Weight = ushort.MaxValue,
                    FailMode = FailMode.Closed,
                    ProviderData = [8],
                    Persistent = true,
                    Security = Security,
                },
                EffectiveWeight: 0xFFFE),
            new StoredSubLayer(new SubLayerSpec { Key = new("33333333-0000-4000-8000-000000000000"), Name = "plain", Persistent = true }, EffectiveWeight: 0),
        ],
        Callouts =
        [
            new CalloutSpec
            {
                Key = s_callout,
                Name = "callout",
                Description = "asks",
                Provider = s_provider,
                ApplicableLayer = LayerId.OutboundTransportV4,
                UsesProviderContext = true,
                ProviderData = [9],
                Persistent = true,
                Security = Security,
            },
        ],
        Filters =
        [
            new StoredFilter(
                new FilterSpec
                {
                    Key = new("55555555-0000-4000-8000-000000000001"),
                    Name = "every type of value",
                    Description = "and every match type",
                    Provider = s_provider,
                    Layer = LayerId.OutboundTransportV4,
                    SubLayer = s_subLayer,
                    Weight = FilterWeight.Exact(ulong.MaxValue),
                    Conditions = [.. Values.Select((value, i) => new FilterCondition(
                        i == 0 ? new FieldKey(new("66666666-0000-4000-8000-000000000001")) : Fields.IpRemotePort,
                        s_matches[i % s_matches.Length],
                        value))],
                    Action = FilterAction.CalloutTerminating,
                    Callout = s_callout,
                    ProviderContext = s_context,
                    Flags = FilterFlags.Persistent | FilterFlags.HasProviderContext | FilterFlags.ClearActionRight | FilterFlags.PermitIfCalloutUnregistered,
                    ProviderData = [10],
                    Security = Security,
                },
                Id: 7,
                EffectiveWeight: ulong.MaxValue),
            new StoredFilter(
                new FilterSpec
                {
                    Key = new("55555555-0000-4000-8000-000000000000"),
                    Name = "boot time",
                    Layer = LayerId.InboundTransportV6,
                    Weight = FilterWeight.Range(15),
                    Action = FilterAction.Block,
                    Context = ulong.MaxValue,
                    Flags = FilterFlags.BootTime,
                },
                Id: 9,
                EffectiveWeight: 0xF000_0000_0000_0001),
        ],
        Security = [.. Enum.GetValues<ObjectKind>().Select(kind => new StoredSecurity(kind, Security)), new StoredSecurity(null, Security)],
    };

    /// <summary>What deletes all objects of a policy.</summary>
    public static ImmutableArray<StoredObjectKey> KeysOf(StoredPolicy policy) =>
    [
        .. policy.Filters.Select(filter => new StoredObjectKey(ObjectKind.Filter, filter.Spec.Key)),
        .. policy.Callouts.Select(callout => new StoredObjectKey(ObjectKind.Callout, callout.Key)),
        .. policy.SubLayers.Select(subLayer => new StoredObjectKey(ObjectKind.SubLayer, subLayer.Spec.Key)),
        .. policy.ProviderContexts.Select(context => new StoredObjectKey(ObjectKind.ProviderContext, context.Spec.Key)),
        .. policy.Providers.Select(provider => new StoredObjectKey(ObjectKind.Provider, provider.Key)),
    ];
}
