using System.Buffers.Binary;
using System.Net;
using Weir.Bpf;
using Weir.Bpf.Language;
using Weir.Engine;
using Weir.Linux.Programs;
using Weir.Linux.Tests.Programs;

namespace Weir.Linux.Tests.Enforcement;

/// <summary>
/// The layers' whole programs under the kernel's test run, fed with good, truncated and absurd packets. The events that they make
/// tell which fields the kernel extracted; the CLR's run of the same headers must have found the same.
/// </summary>
public unsafe class KernelExtractTests
{
    private const int PacketsEach = 4000;

    [Theory]
    [InlineData(LayerId.OutboundTransportV4)]
    [InlineData(LayerId.OutboundTransportV6)]
    [InlineData(LayerId.InboundTransportV4)]
    [InlineData(LayerId.InboundTransportV6)]
    public void TheKernelExtractsWhatTheClrExtracts(LayerId layer)
    {
        bool outbound = layer is LayerId.OutboundTransportV4 or LayerId.OutboundTransportV6;
        bool isV6 = layer is LayerId.InboundTransportV6 or LayerId.OutboundTransportV6;
        List<NetEvent> events = [];
        using LinuxEngine kernel = LinuxEngine.OpenDetached(new LinuxEngineOptions { ReportPermits = true });
        kernel.NetEventRaised += seen =>
        {
            lock (events)
            {
                events.Add(seen);
            }
        };
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        session.AddFilter(new FilterSpec { Name = "everything", Layer = layer, Action = FilterAction.Permit });
        BpfProgram program = kernel.ProgramOf(layer);

        // struct nf_hook_state: the kernel lets a test run choose the hook (LOCAL_IN 1, LOCAL_OUT 3) and the family (2, 10).
        byte[] hookState = new byte[48];
        hookState[0] = outbound ? (byte)3 : (byte)1;
        hookState[1] = isV6 ? (byte)10 : (byte)2;

        Random random = new(20261124);
        List<PacketFields> expected = [];
        ulong malformed = 0;
        for (int i = 0; i < PacketsEach; i++)
        {
            byte[] packet = RandomPacket(random, isV6);
            TestRunResult result = program.TestRun(outbound ? packet : Packets.WithEthernet(packet, isV6), context: hookState);
            Assert.Equal(1u, result.ReturnValue);
            PacketFields fields = Extract(packet, isV6, outbound);
            malformed += fields.Malformed;
            expected.Add(fields);
        }

        Assert.True(SpinWait.SpinUntil(() => { lock (events) { return events.Count == PacketsEach; } }, TimeSpan.FromSeconds(5)));
        Assert.Equal(malformed, kernel.GetLayerCounters(layer).MalformedPackets);
        Assert.InRange(malformed, PacketsEach / 10u, PacketsEach * 9u / 10);
        for (int i = 0; i < PacketsEach; i++)
        {
            Assert.Equal(Describe(expected[i], isV6), Describe(events[i]));
        }
    }

    private static PacketFields Extract(byte[] packet, bool isV6, bool outbound)
    {
        PacketFields fields = default;
        MemoryBytes bytes = new(packet);
        if (isV6)
        {
            PacketHeaders.ExtractV6(ref bytes, &fields, outbound);
        }
        else
        {
            PacketHeaders.ExtractV4(ref bytes, &fields, outbound);
        }

        return fields;
    }

    /// <summary>A good packet, often cut short or with some bytes changed. The kernel takes no less than an IP header.</summary>
    private static byte[] RandomPacket(Random random, bool isV6)
    {
        byte[] protocols = [1, 6, 17, 33, 47, 50, 58, 132, 136, (byte)random.Next(256)];
        byte protocol = protocols[random.Next(protocols.Length)];
        byte[] payload = new byte[random.Next(24)];
        random.NextBytes(payload);
        byte[] packet = isV6
            ? Packets.V6("fd00::1", "fd00::2", RandomChain(random), protocol, payload)
            : Packets.V4(
                "10.0.0.1", "168.63.129.16", protocol, payload, new byte[random.Next(11) * 4],
                random.Next(4) == 0 ? (ushort)random.Next(0x10000) : (ushort)0);
        int least = isV6 ? 40 : 20;
        if (random.Next(4) == 0)
        {
            packet = packet[..random.Next(least, packet.Length + 1)];
        }

        for (int changes = random.Next(4) == 0 ? random.Next(1, 8) : 0; changes > 0; changes--)
        {
            packet[random.Next(packet.Length)] = (byte)random.Next(256);
        }

        return packet;
    }

    private static (byte, byte[])[] RandomChain(Random random)
    {
        var chain = new (byte, byte[])[random.Next(3) == 0 ? random.Next(10) : random.Next(2)];
        for (int i = 0; i < chain.Length; i++)
        {
            chain[i] = random.Next(6) switch
            {
                0 => (InternetProtocol.FragmentHeader, Packets.Fragment(random.Next(3), more: true)),
                1 => (InternetProtocol.AuthenticationHeader, Packets.Authentication(random.Next(3, 8))),
                2 => (InternetProtocol.RoutingHeader, Packets.Extension(random.Next(1, 4))),
                3 => (InternetProtocol.HopByHopOptions, Packets.Extension(random.Next(1, 4))),
                _ => (InternetProtocol.DestinationOptions, Packets.Extension(random.Next(1, 4))),
            };
        }

        return chain;
    }

    private static string Describe(PacketFields fields, bool isV6)
    {
        T? If<T>(IncomingFields bit, T value) where T : struct => fields.Values.Has(bit) ? value : null;
        IPAddress? Address(IncomingFields bit, ulong high, ulong low)
        {
            byte[] bytes = new byte[16];
            BinaryPrimitives.WriteUInt64BigEndian(bytes, high);
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), low);
            return fields.Values.Has(bit) ? new IPAddress(isV6 ? bytes : bytes[12..]) : null;
        }

        return Text(
            If(IncomingFields.Protocol, fields.Values.Protocol),
            Address(IncomingFields.LocalAddress, fields.Values.LocalAddress.High, fields.Values.LocalAddress.Low),
            Address(IncomingFields.RemoteAddress, fields.Values.RemoteAddress.High, fields.Values.RemoteAddress.Low),
            If(IncomingFields.LocalPort, fields.Values.LocalPort),
            If(IncomingFields.RemotePort, fields.Values.RemotePort));
    }

    private static string Describe(NetEvent seen) =>
        Text(seen.Protocol, seen.LocalAddress, seen.RemoteAddress, seen.LocalPort, seen.RemotePort);

    private static string Text(byte? protocol, IPAddress? local, IPAddress? remote, ushort? localPort, ushort? remotePort) =>
        $"protocol {protocol}, local {local} port {localPort}, remote {remote} port {remotePort}";
}
