namespace Weir.Linux;

/// <summary>The state of an interface, with the values of the kernel's <c>IFF_</c> flags (netdevice(7)).</summary>
[Flags]
public enum NetworkLinkFlags : uint
{
    /// <summary>Down, with no property set.</summary>
    None = 0,

    /// <summary>Switched on by the administrator.</summary>
    Up = 0x1,

    /// <summary>Has a broadcast address.</summary>
    Broadcast = 0x2,

    /// <summary>A loopback interface.</summary>
    Loopback = 0x8,

    /// <summary>A link between two points only.</summary>
    PointToPoint = 0x10,

    /// <summary>Working: switched on and with a carrier.</summary>
    Running = 0x40,

    /// <summary>Needs no address resolution.</summary>
    NoArp = 0x80,

    /// <summary>Receives every frame.</summary>
    Promiscuous = 0x100,

    /// <summary>Can send to groups.</summary>
    Multicast = 0x1000,

    /// <summary>The driver reports a carrier.</summary>
    LowerUp = 0x10000,
}
