using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Weir.Bpf.Language;

/// <summary>
/// Helpers that every or most program types may call (<c>bpf-helpers(7)</c>). The CLR bodies give plausible values of this process where it has them, and say so where not.
/// </summary>
public static unsafe partial class Helpers
{
    /// <summary>Nanoseconds since boot, without time spent asleep (<c>bpf_ktime_get_ns</c>).</summary>
    [Helper(5)]
    public static ulong KtimeGetNanoseconds() => (ulong)(Stopwatch.GetTimestamp() * (1_000_000_000L / Stopwatch.Frequency));

    /// <summary>Nanoseconds since boot, with time spent asleep (<c>bpf_ktime_get_boot_ns</c>).</summary>
    [Helper(125)]
    public static ulong KtimeGetBootNanoseconds() => KtimeGetNanoseconds();

    /// <summary>Nanoseconds since boot at the resolution of the timer tick, cheaper (<c>bpf_ktime_get_coarse_ns</c>).</summary>
    [Helper(160)]
    public static ulong KtimeGetCoarseNanoseconds() => KtimeGetNanoseconds();

    /// <summary>
    /// Timer ticks, counted from five minutes before the counter of 32 bits wraps for the first time (<c>bpf_jiffies64</c>). The kernel puts
    /// the reading of the counter in place of the call. On the CLR milliseconds since boot.
    /// </summary>
    [Helper(118)]
    public static ulong Jiffies64() => (ulong)Environment.TickCount64;

    /// <summary>A pseudo-random number (<c>bpf_get_prandom_u32</c>).</summary>
    [Helper(7)]
    public static uint GetPseudoRandom() => (uint)Random.Shared.NextInt64(0, 1L << 32);

    /// <summary>Number of the processor that runs the program (<c>bpf_get_smp_processor_id</c>).</summary>
    [Helper(8)]
    public static uint GetProcessorId() => (uint)Thread.GetCurrentProcessorId();

    /// <summary>Process id (kernel: tgid) in the upper, thread id in the lower half (<c>bpf_get_current_pid_tgid</c>).</summary>
    [Helper(14)]
    public static ulong GetCurrentProcessAndThread() => ((ulong)Environment.ProcessId << 32) | (uint)Environment.ProcessId;

    /// <summary>Group id in the upper, user id in the lower half (<c>bpf_get_current_uid_gid</c>). On the CLR 0.</summary>
    [Helper(15)]
    public static ulong GetCurrentUserAndGroup() => 0;

    /// <summary>Name of the current task, zero-terminated (<c>bpf_get_current_comm</c>).</summary>
    /// <param name="buffer">Where it goes.</param>
    /// <param name="byteCount">Room there; 16 is enough.</param>
    /// <returns>0, or a negative errno.</returns>
    [Helper(16)]
    public static long GetCurrentCommand(byte* buffer, uint byteCount)
    {
        new Span<byte>(buffer, (int)byteCount).Clear();
        "dotnet"u8.CopyTo(new Span<byte>(buffer, (int)byteCount));
        return 0;
    }

    /// <summary>Id of the current task's cgroup (<c>bpf_get_current_cgroup_id</c>). On the CLR 1, the root.</summary>
    [Helper(80)]
    public static ulong GetCurrentCgroupId() => 1;

    /// <summary>Copies kernel memory, zeroing the destination when the address cannot be read (<c>bpf_probe_read_kernel</c>).</summary>
    /// <param name="destination">Where the bytes go.</param>
    /// <param name="byteCount">How many.</param>
    /// <param name="address">Any address. On the CLR it must be readable.</param>
    /// <returns>0, or a negative errno.</returns>
    [Helper(113, GplOnly = true)]
    public static long ProbeReadKernel(void* destination, uint byteCount, void* address)
    {
        NativeMemory.Copy(address, destination, byteCount);
        return 0;
    }

    /// <summary>The current task (<c>bpf_get_current_task_btf</c>). On the CLR a zeroed one.</summary>
    [Helper(158, GplOnly = true)]
    public static task_struct* GetCurrentTask() => s_task;

    private static readonly task_struct* s_task = (task_struct*)NativeMemory.AllocZeroed((nuint)sizeof(task_struct));
}
