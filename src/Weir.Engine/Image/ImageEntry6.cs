using System.Runtime.InteropServices;

namespace Weir.Engine;

/// <summary>
/// An entry of an IPv6 image, as <see cref="ImageEntry4"/> for IPv4; an address is a prefix, whose bits must be equal. 64 bytes, a
/// cache line.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ImageEntry6
{
    public ulong LocalHigh;
    public ulong LocalLow;
    public ulong RemoteHigh;
    public ulong RemoteLow;

    /// <summary>How many low bits of the half do not count, 0 to 64.</summary>
    public byte LocalHighFree;
    public byte LocalLowFree;
    public byte RemoteHighFree;
    public byte RemoteLowFree;

    public uint Reserved0;
    public ulong Reserved1;

    public ushort LocalPort;
    public ushort LocalPortSpan;
    public ushort RemotePort;
    public ushort RemotePortSpan;
    public byte Protocol;
    public byte ProtocolSpan;
    public byte Care;
    public byte Present;
    public uint Order;
}
