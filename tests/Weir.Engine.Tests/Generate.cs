using System.Collections.Immutable;
using CsCheck;

namespace Weir.Engine.Tests;

/// <summary>
/// Random valid filters. Values come from a small pool around each other and the ends of each type, so that conditions
/// often match and boundaries are met.
/// </summary>
internal static class Generate
{
    public static readonly Gen<LayerId> Layer = Gen.OneOf(
        LayerId.InboundTransportV4, LayerId.InboundTransportV6, LayerId.OutboundTransportV4, LayerId.OutboundTransportV6);

    /// <summary>A filter with any valid conditions, at any layer, in the universal sublayer.</summary>
    public static readonly Gen<FilterSpec> Filter = Layer.SelectMany(FilterAt);

    private static readonly Gen<FilterWeight> s_weight = Gen.OneOf(
        Gen.Const(FilterWeight.Auto),
        Gen.Byte[0, 15].Select(FilterWeight.Range),
        Gen.ULong[0, 3].Select(FilterWeight.Exact));

    public static Gen<FilterSpec> FilterAt(LayerId layer) =>
        Gen.Select(ConditionsAt(Layers.Get(layer)), s_weight, Gen.Bool, Gen.Bool, (conditions, weight, block, clear) => Make.Filter(
            block ? FilterAction.Block : FilterAction.Permit, layer, weight: weight, clear: clear, conditions: conditions));

    private static Gen<ConditionList> ConditionsAt(Layer layer) =>
        Gen.Shuffle(layer.Fields.ToArray(), 0, 3)
            .SelectMany(fields => Each(fields.Select(field => ConditionOn(field).Array[1, 3])))
            .Select(groups => ConditionList.Create([.. groups.SelectMany(group => group)]));

    /// <summary>One value of each generator.</summary>
    private static Gen<ImmutableList<T>> Each<T>(IEnumerable<Gen<T>> generators) => generators.Aggregate(
        Gen.Const(ImmutableList<T>.Empty),
        (values, next) => Gen.Select(values, next, (before, value) => before.Add(value)));

    private static Gen<FilterCondition> ConditionOn(LayerField field)
    {
        var absent = Gen.Const(new FilterCondition(field.Key, FilterMatchType.Equal, FilterValue.Empty));
        if (!IsNumber(field))
        {
            return absent;
        }

        var compared = Gen.Select(
            Gen.OneOf(FilterMatchType.Equal, FilterMatchType.NotEqual, FilterMatchType.Greater, FilterMatchType.GreaterOrEqual, FilterMatchType.Less, FilterMatchType.LessOrEqual),
            Number(field.Type),
            (match, number) => new FilterCondition(field.Key, match, Value(field.Type, number)));
        var range = Gen.Select(Number(field.Type), Number(field.Type), (one, other) => new FilterCondition(
            field.Key, FilterMatchType.Range, FilterValue.Range(Value(field.Type, UInt128.Min(one, other)), Value(field.Type, UInt128.Max(one, other)))));
        var flags = Gen.Select(
            Gen.OneOf(FilterMatchType.FlagsAllSet, FilterMatchType.FlagsAnySet, FilterMatchType.FlagsNoneSet),
            Number(field.Type),
            (match, mask) => new FilterCondition(field.Key, match, Value(field.Type, mask)));
        var network = Gen.Select(
            Gen.OneOf(FilterMatchType.Equal, FilterMatchType.NotEqual),
            Number(field.Type),
            Gen.Byte[0, field.Type == DataType.UInt32 ? (byte)32 : (byte)128],
            (match, number, length) => new FilterCondition(field.Key, match, field.Type == DataType.UInt32
                ? FilterValue.V4AddressMask((uint)number, length == 0 ? 0 : uint.MaxValue << (32 - length))
                : FilterValue.V6AddressPrefix(number, length)));

        return (field.Kind, field.Type) switch
        {
            (FieldKind.IPAddress, DataType.ByteArray16) => Gen.OneOf(compared, range, network, absent),
            (FieldKind.IPAddress, _) => Gen.OneOf(compared, range, network, flags, absent),
            _ => Gen.OneOf(compared, range, flags, absent),
        };
    }

    private static bool IsNumber(LayerField field) =>
        field.Type is DataType.UInt8 or DataType.UInt16 or DataType.UInt32 or DataType.UInt64 or DataType.ByteArray16;

    private static Gen<UInt128> Number(DataType type)
    {
        var max = type switch
        {
            DataType.UInt8 => byte.MaxValue,
            DataType.UInt16 => ushort.MaxValue,
            DataType.UInt32 => uint.MaxValue,
            DataType.UInt64 => ulong.MaxValue,
            _ => UInt128.MaxValue,
        };
        var middle = max / 2;
        return Gen.Select(Gen.Int[0, 2], Gen.UInt[0, 3], (place, distance) => place switch
        {
            0 => distance,
            1 => middle + distance,
            _ => max - distance,
        });
    }

    private static FilterValue Value(DataType type, UInt128 number) => type switch
    {
        DataType.UInt8 => FilterValue.UInt8((byte)number),
        DataType.UInt16 => FilterValue.UInt16((ushort)number),
        DataType.UInt32 => FilterValue.UInt32((uint)number),
        DataType.UInt64 => FilterValue.UInt64((ulong)number),
        _ => FilterValue.ByteArray16(number),
    };
}
