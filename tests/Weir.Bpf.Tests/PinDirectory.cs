using System.Runtime.InteropServices;
using Weir.Testing;

namespace Weir.Bpf.Tests;

/// <summary>A bpf file system of a test's own; unmounted, with all its pins, when disposed.</summary>
internal sealed partial class PinDirectory : IDisposable
{
    private const int MountDetached = 2;

    private readonly string _path = Path.Combine(Path.GetTempPath(), TestOwner.NewName("pins"));

    public PinDirectory()
    {
        Directory.CreateDirectory(_path);
        Assert.Equal(0, mount("bpf", _path, "bpf", 0, null));
    }

    public string PathOf(string name) => Path.Combine(_path, name);

    public void Dispose()
    {
        umount2(_path, MountDetached);
        Directory.Delete(_path);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string source, string target, string type, nuint flags, string? data);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int umount2(string target, int flags);
}
