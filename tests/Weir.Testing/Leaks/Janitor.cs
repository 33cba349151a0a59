using Weir.Linux;

namespace Weir.Testing;

/// <summary>Finds and removes named namespaces and control groups of test runs. Touches nothing whose name is not a test run's.</summary>
public static class Janitor
{
    /// <summary>Removes what dead test runs left over; processes in their control groups are killed.</summary>
    /// <returns>What was removed.</returns>
    public static IReadOnlyList<string> RemoveLeftOvers() => Remove(TestOwner.IsLeftOver);

    /// <summary>The named namespaces and control groups of this run that still exist.</summary>
    public static IReadOnlyList<string> FindOwn() =>
        [.. NetworkNamespace.GetNames().Where(TestOwner.IsOwn), .. FindControlGroups(TestOwner.IsOwn)];

    private static List<string> Remove(Func<string, bool> isMeant)
    {
        var removed = new List<string>();
        foreach (var name in NetworkNamespace.GetNames().Where(isMeant))
            TryRemove(name, () => NetworkNamespace.DeleteNamed(name));
        foreach (var path in FindControlGroups(isMeant))
            TryRemove(path, () => RemoveControlGroup(path));
        return removed;

        void TryRemove(string what, Action remove)
        {
            try
            {
                remove();
                removed.Add(what);
            }
            catch (IOException) when (!Exists(what))
            {
                // Another run's janitor was faster.
            }
        }
    }

    private static bool Exists(string what) => Directory.Exists(what) || NetworkNamespace.GetNames().Contains(what);

    /// <summary>Kills what runs in a control group, waits for it to be empty and removes it.</summary>
    /// <param name="path">The directory of the group; the root is refused.</param>
    public static void RemoveControlGroup(string path)
    {
        using var group = ControlGroup.Open(path);
        File.WriteAllText(Path.Combine(group.Path, "cgroup.kill"), "1");

        // The kernel kills at once but empties the group when the processes have been reaped.
        for (var attempt = 0; attempt < 100 && group.Processes.Count > 0; attempt++)
            Thread.Sleep(20);
        group.Delete();
    }

    private static List<string> FindControlGroups(Func<string, bool> isMeant) =>
        [.. Directory.EnumerateDirectories(ControlGroup.FindMountPoint()).Where(path => isMeant(Path.GetFileName(path)))];
}
