using System.Buffers.Binary;

namespace Weir.Bpf.Compiler.Tests.Harness;

/// <summary>Arguments for scalar methods: the edges of every width, and random values of every magnitude.</summary>
public static class ScalarArguments
{
    private static readonly ulong[] s_edges =
    [
        0, 1, 2, 3, 4, 5, 7, 8, 10, 11, 12, 13, 15, 16, 17, 31, 32, 33, 58, 63, 64, 65, 99, 100, 101, 127, 128, 129, 200, 255, 256, 257, 300, 1000,
        0x7fff, 0x8000, 0x8001, 0xffff, 0x10000, 0x7fff_fffe, 0x7fff_ffff, 0x8000_0000, 0x8000_0001, 0xffff_fffe, 0xffff_ffff, 0x1_0000_0000, 0x1_0000_0001,
        0x7fff_ffff_ffff_ffff, 0x8000_0000_0000_0000, 0x8000_0000_0000_0001, 0xffff_ffff_7fff_ffff, 0xffff_ffff_8000_0000,
        unchecked((ulong)-1), unchecked((ulong)-2), unchecked((ulong)-3), unchecked((ulong)-7), unchecked((ulong)-8), unchecked((ulong)-100),
        unchecked((ulong)-101), unchecked((ulong)-127), unchecked((ulong)-128), unchecked((ulong)-129), unchecked((ulong)-300), unchecked((ulong)-32768),
    ];

    /// <summary>Makes packets that carry arguments: all pairs of edges for the first two, then random ones.</summary>
    /// <param name="parameterCount">How many arguments a packet carries.</param>
    /// <param name="randomCount">How many packets with random arguments.</param>
    /// <param name="seed">Seed of the random ones.</param>
    /// <returns>The same buffer again and again, with other contents.</returns>
    public static IEnumerable<byte[]> Packets(int parameterCount, int randomCount, int seed)
    {
        var random = new Random(seed);
        var packet = EmptyPacket(parameterCount);
        foreach (var first in s_edges)
        {
            foreach (var second in parameterCount > 1 ? s_edges : [0])
            {
                for (var index = 0; index < parameterCount; index++)
                    Write(packet, index, index switch { 0 => first, 1 => second, _ => Next(random) });
                yield return packet;
            }
        }

        foreach (var randomPacket in RandomPackets(parameterCount, randomCount, random))
            yield return randomPacket;
    }

    /// <summary>Makes packets that carry random arguments, edges among them.</summary>
    /// <inheritdoc cref="Packets"/>
    public static IEnumerable<byte[]> RandomPackets(int parameterCount, int randomCount, Random random)
    {
        var packet = EmptyPacket(parameterCount);
        for (var turn = 0; turn < randomCount; turn++)
        {
            for (var index = 0; index < parameterCount; index++)
                Write(packet, index, Next(random));
            yield return packet;
        }
    }

    /// <summary>Shows the arguments that a packet carries.</summary>
    /// <param name="packet">The packet as it went in.</param>
    public static string Describe(ReadOnlySpan<byte> packet)
    {
        var words = new List<string>();
        for (var offset = ScalarProgram.FirstArgumentOffset; offset < packet.Length; offset += ScalarProgram.SlotSize)
            words.Add($"0x{BinaryPrimitives.ReadUInt64LittleEndian(packet[offset..]):x}");
        return string.Join(", ", words);
    }

    private static byte[] EmptyPacket(int parameterCount)
    {
        var packet = new byte[ScalarProgram.PacketLength(parameterCount)];
        // An EtherType for local experiments: the kernel looks no deeper into the packet.
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(12), 0x88b5);
        return packet;
    }

    private static void Write(byte[] packet, int index, ulong value) =>
        BinaryPrimitives.WriteUInt64LittleEndian(packet.AsSpan(ScalarProgram.FirstArgumentOffset + index * ScalarProgram.SlotSize), value);

    private static ulong Next(Random random) => random.Next(4) switch
    {
        0 or 1 => s_edges[random.Next(s_edges.Length)],
        2 => (ulong)random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64),
        _ => (ulong)random.NextInt64(long.MinValue, long.MaxValue),
    };
}
