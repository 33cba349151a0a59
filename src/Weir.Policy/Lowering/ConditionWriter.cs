using System.Buffers.Binary;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>Writes terms and explicit conditions as the engine's conditions.</summary>
internal static class ConditionWriter
{
    // What people read first.
    private static readonly FieldKey[] s_first =
    [
        Fields.IpProtocol, Fields.IpLocalAddress, Fields.IpRemoteAddress, Fields.IpLocalPort, Fields.IpRemotePort, Fields.InterfaceIndex,
        Fields.Direction,
    ];

    /// <summary>The conditions of a term: neighbours on one field are alternatives.</summary>
    public static ConditionList Write(Term term, LayerView layer)
    {
        var conditions = new List<FilterCondition>();
        foreach (var key in s_first)
        {
            if (layer.Layer.FindField(key) is { } field && term[field.Index] is { } set)
                Write(conditions, field, set);
        }

        foreach (var field in layer.Layer.Fields)
        {
            if (term[field.Index] is { } set && !s_first.Contains(field.Key))
                Write(conditions, field, set);
        }

        return ConditionList.Create(conditions.ToArray());
    }

    /// <summary>A condition that holds when the field's value lies in an interval; prefixes are written as such.</summary>
    public static FilterCondition Within(LayerField field, UInt128 low, UInt128 high)
    {
        if (low == high)
            return new FilterCondition(field.Key, FilterMatchType.Equal, Value(field.Type, low));
        return field.Kind == FieldKind.IPAddress && TryPrefix(field.Type, low, high) is { } prefix
            ? new FilterCondition(field.Key, FilterMatchType.Equal, prefix)
            : new FilterCondition(field.Key, FilterMatchType.Range, FilterValue.Range(Value(field.Type, low), Value(field.Type, high)));
    }

    public static FilterValue Value(DataType type, UInt128 number)
    {
        switch (type)
        {
            case DataType.UInt8:
                return FilterValue.UInt8((byte)number);
            case DataType.UInt16:
                return FilterValue.UInt16((ushort)number);
            case DataType.UInt32:
                return FilterValue.UInt32((uint)number);
            case DataType.UInt64:
                return FilterValue.UInt64((ulong)number);
            case DataType.ByteArray6:
                Span<byte> bytes = stackalloc byte[8];
                BinaryPrimitives.WriteUInt64BigEndian(bytes, (ulong)number);
                return FilterValue.ByteArray6(bytes[2..]);
            default:
                return FilterValue.ByteArray16(number);
        }
    }

    /// <summary>The highest number of a type; 0 for types that hold no numbers.</summary>
    public static UInt128 MaximumOf(DataType type) => type switch
    {
        DataType.UInt8 => byte.MaxValue,
        DataType.UInt16 => ushort.MaxValue,
        DataType.UInt32 => uint.MaxValue,
        DataType.UInt64 => ulong.MaxValue,
        DataType.ByteArray16 => UInt128.MaxValue,
        _ => 0,
    };

    /// <summary>An interval of addresses as a network, when it is one.</summary>
    public static FilterValue? TryPrefix(DataType type, UInt128 low, UInt128 high)
    {
        var hosts = high - low;
        if ((hosts & (hosts + 1)) != 0 || (low & hosts) != 0)
            return null;
        return type == DataType.UInt32
            ? FilterValue.V4AddressMask((uint)low, ~(uint)hosts)
            : FilterValue.V6AddressPrefix(low, (byte)(128 - (int)UInt128.PopCount(hosts)));
    }

    private static void Write(List<FilterCondition> conditions, LayerField field, FieldSet set)
    {
        if (set.Numbers is { IsEmpty: false } numbers)
        {
            if (set.Tests.IsEmpty && numbers.Complement().Intervals is [var gap] && gap.Low == gap.High)
            {
                conditions.Add(new FilterCondition(field.Key, FilterMatchType.NotEqual, Value(field.Type, gap.Low)));
            }
            else
            {
                foreach (var interval in numbers.Intervals)
                    conditions.Add(Within(field, interval.Low, interval.High));
            }
        }

        foreach (var test in set.Tests)
            conditions.Add(new FilterCondition(field.Key, test.Match, test.Value));
        if (set.Absent)
            conditions.Add(FilterCondition.Absent(field.Key));
    }
}
