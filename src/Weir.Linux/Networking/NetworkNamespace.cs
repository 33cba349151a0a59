using System.Runtime.InteropServices;
using Weir.Linux.Networking.Interop;
using static Weir.Linux.Networking.Interop.Constants;

namespace Weir.Linux;

/// <summary>
/// A network namespace: one complete network stack (interfaces, addresses, routes, sockets, netfilter hooks) of this machine.
/// The object holds a descriptor of it; a namespace without a name lives as long as a descriptor, a process or a socket holds it.
/// See network_namespaces(7).
/// </summary>
/// <remarks>
/// A namespace belongs to a thread, not to a process: setns(2) moves only the calling thread. <see cref="Run{T}"/> therefore
/// uses a thread of its own for each call and lets it end inside.
/// <code>
/// using var client = NetworkNamespace.Create();
/// client.Run(() => { using var netlink = RouteNetlink.Open(); netlink.SetUp("lo"); });
/// </code>
/// </remarks>
public sealed partial class NetworkNamespace : IDisposable
{
    // NET_NS_INIT_INO of linux/nsfs.h: since 6.18 the initial namespace has this fixed inode.
    private const ulong InitialInode = 0xEFFFFFF9;

    private static readonly string[] NameDirectories = ["/run/netns", "/var/run/netns"];

    private readonly FileDescriptor _descriptor;

    private NetworkNamespace(FileDescriptor descriptor, string description)
    {
        _descriptor = descriptor;
        Description = description;
        Inode = ReadInode(descriptor);
    }

    /// <summary>Where the namespace came from, for messages: a name, a path, <c>process 42</c>.</summary>
    public string Description { get; }

    /// <summary>The number that tells namespaces apart, as in <c>net:[4026531833]</c> of <c>/proc/self/ns/net</c>.</summary>
    public ulong Inode { get; }

    /// <summary>
    /// The number that the kernel gives to this namespace and to no other until the machine is started again, unlike <see cref="Inode"/>:
    /// SO_NETNS_COOKIE of socket(7).
    /// </summary>
    /// <exception cref="UnauthorizedAccessException">The process may not enter the namespace; it lacks CAP_SYS_ADMIN.</exception>
    public ulong Cookie => Run(ReadCookie);

    /// <summary>The descriptor, for system calls that take a namespace. It stays owned by this object.</summary>
    public SafeHandle Handle => _descriptor;

    /// <summary>
    /// Whether this is the network stack the machine booted with: the namespace of process 1. Inside a container that is the
    /// container's own. Where process 1 may not be inspected, the kernel's fixed number for it (6.18 and later) decides, and
    /// failing that the namespace in which this process started counts as initial, so that doubt never hits the machine.
    /// </summary>
    public bool IsInitial
    {
        get
        {
            if (Inode == InitialInode)
                return true;
            try
            {
                using var init = OpenProcess(1);
                return init.Inode == Inode;
            }
            catch (UnauthorizedAccessException)
            {
                using var own = OpenProcess(Environment.ProcessId);
                return own.Inode == Inode;
            }
        }
    }

    /// <summary>Makes a namespace with nothing in it but a loopback interface that is down. It has no name.</summary>
    /// <returns>The namespace; it vanishes when this object and everything running inside are gone.</returns>
    /// <exception cref="UnauthorizedAccessException">The process lacks CAP_SYS_ADMIN.</exception>
    public static NetworkNamespace Create() => OnOwnThread(() =>
    {
        if (LibC.unshare(CLONE_NEWNET) != 0)
            throw SystemError.Last("Creating a network namespace", "CAP_SYS_ADMIN");
        return Open("/proc/thread-self/ns/net", "new network namespace");
    });

    /// <summary>
    /// Makes a namespace and gives it a name, as <c>ip netns add</c> does. It outlives this object and this process until
    /// <see cref="DeleteNamed"/> (or <c>ip netns delete</c>).
    /// </summary>
    /// <param name="name">A file name: no slash, not <c>.</c> or <c>..</c>.</param>
    /// <exception cref="ArgumentException">The name is not a file name, or is taken.</exception>
    /// <exception cref="UnauthorizedAccessException">The process lacks CAP_SYS_ADMIN.</exception>
    public static unsafe NetworkNamespace CreateNamed(string name)
    {
        RequireFileName(name);
        Directory.CreateDirectory(NameDirectories[0]);
        var path = Path.Combine(NameDirectories[0], name);
        if (File.Exists(path))
            throw new ArgumentException($"A network namespace named '{name}' exists already.", nameof(name));

        using var created = Create();
        File.WriteAllBytes(path, []);
        if (LibC.mount($"/proc/self/fd/{created._descriptor.DangerousGetHandle()}", path, null, MS_BIND, null) != 0)
        {
            var error = SystemError.Last($"Naming the network namespace '{name}'", "CAP_SYS_ADMIN");
            File.Delete(path);
            throw error;
        }
        return Open(path, $"'{name}'");
    }

    /// <summary>Takes a name away; the namespace itself goes when nothing else holds it, as with <c>ip netns delete</c>.</summary>
    /// <param name="name">A name in <see cref="GetNames"/>.</param>
    /// <exception cref="FileNotFoundException">There is no such name.</exception>
    /// <exception cref="UnauthorizedAccessException">The process lacks CAP_SYS_ADMIN.</exception>
    public static void DeleteNamed(string name)
    {
        var path = FindNamed(name);
        if (LibC.umount2(path, MNT_DETACH) != 0 && Marshal.GetLastPInvokeError() is EPERM)
            throw SystemError.Last($"Removing the network namespace '{name}'", "CAP_SYS_ADMIN");
        File.Delete(path);
    }

    /// <summary>The names given by <c>ip netns add</c> or <see cref="CreateNamed"/>, sorted.</summary>
    public static IReadOnlyList<string> GetNames() =>
        [.. NameDirectories.Where(Directory.Exists).SelectMany(Directory.EnumerateFiles)
            .Select(path => Path.GetFileName(path)).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Opens a namespace by its name.</summary>
    /// <param name="name">A name as <c>ip netns list</c> shows it.</param>
    /// <exception cref="FileNotFoundException">There is no such name; the message lists those that exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be opened.</exception>
    public static NetworkNamespace OpenNamed(string name) => Open(FindNamed(name), $"'{name}'");

    /// <summary>Opens a namespace by a path such as <c>/proc/42/ns/net</c> or a bind mount of one.</summary>
    /// <param name="path">The path of the namespace file.</param>
    /// <exception cref="FileNotFoundException">The path does not exist.</exception>
    /// <exception cref="ArgumentException">The file is something else than a network namespace.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be opened.</exception>
    public static NetworkNamespace OpenPath(string path) => Open(path, path);

    /// <summary>Opens the namespace of a process (of its main thread).</summary>
    /// <param name="processId">The process id.</param>
    /// <exception cref="FileNotFoundException">There is no such process.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not be inspected (CAP_SYS_PTRACE).</exception>
    public static NetworkNamespace OpenProcess(int processId) => Open($"/proc/{processId}/ns/net", $"process {processId}");

    /// <summary>Opens the namespace in which the calling thread runs.</summary>
    public static NetworkNamespace OpenCurrent() => Open("/proc/thread-self/ns/net", "the calling thread's");

    /// <summary>Whether both objects stand for the same namespace.</summary>
    /// <param name="other">The other namespace.</param>
    public bool IsSameAs(NetworkNamespace other) => other.Inode == Inode;

    /// <summary>Closes the descriptor. The namespace goes with its last descriptor, process or socket unless it has a name.</summary>
    public void Dispose() => _descriptor.Dispose();

    /// <summary>The description and the inode.</summary>
    public override string ToString() => $"{Description} net:[{Inode}]";

    private static NetworkNamespace Open(string path, string description)
    {
        var descriptor = LibC.open(path, O_RDONLY | O_CLOEXEC);
        if (descriptor.IsInvalid)
            throw SystemError.Last($"Opening the network namespace {path}", "CAP_SYS_PTRACE for another process, CAP_SYS_ADMIN for a name");
        if (LibC.ioctl(descriptor, NS_GET_NSTYPE) == CLONE_NEWNET)
            return new NetworkNamespace(descriptor, description);

        descriptor.Dispose();
        throw new ArgumentException($"{path} is not a network namespace. Give a name from 'ip netns list' or a path such as /proc/42/ns/net.", nameof(path));
    }

    private static string FindNamed(string name)
    {
        RequireFileName(name);
        var names = GetNames();
        return NameDirectories.Select(directory => Path.Combine(directory, name)).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException(names.Count == 0
                ? $"There is no network namespace named '{name}', nor any other name in {NameDirectories[0]}. Make one: ip netns add {name}"
                : $"There is no network namespace named '{name}'. There are: {string.Join(", ", names)}.");
    }

    private static void RequireFileName(string name)
    {
        if (name is "" or "." or ".." || name.Contains('/'))
            throw new ArgumentException($"'{name}' cannot name a network namespace: a name is a file name in {NameDirectories[0]}.", nameof(name));
    }

    private static unsafe ulong ReadCookie()
    {
        using FileDescriptor socket = LibC.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
        ulong cookie;
        uint length = sizeof(ulong);
        return !socket.IsInvalid && LibC.getsockopt(socket, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &length) == 0
            ? cookie
            : throw SystemError.Last("Reading a network namespace's cookie", "permission to make sockets");
    }

    private static unsafe ulong ReadInode(FileDescriptor descriptor)
    {
        statx status;
        if (LibC.statx(descriptor, "", AT_EMPTY_PATH, STATX_INO, &status) != 0)
            throw SystemError.Last("Reading a network namespace's identity", "no capability");
        return status.stx_ino;
    }
}
