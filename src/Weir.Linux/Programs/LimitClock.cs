using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>The time that limits go by, which is most of what a limit costs.</summary>
internal static class LimitClock
{
    /// <summary>
    /// Nanoseconds since a moment that stays the same for the same argument. The count of ticks is a variable of the kernel, which programs of
    /// every type may read; the exact clock asks the processor.
    /// </summary>
    /// <param name="nanosecondsPerTick">The length of a tick when the time of the last one will do; 0 for the exact time.</param>
    public static ulong Now(uint nanosecondsPerTick) =>
        nanosecondsPerTick != 0 ? Helpers.Jiffies64() * nanosecondsPerTick : Helpers.KtimeGetNanoseconds();
}
