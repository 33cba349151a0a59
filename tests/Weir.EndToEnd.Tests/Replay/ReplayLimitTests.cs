using System.Buffers.Binary;
using System.Text.Json;

namespace Weir.EndToEnd.Tests.Replay;

/// <summary><c>weir replay</c> with a policy that limits.</summary>
public sealed class ReplayLimitTests : IDisposable
{
    // 1,400 bytes a packet: at this rate one of them a second, and the bucket holds one.
    private const string Policy = """
        provider: office
        filters:
          - name: one a second
            layer: inbound-transport
            action: limit 12112bit burst 1514B
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("weir-replay-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("managed", 1_000_000, 5)]
    [InlineData("reference", 1_000_000, 5)]
    [InlineData("managed", 1, 1)]
    [InlineData("reference", 1, 1)]
    public void LimitsGoByTheTimesOfTheCapture(string engine, int microsecondsApart, int permitted)
    {
        BuiltCommand result = Replay(engine, microsecondsApart);

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        using JsonDocument json = JsonDocument.Parse(result.Output);
        Assert.Equal(
            Enumerable.Range(0, 5).Select(number => number < permitted ? "permit" : "block"),
            json.RootElement.GetProperty("packets").EnumerateArray().Select(packet => packet.GetProperty("verdict").GetString()));
    }

    [Fact]
    public void OfTheKernelItIsToldThatItHasItsOwnClock()
    {
        BuiltCommand result = Replay("kernel", 1_000_000);

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("weir: the kernel keeps limits by its own clock", result.Errors, StringComparison.Ordinal);
    }

    private BuiltCommand Replay(string engine, int microsecondsApart)
    {
        string policy = Path.Combine(_folder, "policy.yaml");
        string capture = Path.Combine(_folder, "five.pcap");
        File.WriteAllText(policy, Policy);
        File.WriteAllBytes(capture, Capture(microsecondsApart));
        return BuiltCommand.Run("replay", capture, "--policy", policy, "--layer", "inbound-transport", "--engine", engine, "--json");
    }

    /// <summary>Five UDP packets as pcap with the link type of raw IP (101).</summary>
    private static byte[] Capture(int microsecondsApart)
    {
        const int PacketLength = 1400;
        byte[] packet = new byte[PacketLength];
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), PacketLength);
        packet[8] = 64;
        packet[9] = 17;
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(12), 0x0a000001);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(16), 0x0a000002);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(22), 53);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(24), PacketLength - 20);

        using MemoryStream file = new();
        Write(0xa1b2c3d4, 0x0004_0002, 0, 0, 65_535, 101);
        for (int number = 0; number < 5; number++)
        {
            long time = 1_700_000_000_000_000 + ((long)number * microsecondsApart);
            Write((uint)(time / 1_000_000), (uint)(time % 1_000_000), PacketLength, PacketLength);
            file.Write(packet);
        }

        return file.ToArray();

        void Write(params ReadOnlySpan<uint> words)
        {
            Span<byte> bytes = stackalloc byte[sizeof(uint)];
            foreach (uint word in words)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, word);
                file.Write(bytes);
            }
        }
    }
}
