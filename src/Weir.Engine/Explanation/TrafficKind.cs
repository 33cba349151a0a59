namespace Weir.Engine;

/// <summary>What a description of traffic is about: a packet, or something that a program does with a socket.</summary>
public enum TrafficKind
{
    /// <summary>A packet that this host sends.</summary>
    Outbound,

    /// <summary>A packet for this host.</summary>
    Inbound,

    /// <summary>A packet that this host routes from one interface to another.</summary>
    Forward,

    /// <summary>A program connects: the socket operation, the first packet out, and the answer.</summary>
    Connect,

    /// <summary>A program listens for TCP connections.</summary>
    Listen,

    /// <summary>Somebody connects to this host: the first packet in, and for TCP the answer.</summary>
    Accept,

    /// <summary>A program binds a socket to an address and port.</summary>
    Bind,
}
