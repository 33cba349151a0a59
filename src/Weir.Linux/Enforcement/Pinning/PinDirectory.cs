using Weir.Bpf;
using Weir.Linux.Networking.Interop;
using static Weir.Linux.Networking.Interop.Constants;

namespace Weir.Linux;

/// <summary>
/// The directory of a bpf file system in which an engine's maps and links are kept after its process. One process at a time has it: it holds
/// a lock on the directory, which the kernel takes back when the process dies.
/// </summary>
internal sealed class PinDirectory : IDisposable
{
    private const string LinkPrefix = "link-";
    private const string MapPrefix = "map-";

    private readonly FileDescriptor _lock;

    private PinDirectory(string path, FileDescriptor held, bool isHeld = true)
    {
        Path = path;
        _lock = held;
        IsHeld = isHeld;
    }

    /// <summary>False when another process has the directory, so that it may only be looked at.</summary>
    public bool IsHeld { get; }

    /// <summary>The absolute path.</summary>
    public string Path { get; }

    /// <summary>The names of the links that are kept.</summary>
    public IReadOnlyList<string> LinkNames => [.. NamesWith(LinkPrefix)];

    /// <summary>True when nothing is kept.</summary>
    public bool IsEmpty => !Directory.EnumerateFileSystemEntries(Path).Any();

    /// <summary>Opens the directory, and makes it when there is none.</summary>
    /// <exception cref="IOException">Another process has it, or it cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not use it.</exception>
    public static PinDirectory OpenOrCreate(string path)
    {
        string full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        RequireBpfFileSystem(full);
        Directory.CreateDirectory(full);
        return Hold(full);
    }

    /// <summary>Opens the directory of an enforcement that exists.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    /// <exception cref="IOException">Another process has it, or something else is in it.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not use it.</exception>
    public static PinDirectory Open(string path)
    {
        return Hold(RequireDirectory(path));
    }

    /// <summary>Opens the directory of an enforcement that exists, to look at it, also when another process has it.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not use it.</exception>
    public static PinDirectory OpenToRead(string path)
    {
        string full = RequireDirectory(path);
        FileDescriptor directory = OpenDescriptor(full);
        return new PinDirectory(full, directory, isHeld: LibC.flock(directory, LOCK_EX | LOCK_NB) == 0);
    }

    /// <summary>The names of the maps that are kept.</summary>
    public IReadOnlyList<string> MapNames => [.. NamesWith(MapPrefix)];

    public BpfMap? FindMap(string name) => File.Exists(PathOf(MapPrefix, name)) ? BpfMap.OpenPinned(PathOf(MapPrefix, name)) : null;

    public BpfLink? FindLink(string name) => File.Exists(PathOf(LinkPrefix, name)) ? BpfLink.OpenPinned(PathOf(LinkPrefix, name)) : null;

    public void Keep(string name, BpfMap map) => map.Pin(PathOf(MapPrefix, name));

    public void Keep(string name, BpfLink link) => link.Pin(PathOf(LinkPrefix, name));

    /// <summary>Takes the program of a kept link from its hook, and keeps the link no longer.</summary>
    public void DetachLink(string name)
    {
        using (BpfLink? link = FindLink(name))
        {
            if (link is not null)
            {
                Detach(link);
            }
        }

        File.Delete(PathOf(LinkPrefix, name));
    }

    /// <summary>Takes the enforcement away: the links first, so that no packet meets programs that are half gone. The directory goes too.</summary>
    /// <exception cref="IOException">Something is in the directory that no engine has put there; nothing is taken away then.</exception>
    public void Remove()
    {
        string? stranger = Directory.EnumerateFileSystemEntries(Path).Select(System.IO.Path.GetFileName)
            .FirstOrDefault(name => !name!.StartsWith(LinkPrefix, StringComparison.Ordinal) && !name.StartsWith(MapPrefix, StringComparison.Ordinal));
        if (stranger is not null)
        {
            throw new IOException($"{Path} holds '{stranger}', which Weir has not put there: it is not the directory of a pinned enforcement. Nothing was removed.");
        }

        foreach (string name in LinkNames)
        {
            DetachLink(name);
        }

        foreach (string name in MapNames)
        {
            File.Delete(PathOf(MapPrefix, name));
        }

        Directory.Delete(Path);
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>A link outlives its interface or namespace, attached to nothing; then there is nothing to detach.</summary>
    private static void Detach(BpfLink link)
    {
        try
        {
            link.Detach();
        }
        catch (BpfException gone) when (gone.Errno == ENOLINK)
        {
        }
    }

    private static void RequireBpfFileSystem(string path)
    {
        // "41 31 0:38 / /sys/fs/bpf rw - bpf bpf rw": the fifth field is the mount point, and the type follows the lone dash
        // (proc_pid_mountinfo(5)). Of several mounts over a path the last one counts.
        string type = "";
        int depth = 0;
        foreach (string[] halves in File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(" - ", 2)).Where(halves => halves.Length == 2))
        {
            string mountPoint = halves[0].Split(' ')[4].Replace(@"\040", " ", StringComparison.Ordinal).TrimEnd('/');
            if (mountPoint.Length >= depth && (path + "/").StartsWith(mountPoint + "/", StringComparison.Ordinal))
            {
                (type, depth) = (halves[1].Split(' ')[0], mountPoint.Length);
            }
        }

        if (type != "bpf")
        {
            throw new IOException($"{path} is not in a bpf file system, the only one that keeps programs. Mount one: mount -t bpf bpf /sys/fs/bpf");
        }
    }

    private static string RequireDirectory(string path)
    {
        string full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        return Directory.Exists(full) ? full : throw new DirectoryNotFoundException($"Nothing is pinned as {full}: there is no such directory.");
    }

    private static FileDescriptor OpenDescriptor(string path)
    {
        FileDescriptor directory = LibC.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        return !directory.IsInvalid ? directory : throw SystemError.Last($"Opening the directory {path}", "read permission on it");
    }

    private static PinDirectory Hold(string path)
    {
        FileDescriptor directory = OpenDescriptor(path);
        if (LibC.flock(directory, LOCK_EX | LOCK_NB) == 0)
        {
            return new PinDirectory(path, directory);
        }

        Exception refusal = System.Runtime.InteropServices.Marshal.GetLastPInvokeError() == EAGAIN
            ? new IOException($"Another process enforces what is pinned as {path}. End it first, or use another directory.")
            : SystemError.Last($"Locking the directory {path}", "permission to use it");
        directory.Dispose();
        throw refusal;
    }

    private IEnumerable<string> NamesWith(string prefix) =>
        Directory.EnumerateFiles(Path, prefix + "*").Select(file => System.IO.Path.GetFileName(file)[prefix.Length..]);

    private string PathOf(string prefix, string name) => System.IO.Path.Combine(Path, prefix + name);
}
