using System.Globalization;
using Weir.Linux;

namespace Weir.Cli.Running;

/// <summary>
/// Tells of the network namespaces that the interfaces of a filtered one lead to, when it starts and as they come: a container is a host of
/// its own, and a policy for the namespace around it does not meet its sockets.
/// </summary>
internal sealed class NeighbourNamespaces : IDisposable
{
    private readonly Dictionary<int, int> _ids = [];
    private readonly Func<string, string> _advice;
    private readonly TextWriter _output;
    private readonly RouteNetlink _netlink;
    private readonly LinkWatch _watch;

    /// <summary>Tells of those that are there, and goes on.</summary>
    /// <param name="networkNamespace">The namespace that is filtered.</param>
    /// <param name="advice">What to do, for a namespace that <c>--netns</c> takes by this name.</param>
    /// <param name="output">Where the lines go.</param>
    public NeighbourNamespaces(NetworkNamespace networkNamespace, Func<string, string> advice, TextWriter output)
    {
        (_advice, _output) = (advice, output);
        _netlink = RouteNetlink.Open(networkNamespace);
        try
        {
            _watch = LinkWatch.Open(networkNamespace, See);
        }
        catch
        {
            _netlink.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _watch.Dispose();
        _netlink.Dispose();
    }

    private void See(LinkChange change)
    {
        NetworkLink link = change.Link;
        if (change.Kind == LinkChangeKind.Disappeared || link.OtherNamespaceId is not { } id)
        {
            _ids.Remove(link.Index);
            return;
        }

        bool known = _ids.ContainsValue(id);
        _ids[link.Index] = id;
        if (known)
        {
            return;
        }

        string behind = $"interface {link.Name} leads to";
        _output.WriteLine(FindName(id) is { } name
            ? $"{behind} the network namespace '{name}', whose sockets this policy does not meet; {_advice(name)}"
            : $"{behind} a network namespace without a name or a process, whose sockets this policy does not meet");
    }

    /// <summary>The name that <c>ip netns</c> gave it, or the id of a process in it.</summary>
    private string? FindName(int id) =>
        NetworkNamespace.GetNames().FirstOrDefault(name => IsThe(id, () => NetworkNamespace.OpenNamed(name)))
        ?? ProcessIds().FirstOrDefault(process => IsThe(id, () => NetworkNamespace.OpenProcess(process))) switch
        {
            0 => null,
            int process => process.ToString(CultureInfo.InvariantCulture),
        };

    private bool IsThe(int id, Func<NetworkNamespace> open)
    {
        try
        {
            using NetworkNamespace candidate = open();
            return _netlink.FindNamespaceId(candidate) == id;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // It ended meanwhile, or may not be looked at.
            return false;
        }
    }

    private static IEnumerable<int> ProcessIds() =>
        from directory in Directory.EnumerateDirectories("/proc")
        let name = Path.GetFileName(directory)
        where char.IsAsciiDigit(name[0])
        select int.Parse(name, CultureInfo.InvariantCulture);
}
