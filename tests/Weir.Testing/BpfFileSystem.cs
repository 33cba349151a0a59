using System.Runtime.InteropServices;

namespace Weir.Testing;

/// <summary>A bpf file system of a test's own; unmounted, with all its pins, when disposed.</summary>
public sealed partial class BpfFileSystem : IDisposable
{
    private const int MountDetached = 2;

    private readonly string _path = Path.Combine(Path.GetTempPath(), TestOwner.NewName("pins"));

    /// <summary>Mounts it.</summary>
    public BpfFileSystem()
    {
        Directory.CreateDirectory(_path);
        if (mount("bpf", _path, "bpf", 0, null) != 0)
        {
            throw new IOException($"A bpf file system cannot be mounted: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
        }
    }

    /// <summary>The path of a file or directory in it.</summary>
    public string PathOf(string name) => Path.Combine(_path, name);

    /// <summary>Unmounts it.</summary>
    public void Dispose()
    {
        umount2(_path, MountDetached);
        Directory.Delete(_path);
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string source, string target, string type, nuint flags, string? data);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int umount2(string target, int flags);
}
