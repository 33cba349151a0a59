using System.Runtime.InteropServices;

namespace Weir.Engine;

/// <summary>
/// The values of a packet that the tables of a policy image are searched by: the beginning of <see cref="Bpf.Language.IncomingValues"/>. Absent ones
/// are zero and not in <see cref="PresentFields"/>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ImageKey
{
    /// <summary>Upper half of the local address; 0 for IPv4.</summary>
    public ulong LocalHigh;

    /// <summary>Lower half of the local address, or the IPv4 address.</summary>
    public ulong LocalLow;

    /// <summary>Upper half of the remote address; 0 for IPv4.</summary>
    public ulong RemoteHigh;

    /// <summary>Lower half of the remote address, or the IPv4 address.</summary>
    public ulong RemoteLow;

    /// <summary>Remote port in bits 0 to 15, local port in bits 16 to 31, protocol in bits 32 to 39. The bits above are no part of the key.</summary>
    public ulong Ports;

    /// <summary>The fields of the layer that have a value, by <see cref="ImageLayout.BitOf"/>; the lowest bits are <see cref="ImageKeyFields"/>.</summary>
    public ulong PresentFields;
}
