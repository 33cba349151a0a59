using Weir.Linux;

namespace Weir.Testing;

/// <summary>
/// Which threads of this process are in which network namespace. The runtime's compilation worker is left out: it ends by itself
/// after seconds without work, and is started again by whichever thread has work for it.
/// </summary>
public static class ThreadNamespaces
{
    /// <summary>The ids of this process's threads that are in the namespace.</summary>
    public static IReadOnlyList<int> FindThreadsIn(NetworkNamespace networkNamespace) =>
        [.. Read().Where(thread => thread.Link == $"net:[{networkNamespace.Inode}]").Select(thread => thread.ThreadId)];

    /// <summary>The ids of this process's threads that are in another namespace than its main thread.</summary>
    public static IReadOnlyList<int> FindStrayThreads()
    {
        var home = new FileInfo("/proc/self/ns/net").LinkTarget;
        return [.. Read().Where(thread => thread.Link != home).Select(thread => thread.ThreadId)];
    }

    /// <summary>The name of a thread of this process, as the kernel has it.</summary>
    /// <param name="threadId">Its id.</param>
    /// <returns>Empty when the thread has ended.</returns>
    public static string NameOf(int threadId)
    {
        try
        {
            return File.ReadAllText($"/proc/self/task/{threadId}/comm").TrimEnd();
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static IEnumerable<(int ThreadId, string Link)> Read()
    {
        foreach (var task in Directory.GetDirectories("/proc/self/task"))
        {
            // A thread that ended since the listing has no link any more.
            string? link;
            try
            {
                link = new FileInfo(Path.Combine(task, "ns/net")).LinkTarget;
            }
            catch (IOException)
            {
                continue;
            }
            var threadId = int.Parse(Path.GetFileName(task));
            if (link is not null && !NameOf(threadId).StartsWith(".NET Tiered", StringComparison.Ordinal))
                yield return (threadId, link);
        }
    }
}
