using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>Which packets are ICMP errors. Sources: RFC 792, RFC 4443.</summary>
internal static unsafe class IcmpErrors
{
    /// <summary>Bytes of an ICMP error before the packet that it is about.</summary>
    public const uint HeaderSize = 8;

    private const uint UnreachableV4 = 3;
    private const uint PortCodeV4 = 3;
    private const uint UnreachableV6 = 1;
    private const uint PortCodeV6 = 4;

    // Unreachable 3, source quench 4, redirect 5, time exceeded 11, parameter problem 12.
    private const uint TypesV4 = (1u << 3) | (1u << 4) | (1u << 5) | (1u << 11) | (1u << 12);

    // Unreachable 1, packet too big 2, time exceeded 3, parameter problem 4.
    private const uint TypesV6 = (1u << 1) | (1u << 2) | (1u << 3) | (1u << 4);

    /// <summary>
    /// 1 when the headers that were read are those of an ICMP error: the type stands in the local port. A global function, because the verifier
    /// would go on by itself from each of its outcomes.
    /// </summary>
    [GlobalFunction]
    public static uint Is([NonNull] PacketFields* fields, uint isV6)
    {
        byte protocol = isV6 != 0 ? InternetProtocol.IcmpV6 : InternetProtocol.Icmp;
        uint type = fields->Values.LocalPort;
        return fields->Values.Protocol == protocol
            && (fields->Values.Present & IncomingFields.Ports) != 0
            && type < 32
            && (((isV6 != 0 ? TypesV6 : TypesV4) >> (int)(type & 31)) & 1) != 0 ? 1u : 0u;
    }

    /// <summary>1 when the headers that were read are those of an ICMP error that a port is unreachable. A global function for the same reason.</summary>
    [GlobalFunction]
    public static uint IsPortUnreachable([NonNull] PacketFields* fields, uint isV6)
    {
        uint type = isV6 != 0 ? UnreachableV6 : UnreachableV4;
        uint code = isV6 != 0 ? PortCodeV6 : PortCodeV4;
        return Is(fields, isV6) != 0 && fields->Values.LocalPort == type && fields->Values.RemotePort == code ? 1u : 0u;
    }
}
