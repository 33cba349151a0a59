namespace Weir.Policy;

/// <summary>What kind of value a <see cref="PolicyField"/> holds, and so how its values are written.</summary>
public enum PolicyFieldType
{
    /// <summary>An IP protocol: a name such as <c>tcp</c>, or a number from 0 to 255.</summary>
    Protocol,

    /// <summary>An IPv4 or IPv6 address, a prefix <c>10.0.0.0/8</c>, or a range <c>10.0.0.1-10.0.0.9</c>.</summary>
    Address,

    /// <summary>A TCP or UDP port from 0 to 65535, or a range <c>8000-8080</c>.</summary>
    Port,

    /// <summary>An ICMP type or code from 0 to 255, or a range.</summary>
    IcmpNumber,

    /// <summary>A network interface: its name, or its index, which is a number from 1.</summary>
    Interface,

    /// <summary><c>inbound</c> or <c>outbound</c>.</summary>
    Direction,
}
