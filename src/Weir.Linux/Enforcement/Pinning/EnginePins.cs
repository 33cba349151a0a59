using System.Globalization;
using Weir.Bpf;
using Weir.Linux.Programs;

namespace Weir.Linux;

/// <summary>
/// What of an engine outlives its process: the links with their stubs, the array through which the stubs call the layers' programs, and what
/// they answer while it is empty. Everything else hangs on the programs in the array.
/// </summary>
internal sealed class EnginePins : IDisposable
{
    private static readonly string[] s_keptMaps = [nameof(PacketMaps.Programs), nameof(PacketMaps.FilterCounts), nameof(PacketMaps.FailModes)];

    private readonly PinDirectory _directory;
    private readonly string _suffix;

    private EnginePins(PinDirectory directory, NetworkNamespace home)
    {
        _directory = directory;

        // The namespace is part of the names: links cannot tell in which one they are. A bpf file system takes no dots.
        _suffix = string.Create(CultureInfo.InvariantCulture, $"-{LayerSlot.Count}-{home.Cookie}");
        string? other = directory.MapNames.FirstOrDefault(name => !name.EndsWith(_suffix, StringComparison.Ordinal));
        if (other is not null)
        {
            throw new IOException(
                $"What is pinned as {directory.Path} was made by another version of Weir, or for another network namespace, which may be gone. Take it away first: weir off {directory.Path}");
        }

        // Maps are pinned before links: what a process left that died in between enforces nothing.
        IsAdopted = s_keptMaps.All(name => directory.MapNames.Contains(name + _suffix)) && directory.LinkNames.Count > 0;
    }

    /// <summary>True when there is an enforcement to be taken over.</summary>
    public bool IsAdopted { get; }

    /// <summary>Opens the directory, and makes it when there is none.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="home">The network namespace that is enforced in.</param>
    /// <exception cref="IOException">
    /// The path is not in a bpf file system, another process has the directory, or what is pinned there is of another namespace.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">The process may not use it.</exception>
    public static EnginePins Open(string path, NetworkNamespace home)
    {
        PinDirectory directory = PinDirectory.OpenOrCreate(path);
        try
        {
            return new EnginePins(directory, home);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>The map of this name that is pinned, or a new one, which is pinned; null for a map that need not outlive the process.</summary>
    public BpfMap? Map(string name, Func<BpfMap> create)
    {
        if (!s_keptMaps.Contains(name))
        {
            return null;
        }

        if (_directory.FindMap(name + _suffix) is { } kept)
        {
            return kept;
        }

        BpfMap map = create();
        try
        {
            _directory.Keep(name + _suffix, map);
            return map;
        }
        catch
        {
            map.Dispose();
            throw;
        }
    }

    /// <summary>The link of this name that is pinned, or a new one, which is pinned.</summary>
    public IDisposable Link(string name, Func<IDisposable> attach)
    {
        if (_directory.FindLink(name) is { } kept)
        {
            return kept;
        }

        IDisposable attached = attach();
        try
        {
            _directory.Keep(name, (BpfLink)attached);
            return attached;
        }
        catch
        {
            attached.Dispose();
            throw;
        }
    }

    /// <summary>The name of a layer's link at one of its hooks.</summary>
    public static string NameOf(PacketLayer layer, PacketHook hook) => $"{layer.Name}-{layer.Hooks.IndexOf(hook)}";

    /// <summary>Takes the program of a link from its hook.</summary>
    public void Detach(string name) => _directory.DetachLink(name);

    /// <summary>Takes the programs of all other links from their hooks.</summary>
    public void DetachStrangers(IReadOnlySet<string> own)
    {
        foreach (string name in _directory.LinkNames.Where(name => !own.Contains(name)))
        {
            _directory.DetachLink(name);
        }
    }

    /// <summary>Takes everything away.</summary>
    public void Remove() => _directory.Remove();

    public void Dispose() => _directory.Dispose();
}
