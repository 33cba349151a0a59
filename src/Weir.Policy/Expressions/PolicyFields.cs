using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>
/// The fields that policies can use, each at the layers that have it: every field of WFP by its name in lower case with dots
/// (<c>ale.app.id</c>), those that people use most by shorter names, and those that Weir adds.
/// </summary>
public static partial class PolicyFields
{
    /// <summary><c>ip.protocol</c>: what the IP packet carries (after IPv6 extension headers).</summary>
    public static PolicyField Protocol { get; } = new("ip.protocol", Fields.IpProtocol, PolicyFieldType.Protocol, "what the IP packet carries");

    /// <summary><c>local.address</c>: this host's address, whichever way the packet goes.</summary>
    public static PolicyField LocalAddress { get; } = new("local.address", Fields.IpLocalAddress, PolicyFieldType.Address, "this host's address");

    /// <summary><c>remote.address</c>: the peer's address, whichever way the packet goes.</summary>
    public static PolicyField RemoteAddress { get; } = new("remote.address", Fields.IpRemoteAddress, PolicyFieldType.Address, "the peer's address");

    /// <summary><c>local.port</c>: this host's TCP or UDP port.</summary>
    public static PolicyField LocalPort { get; } = new("local.port", Fields.IpLocalPort, PolicyFieldType.Port, "this host's TCP or UDP port");

    /// <summary><c>remote.port</c>: the peer's TCP or UDP port.</summary>
    public static PolicyField RemotePort { get; } = new("remote.port", Fields.IpRemotePort, PolicyFieldType.Port, "the peer's TCP or UDP port");

    /// <summary><c>icmp.type</c>: type of an ICMP message (ICMPv6 at the IPv6 layers).</summary>
    public static PolicyField IcmpType { get; } = new("icmp.type", Fields.IpLocalPort, PolicyFieldType.IcmpNumber, "the ICMP or ICMPv6 message type");

    /// <summary><c>icmp.code</c>: code of an ICMP message (ICMPv6 at the IPv6 layers).</summary>
    public static PolicyField IcmpCode { get; } = new("icmp.code", Fields.IpRemotePort, PolicyFieldType.IcmpNumber, "the ICMP or ICMPv6 message code");

    /// <summary><c>interface</c>: the interface through which the packet enters or leaves.</summary>
    public static PolicyField Interface { get; } = new("interface", Fields.InterfaceIndex, PolicyFieldType.Interface, "the interface the packet enters or leaves by");

    /// <summary><c>direction</c>: whether the packet comes in or goes out; decided by the layer.</summary>
    public static PolicyField Direction { get; } = new("direction", Fields.Direction, PolicyFieldType.Direction, "whether the packet comes in or goes out");

    /// <summary><c>app</c>: path of the executable that owns the socket.</summary>
    public static PolicyField Application { get; } = new("app", Fields.ApplicationPath, PolicyFieldType.Text, "path of the executable that owns the socket");

    /// <summary><c>user</c>: the user that owns the socket.</summary>
    public static PolicyField User { get; } = new("user", Fields.UserId, PolicyFieldType.User, "the user that owns the socket");

    /// <summary><c>group</c>: the group of the process that owns the socket.</summary>
    public static PolicyField Group { get; } = new("group", Fields.GroupId, PolicyFieldType.Group, "the group of the process that owns the socket");

    /// <summary><c>process</c>: id of the process that owns the socket.</summary>
    public static PolicyField Process { get; } = new("process", Fields.ProcessId, PolicyFieldType.Number, "id of the process that owns the socket");

    /// <summary><c>cgroup</c>: the control group of the socket's owner, by its path, or by the inode number of its directory.</summary>
    public static PolicyField ControlGroup { get; } = new("cgroup", Fields.CgroupId, PolicyFieldType.ControlGroup, "the control group of the socket's owner", ulong.MaxValue);

    /// <summary><c>flags</c>: what is special about the packet or operation.</summary>
    public static PolicyField Flags { get; } = new("flags", Fields.Flags, PolicyFieldType.Flags, "what is special about the packet or operation");

    /// <summary>Those with a short name, in the order in which documentation lists them.</summary>
    public static ImmutableArray<PolicyField> Common { get; } =
    [
        Protocol, LocalAddress, RemoteAddress, LocalPort, RemotePort, IcmpType, IcmpCode, Interface, Direction,
        Application, User, Group, Process, ControlGroup, Flags,
    ];

    /// <summary>All of them: <see cref="Common"/>, then every other field that a layer has, by name.</summary>
    public static ImmutableArray<PolicyField> All => Others.All;

    // What people ask for and no layer has, with what comes nearest.
    private static readonly (string Wanted, string Instead)[] s_wanted =
    [
        ("container", "a container is a control group: write cgroup == /PATH, as it stands below /sys/fs/cgroup"),
        ("fragment", "write flags all fragment, at the layers that see fragments"),
        ("tcp.flags", "no layer of WFP has the flags of TCP"),
        ("packet.length", "no layer of WFP has the length of a packet"),
    ];

    // What other tools call the same thing.
    private static readonly (string Foreign, string Ours)[] s_foreign =
    [
        ("protocol", "ip.protocol"), ("proto", "ip.protocol"), ("ip.proto", "ip.protocol"),
        ("address", "remote.address or local.address"), ("addr", "remote.address or local.address"),
        ("ip", "remote.address or local.address"), ("ip.addr", "remote.address or local.address"),
        ("remote", "remote.address or remote.port"), ("local", "local.address or local.port"),
        ("remote.ip", "remote.address"), ("local.ip", "local.address"),
        ("port", "remote.port or local.port"), ("tcp.port", "remote.port or local.port"), ("udp.port", "remote.port or local.port"),
        ("dport", "remote.port (outbound) or local.port (inbound)"), ("sport", "local.port (outbound) or remote.port (inbound)"),
        ("destination.port", "remote.port (outbound) or local.port (inbound)"),
        ("source.port", "local.port (outbound) or remote.port (inbound)"),
        ("daddr", "remote.address (outbound) or local.address (inbound)"), ("dst", "remote.address (outbound) or local.address (inbound)"),
        ("saddr", "local.address (outbound) or remote.address (inbound)"), ("src", "local.address (outbound) or remote.address (inbound)"),
        ("destination.address", "remote.address (outbound), local.address (inbound) or ip.destination.address (forwarded)"),
        ("source.address", "local.address (outbound), remote.address (inbound) or ip.source.address (forwarded)"),
        ("source.interface", "source.interface.index"), ("destination.interface", "destination.interface.index"),
        ("iface", "interface"), ("iif", "interface"), ("oif", "interface"), ("dev", "interface"), ("device", "interface"),
        ("interface.name", "interface"), ("local.interface", "interface"),
        ("icmpv6.type", "icmp.type"), ("icmpv6.code", "icmp.code"), ("icmp6.type", "icmp.type"), ("icmp6.code", "icmp.code"),
        ("uid", "user"), ("skuid", "user"), ("gid", "group"), ("skgid", "group"), ("pid", "process"), ("process.name", "app"), ("exe", "app"),
        ("path", "app"), ("application", "app"), ("program", "app"), ("mac", "mac.local.address or mac.remote.address"),
    ];

    /// <summary>The field of a name, or <see langword="null"/>. Names are in lower case.</summary>
    public static PolicyField? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (var field in Common)
        {
            if (field.Name == name)
                return field;
        }

        return Others.Find(name);
    }

    /// <summary>The fields that a layer has, in its own order.</summary>
    public static IEnumerable<PolicyField> Of(Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return layer.Fields.Select(field => Find(field.Key, layer)).OfType<PolicyField>();
    }

    /// <summary>The field by which a policy asks for a field of a layer, or <see langword="null"/> when the layer does not have it.</summary>
    public static PolicyField? Find(FieldKey key, Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        if (layer.FindField(key) is not { } field)
            return null;

        // The ICMP error layers have a type where the others have a port.
        if (field.Name.StartsWith("ICMP_", StringComparison.Ordinal))
            return key == Fields.IpLocalPort ? IcmpType : IcmpCode;
        foreach (var common in Common)
        {
            if (common.Key == key)
                return common;
        }

        return Others.Find(Written(key.ToString()));
    }

    /// <summary>What to tell somebody who wrote a name that <see cref="Find(string)"/> does not know.</summary>
    internal static (string Message, string Advice) ExplainUnknown(string name)
    {
        var available = $"the common ones: {string.Join(", ", Common.Select(f => f.Name))}; docs/layers.md lists the fields of each layer";
        var lowered = name.ToLowerInvariant();
        if (Find(lowered) is not null)
            return ($"unknown field '{name}'", $"names are in lower case: {lowered}");
        foreach (var (wanted, instead) in s_wanted)
        {
            if (wanted == lowered)
                return ($"there is no field '{name}'", instead);
        }

        foreach (var (foreign, ours) in s_foreign)
        {
            if (foreign == lowered)
                return ($"unknown field '{name}'", $"write {ours}");
        }

        var dotted = lowered.Replace('_', '.').Replace("fwpm.condition.", "", StringComparison.Ordinal);
        if (Find(dotted) is { } wfp)
            return ($"unknown field '{name}'", $"write {wfp}");
        return (Spelling.Nearest(name, Common.Select(f => f.Name)) ?? Spelling.Nearest(name, All.Select(f => f.Name))) is { } meant
            ? ($"unknown field '{name}'", $"did you mean {meant}?")
            : ($"unknown field '{name}'", available);
    }

    private static string Written(string name) => name.ToLowerInvariant().Replace('_', '.');
}
