namespace Weir.Bpf.Language;

/// <summary>One bit for each field of <see cref="IncomingValues"/> that a packet may lack.</summary>
[Flags]
public enum IncomingFields : ulong
{
    /// <summary>No field.</summary>
    None = 0,

    /// <summary><see cref="IncomingValues.LocalAddress"/>.</summary>
    LocalAddress = 1,

    /// <summary><see cref="IncomingValues.RemoteAddress"/>.</summary>
    RemoteAddress = 2,

    /// <summary><see cref="IncomingValues.LocalPort"/>.</summary>
    LocalPort = 4,

    /// <summary><see cref="IncomingValues.RemotePort"/>.</summary>
    RemotePort = 8,

    /// <summary><see cref="IncomingValues.Protocol"/>.</summary>
    Protocol = 16,

    /// <summary><see cref="IncomingValues.InterfaceIndex"/>.</summary>
    InterfaceIndex = 32,

    /// <summary><see cref="IncomingValues.Direction"/>.</summary>
    Direction = 64,

    /// <summary><see cref="IncomingValues.DestinationInterfaceIndex"/>.</summary>
    DestinationInterfaceIndex = 0x80,

    /// <summary><see cref="IncomingValues.Flags"/>.</summary>
    Flags = 0x100,

    /// <summary><see cref="IncomingValues.InterfaceType"/>.</summary>
    InterfaceType = 0x200,

    /// <summary><see cref="IncomingValues.TunnelType"/>.</summary>
    TunnelType = 0x400,

    /// <summary><see cref="IncomingValues.LocalAddressType"/>.</summary>
    LocalAddressType = 0x800,

    /// <summary><see cref="IncomingValues.DestinationAddressType"/>.</summary>
    DestinationAddressType = 0x1000,

    /// <summary><see cref="IncomingValues.EmbeddedProtocol"/>.</summary>
    EmbeddedProtocol = 0x2000,

    /// <summary><see cref="IncomingValues.EmbeddedRemoteAddress"/>.</summary>
    EmbeddedRemoteAddress = 0x4000,

    /// <summary><see cref="IncomingValues.EmbeddedLocalPort"/>.</summary>
    EmbeddedLocalPort = 0x8000,

    /// <summary><see cref="IncomingValues.EmbeddedRemotePort"/>.</summary>
    EmbeddedRemotePort = 0x10000,

    /// <summary><see cref="IncomingValues.EmbeddedLocalAddressType"/>.</summary>
    EmbeddedLocalAddressType = 0x20000,

    /// <summary>Both addresses.</summary>
    Addresses = LocalAddress | RemoteAddress,

    /// <summary>The kinds of both addresses.</summary>
    AddressTypes = LocalAddressType | DestinationAddressType,

    /// <summary>Both ports.</summary>
    Ports = LocalPort | RemotePort,

    /// <summary>Both ports of the packet that an ICMP error is about.</summary>
    EmbeddedPorts = EmbeddedLocalPort | EmbeddedRemotePort,
}
