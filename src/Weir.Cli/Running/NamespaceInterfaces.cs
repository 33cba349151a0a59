using Weir.Linux;
using Weir.Policy;

namespace Weir.Cli.Running;

/// <summary>The interfaces of a network namespace, as they are when it is asked.</summary>
internal sealed class NamespaceInterfaces : IInterfaceResolver
{
    private readonly IReadOnlyList<NetworkLink> _links;

    public NamespaceInterfaces(NetworkNamespace networkNamespace)
    {
        using RouteNetlink netlink = RouteNetlink.Open(networkNamespace);
        _links = netlink.GetLinks();
    }

    public IReadOnlyCollection<string> Names => [.. _links.Select(link => link.Name)];

    public IEnumerable<uint> Indexes => _links.Select(link => (uint)link.Index);

    public string? FindName(uint index) => _links.FirstOrDefault(link => link.Index == index)?.Name;

    public uint? FindIndex(string name) => _links.FirstOrDefault(link => link.Name == name) is { } link ? (uint)link.Index : null;
}
