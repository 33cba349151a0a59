using System.Reflection;

namespace Weir.Bpf.Compiler.Tests.Harness;

/// <summary>Runs one program on many random packets and fails the test on the first difference between kernel and CLR.</summary>
public static class DifferentialCheck
{
    /// <summary>Compares results, packets, context words and, at the end, maps.</summary>
    /// <param name="program">The program.</param>
    /// <param name="packetCount">How many packets.</param>
    /// <param name="seed">Seed of packets and map contents.</param>
    public static void Run(MethodInfo program, int packetCount, int seed = 1)
    {
        var random = new Random(seed);
        var packets = new PacketGenerator(random);
        Span<uint> words = stackalloc uint[DifferentialRun.WordCount];
        using var run = DifferentialRun.Start(program, seed);
        for (var turn = 0; turn < packetCount; turn++)
        {
            var packet = packets.Next();
            foreach (ref var word in words)
                word = (uint)random.NextInt64(0, 1L << 32) >> random.Next(32);
            if (run.Compare(packet, words) is { } difference)
                Assert.Fail(run.Describe($"packet {turn}, {Convert.ToHexStringLower(packet)}: {difference}"));
        }

        if (run.CompareMaps() is { } mapDifference)
            Assert.Fail(run.Describe(mapDifference));
    }
}
