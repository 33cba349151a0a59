namespace Weir.Captures;

/// <summary>What the bytes of a frame begin with, with the numbers of capture files (tcpdump.org/linktypes.html). Other numbers occur.</summary>
public enum LinkType
{
    /// <summary>Four bytes with the capturing machine's number of the address family, in its byte order (BSD loopback).</summary>
    Null = 0,

    /// <summary>An Ethernet header, perhaps with VLAN tags.</summary>
    Ethernet = 1,

    /// <summary>No link header: an IPv4 or IPv6 packet.</summary>
    Raw = 101,

    /// <summary>As <see cref="Null"/>, in network byte order (OpenBSD loopback).</summary>
    Loop = 108,

    /// <summary>Linux "cooked" header of 16 bytes, of captures on all interfaces.</summary>
    LinuxCooked = 113,

    /// <summary>No link header: an IPv4 packet.</summary>
    IPv4 = 228,

    /// <summary>No link header: an IPv6 packet.</summary>
    IPv6 = 229,

    /// <summary>Linux "cooked" header of 20 bytes, which names the interface.</summary>
    LinuxCooked2 = 276,
}
