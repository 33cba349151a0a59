using System.Net;
using System.Net.Sockets;
using Weir.Engine;

namespace Weir.Policy.Tests;

/// <summary>A packet at a layer, and the meaning of expressions for it, written without regard to how they are lowered.</summary>
internal sealed record TestPacket(
    LayerId Layer, byte Protocol, IPAddress Local, IPAddress Remote, int? First, int? Second, uint Interface)
{
    private bool IsIPv6 => Local.AddressFamily == AddressFamily.InterNetworkV6;

    private bool HasPorts => Protocol is 6 or 17;

    private bool IsIcmp => Protocol == (IsIPv6 ? 58 : 1);

    public static TestPacket Create(
        LayerId layer, byte protocol, (string, string, string, string) addresses, (int First, int Second, int Dice) numbers, uint interfaceIndex)
    {
        var isIPv6 = layer is LayerId.InboundTransportV6 or LayerId.OutboundTransportV6;
        var (local, remote) = isIPv6 ? (addresses.Item3, addresses.Item4) : (addresses.Item1, addresses.Item2);

        // A fragment has no transport header, hence neither ports nor type and code.
        var isFragment = numbers.Dice == 0;
        return new TestPacket(
            layer,
            protocol,
            IPAddress.Parse(local),
            IPAddress.Parse(remote),
            isFragment ? null : numbers.First,
            isFragment ? null : numbers.Second,
            interfaceIndex);
    }

    /// <summary>True, false, or null where the packet does not have a field.</summary>
    public bool? Evaluate(PolicyExpression expression) => expression switch
    {
        NotExpression negation => !Evaluate(negation.Operand),
        AndExpression conjunction => conjunction.Operands.Select(Evaluate).Aggregate((bool?)true, (a, b) => a & b),
        OrExpression disjunction => disjunction.Operands.Select(Evaluate).Aggregate((bool?)false, (a, b) => a | b),
        ComparisonExpression comparison => Evaluate(comparison),
        _ => throw new InvalidOperationException(),
    };

    public FieldValues ToFieldValues()
    {
        var values = new FieldValues(Layer)
        {
            [Fields.IpProtocol] = FilterValue.UInt8(Protocol),
            [Fields.IpLocalAddress] = FilterValue.Address(Local),
            [Fields.IpRemoteAddress] = FilterValue.Address(Remote),
            [Fields.InterfaceIndex] = FilterValue.UInt32(Interface),
        };
        if ((HasPorts || Protocol is 1 or 58) && First is { } first && Second is { } second)
        {
            values[Fields.IpLocalPort] = FilterValue.UInt16((ushort)first);
            values[Fields.IpRemotePort] = FilterValue.UInt16((ushort)second);
        }

        return values;
    }

    private bool? Evaluate(ComparisonExpression comparison)
    {
        var field = comparison.Field.Name;
        if (field is "local.address" or "remote.address")
        {
            var address = field == "local.address" ? Local : Remote;
            var comparable = comparison.Values.Where(v => v.Kind == (IsIPv6 ? PolicyValueKind.IPv6 : PolicyValueKind.IPv4)).ToList();
            return comparable.Count == 0 ? null : Compare(Number(address), comparison.Operator, comparable);
        }

        UInt128? value = field switch
        {
            "ip.protocol" => Protocol,
            "local.port" when HasPorts => (UInt128?)First,
            "remote.port" when HasPorts => (UInt128?)Second,
            "icmp.type" when IsIcmp => (UInt128?)First,
            "icmp.code" when IsIcmp => (UInt128?)Second,
            "interface" => Interface,
            "direction" => Layer is LayerId.InboundTransportV4 or LayerId.InboundTransportV6 ? 1u : 0u,
            _ => null,
        };
        return value is null ? null : Compare(value.Value, comparison.Operator, comparison.Values);
    }

    private static bool Compare(UInt128 field, ComparisonOperator @operator, IReadOnlyList<PolicyValue> values) => @operator switch
    {
        ComparisonOperator.Less => field < Low(values[0]),
        ComparisonOperator.LessOrEqual => field <= Low(values[0]),
        ComparisonOperator.Greater => field > Low(values[0]),
        ComparisonOperator.GreaterOrEqual => field >= Low(values[0]),
        ComparisonOperator.Equal or ComparisonOperator.In => values.Any(v => field >= Low(v) && field <= High(v)),
        _ => values.All(v => field < Low(v) || field > High(v)),
    };

    private static UInt128 Low(PolicyValue value) => value.Kind == PolicyValueKind.InterfaceName ? IndexOf(value.Text) : value.Low;

    private static UInt128 High(PolicyValue value) => value.Kind == PolicyValueKind.InterfaceName ? IndexOf(value.Text) : value.High;

    private static uint IndexOf(string name) => name switch { "lo" => 1, "eth0" => 2, _ => 3 };

    private static UInt128 Number(IPAddress address)
    {
        UInt128 number = 0;
        foreach (var octet in address.GetAddressBytes())
            number = (number << 8) | octet;
        return number;
    }
}
