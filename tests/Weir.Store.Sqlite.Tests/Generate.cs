using System.Collections.Immutable;
using CsCheck;
using Weir.Engine;

namespace Weir.Store.Sqlite.Tests;

/// <summary>Random policies, sound or not: a store keeps what it is given.</summary>
internal static class Generate
{
    private static readonly Gen<string> s_name = Gen.OneOf(
        Gen.Char['a', 'z'].Array[1, 12].Select(letters => new string(letters)),
        Any("größe", "漢字", "\U0001F30A\U0001F30A", "a'b\"c;--", "\u202Eright to left", "e\u0301"));

    private static readonly Gen<string> s_text = Gen.OneOf(Gen.Const(""), s_name);

    private static readonly Gen<ByteBlob> s_bytes = Gen.OneOf(Gen.Const(default(ByteBlob)), Gen.Byte.Array[1, 40].Select(bytes => ByteBlob.Create(bytes)));

    private static readonly Gen<Guid> s_reference = Gen.OneOf(Gen.Const(Guid.Empty), Gen.Guid);

    private static readonly Gen<Principal> s_someone = Gen.Select(Gen.Bool, Gen.UInt, (user, id) => user ? Principal.User(id) : Principal.Group(id));

    private static readonly Gen<AccessControlEntry> s_entry = Gen.Select(
        Gen.Bool, Gen.OneOf(Gen.Const(Principal.Everyone), s_someone), Gen.UInt[1, (uint)AccessRights.All],
        (allows, principal, rights) => new AccessControlEntry(allows, principal, (AccessRights)rights));

    private static readonly Gen<SecurityDescriptor?> s_security = Gen.OneOf(
        Gen.Const((SecurityDescriptor?)null),
        Gen.Select(s_someone, s_entry.Array[0, 4], (owner, entries) => (SecurityDescriptor?)new SecurityDescriptor(owner, entries)));

    private static readonly Gen<AccessToken> s_token = Gen.Select(Gen.UInt, Gen.UInt.Array[0, 5], (user, groups) => new AccessToken(user, groups));

    private static readonly Gen<UInt128> s_bits = Gen.Select(Gen.ULong, Gen.ULong, (high, low) => new UInt128(high, low));

    private static readonly Gen<FilterValue> s_simpleValue = Gen.OneOf(
        Any([.. Sample.Values]),
        Gen.Byte.Select(FilterValue.UInt8),
        Gen.UShort.Select(FilterValue.UInt16),
        Gen.UInt.Select(FilterValue.UInt32),
        Gen.ULong.Select(FilterValue.UInt64),
        Gen.SByte.Select(FilterValue.Int8),
        Gen.Short.Select(FilterValue.Int16),
        Gen.Int.Select(FilterValue.Int32),
        Gen.Long.Select(FilterValue.Int64),
        Gen.UInt.Select(bits => FilterValue.Float(BitConverter.UInt32BitsToSingle(bits))),
        Gen.ULong.Select(bits => FilterValue.Double(BitConverter.UInt64BitsToDouble(bits))),
        s_bits.Select(FilterValue.ByteArray16),
        Gen.Byte.Array[6].Select(bytes => FilterValue.ByteArray6(bytes)),
        Gen.Byte.Array[0, 300].Select(bytes => FilterValue.ByteBlob(bytes.AsSpan())),
        Gen.UInt.Array[0, 15].Select(parts => FilterValue.Sid(new SecurityIdentifier(22, parts))),
        s_security.Where(descriptor => descriptor is not null).Select(descriptor => FilterValue.SecurityDescriptor(descriptor!)),
        s_token.Select(FilterValue.TokenInformation),
        s_token.Select(FilterValue.TokenAccessInformation),
        s_text.Select(FilterValue.UnicodeString),
        Gen.Byte[0, 63].Select(FilterValue.BitmapIndex),
        Gen.ULong.Select(FilterValue.BitmapArray64),
        Gen.Select(Gen.UInt, Gen.UInt, FilterValue.V4AddressMask),
        Gen.Select(s_bits, Gen.Byte, FilterValue.V6AddressPrefix));

    private static readonly Gen<FilterValue> s_value = Gen.Frequency(
        (4, s_simpleValue),
        (1, Gen.Select(s_simpleValue, s_simpleValue, FilterValue.Range)),
        (1, Gen.Select(Gen.UInt, Gen.UInt, (low, high) => FilterValue.Range(FilterValue.UInt32(low), FilterValue.UInt32(high)))));

    private static readonly Gen<ConditionList> s_conditions = Gen.Select(
        Any(Fields.IpProtocol, Fields.IpRemoteAddress, Fields.IpRemotePort, new FieldKey(Guid.Empty)),
        Any(Enum.GetValues<FilterMatchType>()),
        s_value,
        (field, match, value) => new FilterCondition(field, match, value))
        .Array[0, 5].Select(conditions => ConditionList.Create(conditions));

    private static readonly Gen<FilterWeight> s_weight = Gen.OneOf(
        Gen.Const(FilterWeight.Auto), Gen.Byte.Select(FilterWeight.Range), Gen.ULong.Select(FilterWeight.Exact));

    private static readonly Gen<ProviderSpec> s_provider = Gen.Select(
        s_name, s_text, s_text, s_bytes, s_security,
        (name, description, service, data, security) => new ProviderSpec
        {
            Key = Guid.NewGuid(),
            Name = name,
            Description = description,
            ServiceName = service,
            ProviderData = data,
            Persistent = true,
            Security = security,
        });

    private static readonly Gen<ClassifyOptions> s_options = Gen.Select(
        Gen.Enum<MulticastState>().Nullable(), Gen.Bool.Nullable(), Gen.UInt[1, uint.MaxValue].Nullable(), Gen.UInt[1, uint.MaxValue].Nullable(), Gen.Bool.Nullable(),
        (multicast, loose, unicastSeconds, multicastSeconds, local) => new ClassifyOptions
        {
            MulticastState = multicast,
            LooseSourceMapping = loose,
            UnicastLifetime = unicastSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            MulticastLifetime = multicastSeconds is { } multicastLifetime ? TimeSpan.FromSeconds(multicastLifetime) : null,
            LocalOnlyMapping = local,
        });

    private static readonly Gen<ProviderContextSpec> s_context = Gen.Select(
        s_name, s_text, s_reference, s_bytes, s_options.Null(), s_bytes, s_security,
        (name, description, provider, data, options, providerData, security) => new ProviderContextSpec
        {
            Key = Guid.NewGuid(),
            Name = name,
            Description = description,
            Provider = provider,
            Data = options is null ? data : default,
            ClassifyOptions = options,
            ProviderData = providerData,
            Persistent = true,
            Security = security,
        });

    private static readonly Gen<SubLayerSpec> s_subLayer = Gen.Select(
        s_name, s_text, s_reference, Gen.UShort, Gen.Bool, s_bytes, s_security,
        (name, description, provider, weight, closed, data, security) => new SubLayerSpec
        {
            Key = Guid.NewGuid(),
            Name = name,
            Description = description,
            Provider = provider,
            Weight = weight,
            FailMode = closed ? FailMode.Closed : FailMode.Open,
            ProviderData = data,
            Persistent = true,
            Security = security,
        });

    private static readonly Gen<CalloutSpec> s_callout = Gen.Select(
        s_name, s_text, s_reference, Gen.UShort, Gen.Bool, s_bytes, s_security,
        (name, description, provider, layer, usesContext, data, security) => new CalloutSpec
        {
            Key = Guid.NewGuid(),
            Name = name,
            Description = description,
            Provider = provider,
            ApplicableLayer = (LayerId)layer,
            UsesProviderContext = usesContext,
            ProviderData = data,
            Persistent = true,
            Security = security,
        });

    private static readonly Gen<FilterSpec> s_filter = Gen.Select(
        Gen.Select(s_name, s_text, s_reference, s_reference, s_reference, Gen.Guid),
        Gen.Select(Gen.UShort, Any(Enum.GetValues<FilterAction>()), s_weight, Gen.ULong, Gen.UInt),
        s_conditions,
        Gen.Select(s_bytes, s_security),
        (texts, numbers, conditions, rest) => new FilterSpec
        {
            Key = Guid.NewGuid(),
            Name = texts.Item1,
            Description = texts.Item2,
            Provider = texts.Item3,
            Callout = texts.Item4,
            ProviderContext = texts.Item5,
            SubLayer = texts.Item6,
            Layer = (LayerId)numbers.Item1,
            Action = numbers.Item2,
            Weight = numbers.Item3,
            Context = numbers.Item4,
            Flags = (FilterFlags)numbers.Item5,
            Conditions = conditions,
            ProviderData = rest.Item1,
            Security = rest.Item2,
        });

    /// <summary>A policy of up to a hundred objects, with ids and effective weights that differ.</summary>
    public static readonly Gen<StoredPolicy> Policy = Gen.Select(
        s_provider.Array[0, 5], s_context.Array[0, 5], s_subLayer.Array[0, 5], s_callout.Array[0, 5], s_filter.Array[20, 80], Gen.ULong[1, 1UL << 62],
        (providers, contexts, subLayers, callouts, filters, firstId) => new StoredPolicy
        {
            Providers = [.. providers],
            ProviderContexts = Number(contexts, (spec, i) => new StoredProviderContext(spec, firstId + (3 * i))),
            SubLayers = Number(subLayers, (spec, i) => new StoredSubLayer(spec, (ushort)i)),
            Callouts = [.. callouts],
            Filters = Number(filters, (spec, i) => new StoredFilter(spec, firstId + (7 * i), spec.Context ^ i)),
        });

    private static Gen<T> Any<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static ImmutableArray<TStored> Number<TSpec, TStored>(TSpec[] specs, Func<TSpec, ulong, TStored> store) =>
        [.. specs.Select((spec, i) => store(spec, (ulong)i))];
}
