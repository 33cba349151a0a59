using System.Numerics;
using Weir.Engine;

namespace Weir.Benchmarks.Classify;

/// <summary>
/// The IPv6 twin of an IPv4 rule set: the same rules and packets, each address behind the network 2001:db8::/32 and, as hosts have it, with an
/// interface identifier that depends on it.
/// </summary>
internal static class WideRules
{
    private const int NetworkBits = 32;

    public static FilterSpec Of(FilterSpec filter) => filter with
    {
        Layer = LayerId.OutboundTransportV6,
        Conditions = [.. filter.Conditions.Select(condition => IsAddress(condition.Field) ? condition with { Value = Of(condition.Value) } : condition)],
    };

    public static FieldValues Of(FieldValues packet)
    {
        var wide = new FieldValues(LayerId.OutboundTransportV6);
        foreach (var (field, value) in packet)
            wide[field] = IsAddress(field) ? Of(value) : value;
        return wide;
    }

    private static FilterValue Of(FilterValue value)
    {
        var address = (uint)value.Number;
        return value.Type == DataType.V4AddressMask
            ? FilterValue.V6AddressPrefix(Network(address), (byte)(NetworkBits + BitOperations.PopCount(value.Mask)))
            : FilterValue.ByteArray16(Network(address) | (address * 0x9e37_79b9_7f4a_7c15UL));
    }

    private static UInt128 Network(uint address) => new((0x2001_0db8UL << NetworkBits) | address, 0);

    private static bool IsAddress(FieldKey field) => field == Fields.IpLocalAddress || field == Fields.IpRemoteAddress;
}
