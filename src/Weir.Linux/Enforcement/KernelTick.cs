using System.Runtime.InteropServices;

namespace Weir.Linux;

/// <summary>The timer tick of the kernel that runs (time(7), the software clock).</summary>
internal static partial class KernelTick
{
    private const int CoarseMonotonicClock = 6;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>
    /// Nanoseconds from one tick to the next, of which <c>CONFIG_HZ</c> make a second: the coarse clocks move by exactly this
    /// (clock_getres(2)).
    /// </summary>
    public static uint Nanoseconds { get; } = Read();

    private static uint Read() => clock_getres(CoarseMonotonicClock, out Resolution resolution) == 0 && resolution is { Seconds: 0, Nanoseconds: > 0 and < NanosecondsPerSecond }
        ? (uint)resolution.Nanoseconds
        : throw new InvalidOperationException("The kernel does not say how long its timer tick is.");

    [LibraryImport("libc")]
    private static partial int clock_getres(int clock, out Resolution resolution);

    private struct Resolution
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
