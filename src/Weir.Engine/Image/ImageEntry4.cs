using System.Runtime.InteropServices;

namespace Weir.Engine;

/// <summary>
/// An entry of an IPv4 image: a filter, or one combination of a filter's alternatives. Every field is a closed range, given by its
/// low end and how far the high end is above it. 32 bytes, so that two make a cache line. Entries of one chain stand side by side,
/// the lowest order first.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ImageEntry4
{
    public uint LocalAddress;
    public uint LocalAddressSpan;
    public uint RemoteAddress;
    public uint RemoteAddressSpan;
    public ushort LocalPort;
    public ushort LocalPortSpan;
    public ushort RemotePort;
    public ushort RemotePortSpan;
    public byte Protocol;
    public byte ProtocolSpan;

    /// <summary><see cref="ImageKeyFields"/> whose presence or absence the filter asks for, and marks.</summary>
    public byte Care;

    /// <summary>Of the <see cref="Care"/> fields, those that must be present.</summary>
    public byte Present;

    /// <summary>Place of the filter in the order of evaluation of its sublayer: a number, with gaps. Later filters have higher ones.</summary>
    public uint Order;
}
