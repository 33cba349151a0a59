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

    /// <summary>An unsigned number, decimal or hexadecimal, or a range.</summary>
    Number,

    /// <summary>A set of bits: names such as <c>loopback</c>, or a number.</summary>
    Flags,

    /// <summary>A user: a name of this host, or a uid, or a range of uids.</summary>
    User,

    /// <summary>A group: a name of this host, or a gid, or a range of gids.</summary>
    Group,

    /// <summary>A control group: its path in the tree of control groups, such as <c>/system.slice/nginx.service</c>, or its number, or a range.</summary>
    ControlGroup,

    /// <summary>Text, in quotes where it has other characters than a word.</summary>
    Text,

    /// <summary>Bytes of any length: <c>0x0102</c>, or a text in quotes, which stands for its UTF-16 with a NUL behind, as Windows names applications.</summary>
    Bytes,

    /// <summary>Sixteen bytes: <c>0x</c> and 32 hexadecimal digits.</summary>
    Bytes16,

    /// <summary>A hardware address, <c>02:00:00:00:00:01</c>.</summary>
    HardwareAddress,

    /// <summary>A security identifier, <c>S-1-15-2-1</c>.</summary>
    SecurityIdentifier,

    /// <summary>Somebody: <c>user:1000</c>, <c>group:100</c>, <c>everyone</c>, or a whole security descriptor in quotes, as SDDL.</summary>
    Principal,

    /// <summary>A reserved field whose type differs from layer to layer: a number or an address.</summary>
    Reserved,
}
