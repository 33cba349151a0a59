using Weir.Bpf.Language;

namespace Weir.EndToEnd.Tests.Compile;

/// <summary>Kernel code that the tests of <c>weir compile</c> compile; two of its programs are wrong on purpose.</summary>
public static unsafe class CompileSubjects
{
    public static readonly ArrayMap<ulong> Totals = new(maxEntries: 4);

    [Program(ProgramType.SchedulerClassifier)]
    public static int Count(TrafficControlContext* context)
    {
        ulong* total = Totals.Lookup(1);
        if (total != null)
        {
            Interlocked.Add(ref *total, context->len);
        }

        return 0;
    }

    public static class Allocating
    {
        [Program(ProgramType.SchedulerClassifier)]
        public static int Allocate(TrafficControlContext* context)
        {
            int[] numbers = new int[(int)context->len];
            return numbers.Length;
        }
    }

    public static class Careless
    {
        [Program(ProgramType.SchedulerClassifier)]
        public static int Dereference(TrafficControlContext* context)
        {
            ulong* total = Totals.Lookup(context->len);
            return (int)*total; // without the test for null
        }
    }
}
