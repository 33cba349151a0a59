using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Weir.Testing;

namespace Weir.EndToEnd.Tests.Replay;

/// <summary>
/// Real traffic between two namespaces, captured by tcpdump in several ways at once: TCP, UDP and ICMP of both families, fragments, VLAN
/// tags, truncated and absurd packets.
/// </summary>
public sealed partial class RealCaptures : IDisposable
{
    private const int Port = 7000;
    private const int Datagrams = 150;
    private const int Connections = 12;
    private const int Interrupt = 2;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private static readonly IPAddress s_onVlan = IPAddress.Parse("198.51.100.2");

    private readonly string _folder = Directory.CreateTempSubdirectory("weir-replay-").FullName;

    public RealCaptures()
    {
        using TestNetwork network = TestNetwork.CreatePair();
        string link = network.Client.InterfaceName;
        List<Process> captures =
        [
            Capture(network.Client, "ethernet", "-i", link),
            Capture(network.Client, "nanoseconds", "-i", link, "--time-stamp-precision=nano"),
            Capture(network.Client, "cut", "-i", link, "-s", "62"),
            Capture(network.Client, "cooked", "-i", "any", "-y", "LINUX_SLL"),
            Capture(network.Client, "cooked2", "-i", "any", "-y", "LINUX_SLL2"),
        ];
        try
        {
            MakeTraffic(network);
            WaitForLastPacket(network);
        }
        finally
        {
            captures.ForEach(Stop);
        }
    }

    public string PathOf(string name) => Path.Combine(_folder, $"{name}.pcap");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Process Capture(TestHost host, string name, params string[] options)
    {
        Process process = host.StartProcess(new ProcessStartInfo("tcpdump", ["-n", "-U", "--immediate-mode", "-Z", "root", "-w", PathOf(name), .. options])
        {
            RedirectStandardError = true,
        });
        string? line;
        do
        {
            line = process.StandardError.ReadLine() ?? throw new InvalidOperationException("tcpdump ended before it listened.");
        }
        while (!line.Contains("listening on", StringComparison.Ordinal));
        return process;
    }

    /// <summary>What is captured is still on its way to tcpdump when it is told to end, and lost then: wait until all have the last packet.</summary>
    private void WaitForLastPacket(TestNetwork network)
    {
        byte[] last = "the last packet"u8.ToArray();
        using Socket socket = network.Client.OpenSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.SendTo(last, new IPEndPoint(network.Server4, Port));
        Assert.True(SpinWait.SpinUntil(
            () => Directory.EnumerateFiles(_folder).All(file => File.ReadAllBytes(file).AsSpan().IndexOf(last) >= 0), s_patience));
    }

    private static void Stop(Process process)
    {
        _ = kill(process.Id, Interrupt);
        if (!process.WaitForExit(s_patience))
        {
            process.Kill();
        }

        process.Dispose();
    }

    private static void MakeTraffic(TestNetwork network)
    {
        IPAddress[] servers = [network.Server4, network.Server6, network.Neighbour4];
        using EchoServer server = new(network.Server, Port, servers);
        foreach (IPAddress address in servers)
        {
            IPEndPoint end = new(address, Port);
            for (int i = 0; i < Datagrams; i++)
            {
                Assert.Equal(ProbeResult.Answered, Probe.Udp(network.Client, end));
            }

            for (int i = 0; i < Connections; i++)
            {
                Assert.Equal(ProbeResult.Answered, Probe.Tcp(network.Client, end));
                Assert.Equal(ProbeResult.Answered, Probe.Ping(network.Client, address));
            }

            // Longer than the link takes: fragments. Nobody listens on the port, so ICMP errors come back.
            DatagramFlood.Send(network.Client, new IPEndPoint(address, Port + 1), count: 6, byteCount: 4000);
        }

        SendTaggedPackets(network);
        SendAbsurdPackets(network);
    }

    /// <summary>Datagrams in frames of a VLAN. Made by hand, since a kernel may have no VLAN interfaces.</summary>
    private static void SendTaggedPackets(TestNetwork network)
    {
        using FrameSender sender = new(network.Client, network.Server);
        byte[] packet = [0x45, 0, 0, 32, 0, 0, 0x40, 0, 64, 17, 0, 0, .. new byte[8], 0, 0, 0x1b, 0x58, 0, 12, 0, 0, .. "weir"u8];
        network.Client.Address(AddressFamily.InterNetwork).GetAddressBytes().CopyTo(packet, 12);
        s_onVlan.GetAddressBytes().CopyTo(packet, 16);
        for (int i = 0; i < 60; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(20), (ushort)(39_990 + i));
            sender.Send(packet, AddressFamily.InterNetwork, vlan: 5);
        }
    }

    private static void SendAbsurdPackets(TestNetwork network)
    {
        Random random = new(20261124);
        using FrameSender sender = new(network.Client, network.Server);
        byte[] packet = new byte[80];
        for (int i = 0; i < 200; i++)
        {
            bool isV6 = i % 2 == 0;
            random.NextBytes(packet);
            packet[0] = (byte)(isV6 ? 0x60 : 0x40 | random.Next(16));
            (isV6 ? network.Client.Address(AddressFamily.InterNetworkV6) : network.Client.Address(AddressFamily.InterNetwork))
                .GetAddressBytes().CopyTo(packet, isV6 ? 8 : 12);
            packet[isV6 ? 6 : 9] = (byte)random.Next(64);
            sender.Send(packet.AsSpan(0, random.Next(8, packet.Length)), isV6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork);
        }
    }

    [LibraryImport("libc")]
    private static partial int kill(int processId, int signal);
}
