using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>The names of fields in descriptions of traffic: those of policy files, a few short ones, and WFP's own in lower case with dots.</summary>
internal static class TrafficFields
{
    private static readonly (string Name, FieldKey Field)[] s_names =
    [
        ("ip.protocol", Fields.IpProtocol),
        ("local.address", Fields.IpLocalAddress),
        ("remote.address", Fields.IpRemoteAddress),
        ("local.port", Fields.IpLocalPort),
        ("remote.port", Fields.IpRemotePort),
        ("source.address", Fields.IpSourceAddress),
        ("destination.address", Fields.IpDestinationAddress),
        ("icmp.type", Fields.IcmpType),
        ("icmp.code", Fields.IcmpCode),
        ("interface", Fields.InterfaceIndex),
        ("source.interface", Fields.SourceInterfaceIndex),
        ("destination.interface", Fields.DestinationInterfaceIndex),
        ("direction", Fields.Direction),
        ("flags", Fields.Flags),
        ("app", Fields.ApplicationPath),
        ("user", Fields.UserId),
        ("group", Fields.GroupId),
        ("process.id", Fields.ProcessId),
        ("cgroup", Fields.CgroupId),
    ];

    private static readonly (string Short, string Name)[] s_short =
    [
        ("protocol", "ip.protocol"), ("proto", "ip.protocol"), ("type", "icmp.type"), ("code", "icmp.code"), ("pid", "process.id"),
        ("process", "process.id"), ("application", "app"), ("uid", "user"), ("gid", "group"),
    ];

    /// <summary>The names that somebody may have meant.</summary>
    public static IEnumerable<string> Names => s_names.Select(pair => pair.Name);

    /// <summary>The field of a name, or null.</summary>
    public static FieldKey? Find(string name)
    {
        foreach (var (known, meant) in s_short)
        {
            if (known == name)
                return Find(meant);
        }

        foreach (var (known, field) in s_names)
        {
            if (known == name)
                return field;
        }

        if (name.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not ('.' or '-')))
            return null;
        var written = name.ToUpperInvariant().Replace('.', '_').Replace('-', '_');
        return Fields.Find(written) ?? Fields.Find($"IP_{written}") ?? Fields.Find($"ALE_{written}");
    }

    /// <summary>The name of a field, or null when there is none but WFP's.</summary>
    public static string? NameOf(FieldKey field)
    {
        foreach (var (name, known) in s_names)
        {
            if (known == field)
                return name;
        }

        return null;
    }

    /// <summary>The types that layers have for a field.</summary>
    public static ImmutableArray<DataType> TypesOf(FieldKey field) =>
        [.. Layers.All.Select(layer => layer.FindField(field)?.Type).OfType<DataType>().Distinct()];

    /// <summary>Whether layers keep addresses in a field.</summary>
    public static bool IsAddress(FieldKey field) => Layers.All.Any(layer => layer.FindField(field)?.Kind == FieldKind.IPAddress);
}
