namespace Weir.Policy;

/// <summary>What a <see cref="PolicyValue"/> is.</summary>
public enum PolicyValueKind
{
    /// <summary>A plain number: protocol, port, ICMP type or code, interface index, direction, flags, uid.</summary>
    Number,

    /// <summary>IPv4 addresses as 32-bit numbers in host order.</summary>
    IPv4,

    /// <summary>IPv6 addresses as 128-bit numbers in host order.</summary>
    IPv6,

    /// <summary>The name of an interface, which has no number until it is looked up in a network namespace.</summary>
    InterfaceName,

    /// <summary>The name of a user, which has no number until it is looked up on a host.</summary>
    UserName,

    /// <summary>The name of a group, which has no number until it is looked up on a host.</summary>
    GroupName,

    /// <summary>The path of a control group, which has no number until it is looked up on a host.</summary>
    ControlGroupPath,

    /// <summary>No value: the field is absent.</summary>
    Absent,

    /// <summary>A value that is no number, or one whose type the file gives, in <see cref="PolicyValue.Exact"/>.</summary>
    Exact,
}
