using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>The time that limits go by, which is most of what a limit costs.</summary>
internal static class LimitClock
{
    /// <summary>Nanoseconds since boot. <see cref="CoarseNow"/> takes its place in programs that the kernel gives its coarse clock to.</summary>
    /// <param name="allowsCoarse">1 when the time of the last tick will do.</param>
    public static ulong Now(uint allowsCoarse) => Helpers.KtimeGetNanoseconds();

    /// <summary>As <see cref="Now"/>.</summary>
    public static ulong CoarseNow(uint allowsCoarse) =>
        allowsCoarse != 0 ? Helpers.KtimeGetCoarseNanoseconds() : Helpers.KtimeGetNanoseconds();
}
