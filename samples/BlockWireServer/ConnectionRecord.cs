using System.Net;

namespace BlockWireServer;

/// <summary>The 4-tuple of a packet and its protocol, as it crosses the ring. Addresses and ports are in host order.</summary>
public struct ConnectionRecord
{
    /// <summary>Address of this host.</summary>
    public uint LocalAddress;

    /// <summary>Address of the other end.</summary>
    public uint RemoteAddress;

    /// <summary>Port of this host; for ICMP the type.</summary>
    public ushort LocalPort;

    /// <summary>Port of the other end; for ICMP the code.</summary>
    public ushort RemotePort;

    /// <summary>IP protocol number.</summary>
    public uint Protocol;

    /// <summary>The record as the driver prints it: local end, arrow, remote end.</summary>
    public override readonly string ToString() => $"{Text(LocalAddress)}:{LocalPort} --> {Text(RemoteAddress)}:{RemotePort} protocol {Protocol}";

    private static IPAddress Text(uint address) => new((long)(uint)IPAddress.HostToNetworkOrder((int)address));
}
