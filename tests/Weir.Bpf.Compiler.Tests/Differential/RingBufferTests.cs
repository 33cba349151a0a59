using System.Runtime.InteropServices;
using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Tests.Differential;

/// <summary>A ring that nobody reads is full after as many records on the CLR as in the kernel.</summary>
public sealed unsafe class RingBufferTests
{
    private static readonly byte[] s_packet = new byte[60];

    [Theory]
    [InlineData(nameof(Programs.Output), 170, -11)]
    [InlineData(nameof(Programs.Submit), 255, 1)]
    [InlineData(nameof(Programs.Discard), 170, 1)]
    public void IsFullWhereTheKernelsIs(string name, int capacity, int full)
    {
        var compiled = ProgramCompiler.Compile(typeof(Programs).GetMethod(name)!);
        var declaration = Assert.Single(compiled.Maps);
        var emulated = (RingBufferMap)declaration.Map;
        using var map = BpfMap.Create(declaration.Spec);
        using var program = BpfProgram.Load(compiled.Program, new Dictionary<string, BpfMap> { [declaration.Key] = map });
        using var ring = RingBuffer.Open(map);
        var entry = (delegate*<TrafficControlContext*, int>)typeof(Programs).GetMethod(name)!.MethodHandle.GetFunctionPointer();

        for (var round = 0; round < 2; round++)
        {
            for (var count = 0; count < capacity + 3; count++)
            {
                var result = (int)program.TestRun(s_packet).ReturnValue;
                Assert.Equal(count < capacity ? 0 : full, result);
                Assert.Equal(result, entry(null));
            }

            // What is taken is free again.
            var expected = 0;
            ring.Consume(_ => expected++);
            var taken = 0;
            while (emulated.TryTake(out _))
                taken++;
            Assert.Equal(expected, taken);
        }
    }

    public static class Programs
    {
        private static readonly RingBufferMap s_output = new(4096);
        private static readonly RingBufferMap s_submit = new(4096);
        private static readonly RingBufferMap s_discard = new(4096);

        [Program(ProgramType.SchedulerClassifier)]
        public static int Output(TrafficControlContext* context)
        {
            var record = default(TwelveBytes);
            return (int)s_output.Output(&record, (ulong)sizeof(TwelveBytes));
        }

        [Program(ProgramType.SchedulerClassifier)]
        public static int Submit(TrafficControlContext* context)
        {
            var record = s_submit.Reserve<ulong>();
            if (record == null)
                return 1;
            *record = 7;
            s_submit.Submit(record);
            return 0;
        }

        [Program(ProgramType.SchedulerClassifier)]
        public static int Discard(TrafficControlContext* context)
        {
            var record = s_discard.Reserve<TwelveBytes>();
            if (record == null)
                return 1;
            s_discard.Discard(record);
            return 0;
        }
    }

    [StructLayout(LayoutKind.Sequential, Size = 12)]
    private struct TwelveBytes;
}
