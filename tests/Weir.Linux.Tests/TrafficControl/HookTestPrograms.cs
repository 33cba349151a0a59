using Weir.Bpf.Language;

namespace Weir.Linux.Tests.TrafficControl;

/// <summary>Programs that count the frames of a hook; the first also drops those that come in.</summary>
internal static unsafe class HookTestPrograms
{
    public static readonly ArrayMap<ulong> Dropped = new(1, MapFlags.MemoryMappable);

    public static readonly ArrayMap<ulong> Seen = new(1, MapFlags.MemoryMappable);

    [Program(ProgramType.SchedulerClassifier, Name = "weir_test_drop")]
    public static int Drop(TrafficControlContext* context)
    {
        // Neighbour discovery goes on.
        if ((ushort)context->protocol != 0x0008)
        {
            return -1;
        }

        Interlocked.Increment(ref *Dropped.First());
        return 2;
    }

    [Program(ProgramType.SchedulerClassifier, Name = "weir_test_see")]
    public static int See(TrafficControlContext* context)
    {
        if ((ushort)context->protocol == 0x0008)
        {
            Interlocked.Increment(ref *Seen.First());
        }

        return -1;
    }
}
