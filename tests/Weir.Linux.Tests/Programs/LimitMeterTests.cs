using System.Reflection;
using System.Runtime.InteropServices;
using Weir.Bpf;
using Weir.Bpf.Compiler;
using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Linux.Tests.Programs;

/// <summary>The arithmetic of limits is one piece of C#: in the kernel it pays and refuses as on the CLR.</summary>
public unsafe class LimitMeterTests
{
    private const int RequestOffset = 16;

    [Fact]
    public void TheKernelAnswersAsTheClrDoes()
    {
        CompiledProgram compiled = ProgramCompiler.Compile(typeof(LimitPrograms).GetMethod(nameof(LimitPrograms.Take), BindingFlags.Public | BindingFlags.Static)!);
        using BpfMap state = BpfMap.Create(compiled.Maps.Single().Spec);
        using BpfProgram program = BpfProgram.Load(compiled.Program, new Dictionary<string, BpfMap> { [compiled.Maps.Single().Key] = state });
        TestContext.Current.TestOutputHelper?.WriteLine(program.GetInfo().ToString());
        using MappedMemory memory = state.MapMemory();
        Random random = new(23);
        byte[] packet = new byte[RequestOffset + sizeof(LimitRequest)];
        int passed = 0;
        for (int run = 0; run < 200; run++)
        {
            LimitSpec limit = run switch
            {
                0 => LimitSpec.Bits(LimitSpec.FullPacket * 8, LimitSpec.FullPacket * LimitSpec.LongestFill),
                1 => LimitSpec.Bits(LimitSpec.HighestBitRate, LimitSpec.FullPacket),
                _ when run % 2 == 0 => LimitSpec.Packets((ulong)random.Next(1, 1 << 20), (ulong)random.Next(1, 100)),
                _ => LimitSpec.Bits((ulong)random.NextInt64(20_000, 1 << 30), (ulong)random.Next(1514, 1 << 20)),
            };
            LimitRate rate = LimitRate.Of(limit);
            ulong paidUntil = 0;
            *(ulong*)memory.Pointer = 0;
            ulong now = (ulong)random.NextInt64(1L << 50);
            for (int i = 0; i < 100; i++)
            {
                LimitRequest request = new() { Now = now, Length = (uint)random.Next(1 << random.Next(6, 22)), Rate = rate };
                MemoryMarshal.Write(packet.AsSpan(RequestOffset), request);

                uint answer = program.TestRun(packet).ReturnValue;

                bool expected = LimitMeter.Take(ref paidUntil, in rate, now, request.Length);
                Assert.Equal((expected ? 1u : 0, paidUntil), (answer, *(ulong*)memory.Pointer));
                passed += (int)answer;
                now += (ulong)random.NextInt64(1 + (long)(LimitMeter.CostOf(in rate, 1514) * 2));
            }
        }

        Assert.InRange(passed, 2_000, 18_000);
    }

    internal struct LimitRequest
    {
        public ulong Now;
        public uint Length;
        public uint Reserved;
        public LimitRate Rate;
    }

    private static class LimitPrograms
    {
        public static readonly ArrayMap<ulong> State = new(1, MapFlags.MemoryMappable);

        [Program(ProgramType.SchedulerClassifier, Name = "weir_test_limit")]
        public static int Take(TrafficControlContext* context)
        {
            LimitRequest request = default;
            if (Helpers.SkbLoadBytes(context, RequestOffset, &request, (uint)sizeof(LimitRequest)) != 0)
            {
                return -1;
            }

            return LimitMeter.Take(ref *State.First(), in request.Rate, request.Now, request.Length) ? 1 : 0;
        }
    }
}
