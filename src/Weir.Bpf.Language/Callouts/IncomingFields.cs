namespace Weir.Bpf.Language;

/// <summary>One bit for each field of <see cref="IncomingValues"/> that a packet may lack.</summary>
[Flags]
public enum IncomingFields : uint
{
    /// <summary>No field.</summary>
    None = 0,

    /// <summary><see cref="IncomingValues.Protocol"/>.</summary>
    Protocol = 1,

    /// <summary><see cref="IncomingValues.LocalAddress"/>.</summary>
    LocalAddress = 2,

    /// <summary><see cref="IncomingValues.RemoteAddress"/>.</summary>
    RemoteAddress = 4,

    /// <summary><see cref="IncomingValues.LocalPort"/>.</summary>
    LocalPort = 8,

    /// <summary><see cref="IncomingValues.RemotePort"/>.</summary>
    RemotePort = 16,

    /// <summary><see cref="IncomingValues.InterfaceIndex"/>.</summary>
    InterfaceIndex = 32,

    /// <summary><see cref="IncomingValues.Direction"/>.</summary>
    Direction = 64,

    /// <summary>Both addresses.</summary>
    Addresses = LocalAddress | RemoteAddress,

    /// <summary>Both ports.</summary>
    Ports = LocalPort | RemotePort,
}
