namespace Weir.Policy;

/// <summary>What the numbers of a <see cref="PolicyValue"/> are.</summary>
public enum PolicyValueKind
{
    /// <summary>A plain number: protocol, port, ICMP type or code, interface index, direction.</summary>
    Number,

    /// <summary>IPv4 addresses as 32-bit numbers in host order.</summary>
    IPv4,

    /// <summary>IPv6 addresses as 128-bit numbers in host order.</summary>
    IPv6,

    /// <summary>The name of an interface, which has no number until it is looked up in a network namespace.</summary>
    InterfaceName,
}
