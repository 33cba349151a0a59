using System.Globalization;
using System.Runtime.InteropServices;
using Weir.Linux.Networking.Interop;
using static Weir.Linux.Networking.Interop.Constants;

namespace Weir.Linux;

/// <summary>
/// A control group (version 2): a directory of the cgroup2 file system, holding processes, to which programs can be attached.
/// See cgroups(7). The object holds a descriptor of the directory.
/// </summary>
/// <remarks>The root control group holds every process of the machine. It is refused here, so that nobody filters it by accident.</remarks>
public sealed class ControlGroup : IDisposable
{
    private readonly FileDescriptor _descriptor;

    private ControlGroup(string path)
    {
        Path = path;
        _descriptor = LibC.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (_descriptor.IsInvalid)
            throw SystemError.Last($"Opening the control group {path}", "read permission on it");
    }

    /// <summary>The absolute path of the directory.</summary>
    public string Path { get; }

    /// <summary>The descriptor of the directory, for attaching programs. It stays owned by this object.</summary>
    public SafeHandle Handle => _descriptor;

    /// <summary>The processes in the group itself (not in its children), by id.</summary>
    public IReadOnlyList<int> Processes => [.. File.ReadLines(ProcessFile).Select(line => int.Parse(line, CultureInfo.InvariantCulture))];

    private string ProcessFile => System.IO.Path.Combine(Path, "cgroup.procs");

    /// <summary>Where the cgroup2 file system is mounted, by <c>/proc/self/mountinfo</c>.</summary>
    /// <exception cref="DirectoryNotFoundException">It is not mounted; the message says how to mount it.</exception>
    public static string FindMountPoint()
    {
        // "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw": the fifth field is the mount point, and
        // the file system type follows the lone dash after a variable number of fields (proc_pid_mountinfo(5)).
        foreach (var line in File.ReadLines("/proc/self/mountinfo"))
        {
            var halves = line.Split(" - ", 2);
            if (halves.Length == 2 && halves[1].StartsWith("cgroup2 ", StringComparison.Ordinal))
                return halves[0].Split(' ')[4].Replace(@"\040", " ", StringComparison.Ordinal);
        }
        throw new DirectoryNotFoundException("The cgroup2 file system is not mounted. Mount it: mount -t cgroup2 none /sys/fs/cgroup");
    }

    /// <summary>
    /// The number by which the kernel knows a control group, the inode number of its directory; null when there is no such group, or no
    /// cgroup2 file system.
    /// </summary>
    /// <param name="path">Its path in the tree of control groups, such as <c>/system.slice/nginx.service</c>.</param>
    public static unsafe ulong? FindId(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string directory;
        try
        {
            directory = Resolve(path.TrimStart('/'));
        }
        catch (Exception exception) when (exception is DirectoryNotFoundException or ArgumentException)
        {
            return null;
        }

        if (!File.Exists(System.IO.Path.Combine(directory, "cgroup.procs")))
            return null;
        using var descriptor = LibC.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        statx status;
        return !descriptor.IsInvalid && LibC.statx(descriptor, "", AT_EMPTY_PATH, STATX_INO, &status) == 0 ? status.stx_ino : null;
    }

    /// <summary>Opens a control group that exists.</summary>
    /// <param name="path">Its directory, absolute or relative to the mount point.</param>
    /// <exception cref="ArgumentException">It is the root, or no control group at all.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be read.</exception>
    public static ControlGroup Open(string path)
    {
        var full = Resolve(path);
        if (!File.Exists(System.IO.Path.Combine(full, "cgroup.procs")))
            throw new ArgumentException($"{full} is not a control group. Make one: mkdir {full}", nameof(path));
        return new ControlGroup(full);
    }

    /// <summary>Makes a control group.</summary>
    /// <param name="path">Its directory, absolute or relative to the mount point; the parent must exist.</param>
    /// <exception cref="ArgumentException">It is the root, lies outside the mount point, or exists already.</exception>
    /// <exception cref="UnauthorizedAccessException">The parent may not be written.</exception>
    public static ControlGroup Create(string path)
    {
        var full = Resolve(path);
        if (Directory.Exists(full))
            throw new ArgumentException($"The control group {full} exists already.", nameof(path));
        Directory.CreateDirectory(full);
        return new ControlGroup(full);
    }

    /// <summary>Moves a process, with all its threads, into the group. Its children will be born there.</summary>
    /// <param name="processId">The process id.</param>
    /// <exception cref="IOException">There is no such process, or the kernel refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The group may not be written.</exception>
    public void Add(int processId) => File.WriteAllText(ProcessFile, processId.ToString(CultureInfo.InvariantCulture));

    /// <summary>Removes the group; programs attached to it go with it.</summary>
    /// <exception cref="IOException">Processes or child groups are still in it; the message names the processes.</exception>
    public void Delete()
    {
        var processes = Processes;
        if (processes.Count > 0)
            throw new IOException($"The control group {Path} still holds the processes {string.Join(", ", processes)}. End or move them first.");
        Directory.Delete(Path);
    }

    /// <summary>Closes the descriptor; the group stays.</summary>
    public void Dispose() => _descriptor.Dispose();

    private static string Resolve(string path)
    {
        var mountPoint = FindMountPoint();
        var full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path, mountPoint));
        if (full == mountPoint)
            throw new ArgumentException($"{full} is the root control group, which holds every process of the machine. Name a group below it.", nameof(path));
        if (!full.StartsWith(mountPoint + "/", StringComparison.Ordinal))
            throw new ArgumentException($"{full} is not below {mountPoint}, where control groups live.", nameof(path));
        return full;
    }
}
