namespace Weir.Testing;

/// <summary>The descriptors of this process that keep kernel objects alive: BPF programs, maps, links, types, network namespaces.</summary>
public static class KernelDescriptors
{
    /// <summary>Lists them now.</summary>
    /// <returns>A line for each: its number, what it is, and for BPF objects their id.</returns>
    public static IReadOnlySet<string> Read()
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var path in Directory.GetFiles("/proc/self/fd"))
        {
            // The descriptor that lists the directory is gone by now, and others may be.
            var number = Path.GetFileName(path);
            var target = ReadLink(path);
            if (target is not null && IsKept(target))
                found.Add($"descriptor {number}: {target}{ReadId(number)}");
        }
        return found;
    }

    private static bool IsKept(string target) =>
        target.StartsWith("anon_inode:bpf", StringComparison.Ordinal)
        || target is "anon_inode:btf" or "anon_inode:[btf]"
        || target.StartsWith("net:[", StringComparison.Ordinal)
        || target.StartsWith("/run/netns/", StringComparison.Ordinal);

    private static string? ReadLink(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
    }

    // "prog_id: 42", "map_id: 42", "link_id: 42" in fdinfo; every descriptor has a "mnt_id".
    private static string ReadId(string number)
    {
        try
        {
            var line = File.ReadLines($"/proc/self/fdinfo/{number}").FirstOrDefault(line => line.Contains("_id:", StringComparison.Ordinal) && !line.StartsWith("mnt_id", StringComparison.Ordinal));
            return line is null ? "" : " " + line.Replace('\t', ' ');
        }
        catch (IOException)
        {
            return "";
        }
    }
}
