using Weir.Engine;

namespace Weir.Policy;

/// <summary>Writes terms and explicit conditions as the engine's conditions.</summary>
internal static class ConditionWriter
{
    /// <summary>The conditions of a term: neighbours on one field are alternatives.</summary>
    public static ConditionList Write(Term term, LayerView layer)
    {
        var conditions = new List<FilterCondition>();
        Write(conditions, Fields.IpProtocol, layer, term[TermSlot.Protocol]);
        Write(conditions, Fields.IpLocalAddress, layer, term[TermSlot.LocalAddress]);
        Write(conditions, Fields.IpRemoteAddress, layer, term[TermSlot.RemoteAddress]);
        Write(conditions, Fields.IpLocalPort, layer, term[TermSlot.LocalPort]);
        Write(conditions, Fields.IpRemotePort, layer, term[TermSlot.RemotePort]);
        Write(conditions, Fields.InterfaceIndex, layer, term[TermSlot.Interface]);
        Write(conditions, Fields.Direction, layer, term[TermSlot.Direction]);
        return ConditionList.Create(conditions.ToArray());
    }

    /// <summary>The engine's field of a policy field.</summary>
    public static FieldKey FieldOf(PolicyField field) => field switch
    {
        _ when field == PolicyFields.Protocol => Fields.IpProtocol,
        _ when field == PolicyFields.LocalAddress => Fields.IpLocalAddress,
        _ when field == PolicyFields.RemoteAddress => Fields.IpRemoteAddress,
        _ when field == PolicyFields.LocalPort || field == PolicyFields.IcmpType => Fields.IpLocalPort,
        _ when field == PolicyFields.RemotePort || field == PolicyFields.IcmpCode => Fields.IpRemotePort,
        _ when field == PolicyFields.Interface => Fields.InterfaceIndex,
        _ => Fields.Direction,
    };

    public static DataType TypeOf(FieldKey field, LayerView layer) => layer.Layer.FindField(field)!.Type;

    /// <summary>A condition that holds when the field's value lies in an interval; prefixes are written as such.</summary>
    public static FilterCondition Within(FieldKey field, DataType type, UInt128 low, UInt128 high)
    {
        if (low == high)
            return new FilterCondition(field, FilterMatchType.Equal, Value(type, low));
        return IsAddress(field) && TryPrefix(type, low, high) is { } prefix
            ? new FilterCondition(field, FilterMatchType.Equal, prefix)
            : new FilterCondition(field, FilterMatchType.Range, FilterValue.Range(Value(type, low), Value(type, high)));
    }

    public static FilterValue Value(DataType type, UInt128 number) => type switch
    {
        DataType.UInt8 => FilterValue.UInt8((byte)number),
        DataType.UInt16 => FilterValue.UInt16((ushort)number),
        DataType.UInt32 => FilterValue.UInt32((uint)number),
        _ => FilterValue.ByteArray16(number),
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

    private static void Write(List<FilterCondition> conditions, FieldKey field, LayerView layer, IntervalSet? set)
    {
        if (set is null)
            return;
        var type = TypeOf(field, layer);
        if (set.Complement().Intervals is [var gap] && gap.Low == gap.High)
        {
            conditions.Add(new FilterCondition(field, FilterMatchType.NotEqual, Value(type, gap.Low)));
            return;
        }

        foreach (var interval in set.Intervals)
            conditions.Add(Within(field, type, interval.Low, interval.High));
    }

    private static bool IsAddress(FieldKey field) => field == Fields.IpLocalAddress || field == Fields.IpRemoteAddress;
}
