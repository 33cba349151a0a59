using System.Runtime.InteropServices;

namespace Weir.Bpf.Tests.Features;

/// <summary>Runs code on a thread without capabilities; they are a thread's own in Linux, so no other test notices.</summary>
internal static unsafe partial class UnprivilegedThread
{
    // _LINUX_CAPABILITY_VERSION_3 of <linux/capability.h>.
    private const uint CapabilityVersion = 0x20080522;

    public static void Run(Action body)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                DropCapabilities();
                body();
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }

    private static void DropCapabilities()
    {
        // Of this thread (process 0), all sets empty.
        uint* header = stackalloc uint[2] { CapabilityVersion, 0 };
        uint* sets = stackalloc uint[6];
        new Span<uint>(sets, 6).Clear();
        Assert.Equal(0, capset(header, sets));
    }

    [LibraryImport("libc")]
    private static partial int capset(uint* header, uint* sets);
}
