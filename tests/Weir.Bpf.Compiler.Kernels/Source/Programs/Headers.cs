using System.Runtime.InteropServices;

namespace Weir.Bpf.Compiler.Kernels.Programs;

/// <summary>An Ethernet header's two addresses and type.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public unsafe struct EthernetHeader
{
    public fixed byte Destination[6];
    public fixed byte Source[6];
    public ushort Type;
}

/// <summary>An IPv4 header without options; fields in network byte order.</summary>
public struct Ipv4Header
{
    public byte VersionAndLength;
    public byte TypeOfService;
    public ushort TotalLength;
    public ushort Identification;
    public ushort FragmentOffset;
    public byte TimeToLive;
    public byte Protocol;
    public ushort Checksum;
    public uint Source;
    public uint Destination;
}

/// <summary>What a packet filter compares; ports in host byte order.</summary>
public struct FiveTuple
{
    public uint Source;
    public uint Destination;
    public ushort SourcePort;
    public ushort DestinationPort;
    public byte Protocol;
}

/// <summary>The constants that the packet programs share.</summary>
public static class Network
{
    /// <summary>IPv4's EtherType in network byte order as a little-endian processor loads it.</summary>
    public const ushort Ipv4Type = 0x0008;

    /// <summary>IPv6's EtherType, likewise.</summary>
    public const ushort Ipv6Type = 0xdd86;

    /// <summary>The EtherType of an 802.1Q tag, likewise.</summary>
    public const ushort VlanType = 0x0081;

    public const byte Tcp = 6;
    public const byte Udp = 17;
    public const uint EthernetLength = 14;
}
