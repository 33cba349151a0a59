using System.Collections.Immutable;
using CsCheck;
using Weir.Engine;

namespace Weir.Policy.Tests;

/// <summary>Random policies over every layer, field and match type, that the engine accepts.</summary>
internal static class RandomPolicy
{
    private static readonly Gen<string> s_text = Gen.OneOf(
        Gen.OneOf("/usr/bin/curl", "empty", "0x01", "80", "", "a, b: c # d", "it's \"so\"", "null", "- x", "tab\tin", "ü\u2028\U0001F600", "*", " edge "),
        Gen.Char[' ', '~'].Array[0, 12].Select(letters => new string(letters)));

    private static readonly Gen<string> s_name = Gen.OneOf(
        Gen.OneOf("universal rule", "a: b", "[x]", "{y}", "#1", "true", "0x10", "'quoted'", "naïve \U0001F600", "ends with colon:", "- dash", "null", "x"),
        Gen.Char[' ', '~'].Array[1, 12].Select(letters => "n" + new string(letters) + "."));

    private static readonly Gen<ByteBlob> s_blob = Gen.OneOf(
        Gen.Byte.Array[0, 9].Select(bytes => ByteBlob.Create(bytes)),
        Gen.OneOf(@"\device\harddiskvolume1\a.exe", "0x01", "empty", "b c").Select(path => FilterValue.WindowsAppId(path).ToByteBlob()));

    private static readonly Gen<Principal> s_principal = Gen.OneOf(
        Gen.Const(Principal.Everyone), Gen.UInt[0, 70_000].Select(Principal.User), Gen.UInt[0, 70_000].Select(Principal.Group));

    private static readonly Gen<SecurityDescriptor> s_descriptor = Gen.Select(
        Gen.OneOf(Principal.Root, Principal.User(7), Principal.Group(8)),
        Gen.Select(Gen.Bool, s_principal, Gen.OneOf(SecurityDescriptor.MatchFilter, AccessRights.All, AccessRights.Read | AccessRights.Subscribe, AccessRights.Write),
            (allows, principal, rights) => new AccessControlEntry(allows, principal, rights)).Array[0, 3],
        (owner, entries) => new SecurityDescriptor(owner, entries));

    private static readonly Gen<SecurityIdentifier> s_identifier = Gen.Select(
        Gen.OneOf(0ul, 5ul, 15ul, 0x5000000001ul), Gen.UInt.Array[0, 4], (authority, parts) => new SecurityIdentifier(authority, parts));

    /// <summary>The value of a field of a type.</summary>
    public static Gen<FilterValue> Value(DataType type) => type switch
    {
        DataType.UInt8 => Gen.OneOf(Gen.Byte, Gen.OneOf<byte>(1, 6, 17, 58)).Select(FilterValue.UInt8),
        DataType.UInt16 => Gen.OneOf(Gen.UShort, Gen.UShort[0, 10]).Select(FilterValue.UInt16),
        DataType.UInt32 => Gen.OneOf(Gen.UInt, Gen.UInt[0, 10], Gen.OneOf(0u, uint.MaxValue, 0x40000001u)).Select(FilterValue.UInt32),
        DataType.UInt64 => Gen.ULong.Select(FilterValue.UInt64),
        DataType.ByteArray16 => Gen.Select(Gen.ULong, Gen.ULong, (high, low) => FilterValue.ByteArray16(new UInt128(high, low))),
        DataType.ByteArray6 => Gen.Byte.Array[6].Select(bytes => FilterValue.ByteArray6(bytes)),
        DataType.ByteBlob => s_blob.Select(blob => FilterValue.ByteBlob(blob)),
        DataType.UnicodeString => s_text.Select(FilterValue.UnicodeString),
        DataType.Sid => s_identifier.Select(FilterValue.Sid),
        DataType.TokenInformation => Token.Select(FilterValue.TokenInformation),
        DataType.TokenAccessInformation => Token.Select(FilterValue.TokenAccessInformation),
        _ => throw new InvalidOperationException($"No layer has a field of type {type}."),
    };

    private static Gen<AccessToken> Token => Gen.Select(Gen.UInt[0, 9], Gen.UInt[0, 9].Array[0, 3], (uid, gids) => new AccessToken(uid, gids));

    /// <summary>Some condition on a field that the engine accepts.</summary>
    public static Gen<FilterCondition> Condition(LayerField field)
    {
        var value = Value(field.Type);
        var range = Gen.Select(value, value, (a, b) => FilterCondition.Between(field.Key, a, b) is var between && between.FindProblem(field) is null
            ? FilterValue.Range(a, b)
            : FilterValue.Range(b, a));
        var network = field.Type == DataType.UInt32
            ? Gen.Select(Gen.UInt, Gen.Int[0, 32], Gen.Bool, (address, length, isClean) =>
                (length == 0 ? 0 : uint.MaxValue << (32 - length)) is var mask && isClean ? FilterValue.V4AddressMask(address & mask, mask) : FilterValue.V4AddressMask(address, mask))
            : Gen.Select(Gen.ULong, Gen.Byte[0, 128], (address, length) => FilterValue.V6AddressPrefix(new UInt128(address, 0), length));
        var isSortable = field.Type is not (DataType.ByteArray6 or DataType.Sid or DataType.TokenInformation or DataType.TokenAccessInformation);
        var isUnsigned = field.Type is DataType.UInt8 or DataType.UInt16 or DataType.UInt32 or DataType.UInt64;
        List<Gen<FilterCondition>> tests = [With(Gen.Const(FilterMatchType.Equal), value), Gen.Const(FilterCondition.Absent(field.Key))];
        if (isSortable || field.Type == DataType.Sid)
            tests.Add(With(Gen.Const(FilterMatchType.NotEqual), value));
        if (isSortable)
            tests.AddRange([With(Gen.Enum<FilterMatchType>().Where(match => match is >= FilterMatchType.Greater and <= FilterMatchType.LessOrEqual), value), With(Gen.Const(FilterMatchType.Range), range)]);
        if (isUnsigned)
            tests.Add(With(Gen.OneOf(FilterMatchType.FlagsAllSet, FilterMatchType.FlagsAnySet, FilterMatchType.FlagsNoneSet), value));
        if (field.Kind == FieldKind.IPAddress)
            tests.Add(With(Gen.OneOf(FilterMatchType.Equal, FilterMatchType.NotEqual), network));
        if (field.Type is DataType.UnicodeString or DataType.ByteBlob)
            tests.Add(With(Gen.OneOf(FilterMatchType.Prefix, FilterMatchType.NotPrefix), value));
        if (field.Type is DataType.UnicodeString)
            tests.Add(With(Gen.Const(FilterMatchType.EqualCaseInsensitive), value));
        if (field.Type is DataType.TokenInformation or DataType.TokenAccessInformation)
            tests.Add(With(Gen.Const(FilterMatchType.Equal), s_descriptor.Select(FilterValue.SecurityDescriptor)));
        return Gen.OneOf([.. tests]);

        Gen<FilterCondition> With(Gen<FilterMatchType> match, Gen<FilterValue> operand) =>
            Gen.Select(match, operand, (how, what) => new FilterCondition(field.Key, how, what));
    }

    private static Gen<ConditionList> Conditions(Layer layer) => layer.Fields.IsEmpty
        ? Gen.Const(ConditionList.Empty)
        : Gen.Int[0, layer.Fields.Length - 1].SelectMany(index => Condition(layer.Fields[index]).Array[1, 3]).Array[0, 4]
            .Select(groups => ConditionList.Create([.. groups.DistinctBy(group => group[0].Field).SelectMany(group => group)]));

    private static Gen<Guid> Key => Gen.Guid;

    private static Gen<ByteBlob> Data => Gen.OneOf(Gen.Const(default(ByteBlob)), Gen.Byte.Array[1, 5].Select(bytes => ByteBlob.Create(bytes)));

    private static Gen<SecurityDescriptor?> Security => Gen.OneOf(Gen.Bool.Select(_ => (SecurityDescriptor?)null), s_descriptor.Select(descriptor => (SecurityDescriptor?)descriptor));

    private static readonly Gen<FilterWeight> s_weight = Gen.OneOf(
        Gen.Const(FilterWeight.Auto), Gen.Byte[0, 15].Select(FilterWeight.Range), Gen.ULong.Select(FilterWeight.Exact));

    private static readonly Gen<LimitSpec> s_limit = Gen.OneOf(
        Gen.Select(Gen.ULong[12_112, 1_000_000_000_000], Gen.ULong[1514, 5_000_000], LimitSpec.Bits),
        Gen.Select(Gen.OneOf(20_000ul, 3_000_000ul, 1_000_000_000ul), Gen.OneOf(2000ul, 2048ul, 1_048_576ul, 3_000_000ul), LimitSpec.Bits),
        Gen.Select(Gen.ULong[1, 1_000_000_000], Gen.ULong[1, 3600], LimitSpec.Packets));

    /// <summary>Filters of any layers, without callouts.</summary>
    public static Gen<FilterSpec> Filter(IReadOnlyList<Guid> subLayers, IReadOnlyList<Guid> providers, LayerId? layer = null) =>
        (layer is { } only ? Gen.Const(Layers.Get(only)) : Gen.Int[0, Layers.Count - 1].Select(id => Layers.Get((LayerId)id))).SelectMany(at =>
            Gen.Select(
                Gen.Select(Key, s_name, s_text, Conditions(at)),
                Gen.Select(Gen.Int[0, subLayers.Count - 1], Gen.Int[0, providers.Count - 1], s_weight, Gen.Int[0, 11]),
                Gen.Select(Data, Security, Gen.OneOf(0ul, 7ul), s_limit),
                (what, where, rest) =>
                {
                    var flags = where.Item4 switch
                    {
                        0 => FilterFlags.ClearActionRight,
                        1 => FilterFlags.Persistent,
                        2 when at.Flags.HasFlag(LayerFlags.Kernel) => FilterFlags.BootTime | FilterFlags.ClearActionRight,
                        _ => FilterFlags.None,
                    };
                    return new FilterSpec
                    {
                        Key = what.Item1,
                        Name = what.Item2,
                        Description = new string([.. what.Item3.Where(letter => !char.IsControl(letter))]).Trim() is var text && string.IsNullOrWhiteSpace(text) ? "" : text,
                        Layer = at.Id,
                        SubLayer = subLayers[where.Item1],
                        Provider = providers[where.Item2],
                        Conditions = what.Item4,
                        Weight = where.Item3,
                        Action = where.Item4 == 4 ? FilterAction.Limit : where.Item4 % 2 == 0 ? FilterAction.Permit : FilterAction.Block,
                        Limit = where.Item4 == 4 ? rest.Item4 : null,
                        Flags = flags,
                        ProviderData = rest.Item1,
                        Security = rest.Item2,
                        Context = rest.Item3,
                    };
                }));

    /// <summary>Whole policies with one owner, several, or none.</summary>
    public static Gen<PolicySpecs> Specs { get; } = Gen.Int[0, 2].SelectMany(owners =>
        Gen.Select(Key.Array[2], Key.Array[3], Key.Array[4], Gen.Select(s_name, s_name, s_name), Gen.Select(Data, Security, Gen.Bool)).SelectMany((providerKeys, subLayerKeys, otherKeys, names, rest) =>
        {
            ImmutableArray<ProviderSpec> providers =
            [
                .. providerKeys.Take(owners).Select((key, i) => new ProviderSpec
                {
                    Key = key, Name = i == 0 ? names.Item1 : names.Item1 + "2", ServiceName = rest.Item3 ? "weir.service" : "", ProviderData = rest.Item1, Security = rest.Item2, Persistent = rest.Item3,
                }),
            ];
            Guid[] owning = owners switch { 0 => [Guid.Empty], 1 => [providerKeys[0]], _ => [providerKeys[0], providerKeys[1], Guid.Empty] };
            var owner = owning[^1];
            ImmutableArray<SubLayerSpec> subLayers =
            [
                .. subLayerKeys.Select((key, i) => new SubLayerSpec
                {
                    // Two with one name, which are told apart by their keys.
                    Key = key, Name = i == 0 ? names.Item2 : names.Item3, Weight = (ushort)(i * 10 + 100), Provider = owner,
                    FailMode = i == 1 ? FailMode.Closed : FailMode.Open, Persistent = i == 2, Security = rest.Item2,
                }),
            ];
            var callout = new CalloutSpec { Key = otherKeys[0], Name = names.Item3, ApplicableLayer = LayerId.AleAuthConnectV4, UsesProviderContext = true, Provider = owner };
            ImmutableArray<ProviderContextSpec> contexts =
            [
                new() { Key = otherKeys[1], Name = names.Item1, Provider = owner, Data = rest.Item1, ProviderData = rest.Item1 },
                new()
                {
                    Key = otherKeys[2], Name = names.Item2, Provider = owner,
                    ClassifyOptions = new() { MulticastState = MulticastState.AllowGlobal, UnicastLifetime = TimeSpan.FromSeconds(30), LocalOnlyMapping = rest.Item3 },
                },
            ];
            var asking = new FilterSpec
            {
                Key = otherKeys[3],
                Name = "asks",
                Layer = LayerId.AleAuthConnectV4,
                SubLayer = subLayerKeys[0],
                Provider = owner,
                Action = FilterAction.CalloutTerminating,
                Callout = callout.Key,
                ProviderContext = otherKeys[1],
                Flags = FilterFlags.HasProviderContext | FilterFlags.PermitIfCalloutUnregistered,
            };
            return Filter([.. subLayerKeys, SubLayers.Universal, SubLayers.MpsSvcWf], owning).Array[0, 6].Select(filters => new PolicySpecs
            {
                Providers = providers,
                SubLayers = subLayers,
                Callouts = [callout],
                ProviderContexts = contexts,
                Filters = [.. filters, asking],
            });
        }));
}
